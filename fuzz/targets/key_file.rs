#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| prowfm_auth_fuzz::key_file::hold(file));
