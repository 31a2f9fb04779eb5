//! What holds for every input, random or made by the fuzzer in `fuzz/`, which shares these files.

pub mod answer;
pub mod body;
pub mod key_file;
mod spelling;
pub mod token_url;
pub mod vanity_url;
