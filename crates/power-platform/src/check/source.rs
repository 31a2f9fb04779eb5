use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jsonc_parser::ast;
use jsonc_parser::errors::ParseError;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde::de::IgnoredAny;

use crate::check::finding::{Findings, Level, Place};
use crate::check::rule::Rule;
use crate::check::tree::Tree;

/// Largest file that is looked into, in bytes: twice what the platform takes.
pub const LARGEST: usize = 2_000_000;

/// One file of a connector, as it lies on the disk.
pub struct Source {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
}

/// Why a file cannot be looked into.
pub struct Broken {
    pub line: usize,
    pub text: String,
}

impl Source {
    fn new(path: &Path, bytes: Vec<u8>) -> Self {
        Self { path: path.to_owned(), bytes }
    }

    /// Reads a regular file, and of a file that is too large only so much as shows that.
    pub fn read(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        let mut bytes = Vec::new();
        file.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
        Ok(Self::new(path, bytes))
    }

    /// The text after a byte-order mark.
    fn text(&self) -> Result<&str, Broken> {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        std::str::from_utf8(bytes).map_err(|error| Broken {
            line: bytes[..error.valid_up_to()].split(|b| *b == b'\n').count(),
            text: "The file is not UTF-8 text. Save it as UTF-8.".to_owned(),
        })
    }

    /// Parses it. What a lenient reader would let pass is a finding.
    pub fn parse(&self, findings: &mut Findings) -> Result<Tree, Broken> {
        let whole = |text: &str| Broken { line: 1, text: text.to_owned() };
        if self.bytes.len() > LARGEST {
            return Err(whole(
                "The file is too large to be a connector's; it was not looked into.",
            ));
        }
        let text = self.text()?;
        let starts: Vec<usize> =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let value = parse(text).map_err(|error| Broken {
            line: error.line_display(),
            text: format!("The file is not JSON: {}.", error.kind()),
        })?;
        // Microsoft's own services forgive comments, trailing commas and bare control characters;
        // paconn does not.
        if let Err(strict) = serde_json::from_str::<IgnoredAny>(text)
            && value.is_some()
        {
            let message = format!("Some readers refuse this file, paconn among them: {strict}.");
            findings.report_as(Level::Warning, Rule::F01, Place::line(strict.line()), message);
        }
        let value = value.ok_or_else(|| whole("The file is empty."))?;
        Ok(Tree::new(&value, &starts))
    }
}

fn parse(text: &str) -> Result<Option<ast::Value<'_>>, ParseError> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    parse_to_ast(text, &CollectOptions::default(), &options).map(|parsed| parsed.value)
}
