//! Why each rule exists, what it is based on, what the platform calls a breach, and an example: a
//! file for each group.

pub(super) mod assets;
pub(super) mod document;
pub(super) mod extensions;
pub(super) mod files;
pub(super) mod host;
pub(super) mod info;
pub(super) mod operations;
pub(super) mod parameters;
pub(super) mod properties;
pub(super) mod schemas;
pub(super) mod security;
mod source;
mod validator;

pub use validator::NOT_CHECKED;

/// What is told about a rule beside its text.
pub(super) struct Note {
    pub why: &'static str,
    pub source: &'static str,
    pub platform_names: &'static [&'static str],
    pub example: &'static str,
}

/// Source, the platform's names, why and an example of each rule of a group.
macro_rules! notes {
    ($($id:ident: $source:ident, [$($name:literal),*], $why:literal, $example:literal;)+) => {
        $(
            pub(in crate::check::rule) const $id: $crate::check::rule::note::Note =
                $crate::check::rule::note::Note {
                    why: $why,
                    source: $crate::check::rule::note::source::$source,
                    platform_names: &[$($name),*],
                    example: $example,
                };
        )+
    };
}
use notes;
