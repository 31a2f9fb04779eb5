use std::path::{Path, PathBuf};

use jsonc_parser::ast;
use jsonc_parser::errors::ParseError;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::finding::{Findings, Level};
use super::tree::Tree;

/// Largest file that is parsed, in bytes: eight times what the platform takes. A larger one is
/// reported for its size and not looked into.
const LARGEST: usize = 8_000_000;

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
    pub fn new(path: &Path, bytes: Vec<u8>) -> Self {
        Self { path: path.to_owned(), bytes }
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
        // Microsoft's own services forgive comments and trailing commas; paconn does not.
        let value = match parse(text, false) {
            Ok(value) => value,
            Err(strict) => {
                let value = parse(text, true).map_err(|_| Broken {
                    line: strict.line_display(),
                    text: format!("The file is not JSON: {}.", strict.kind()),
                })?;
                let message = format!(
                    "Some readers refuse this file, paconn among them: {}. Remove it.",
                    strict.kind()
                );
                findings.add("F01", Level::Warning, strict.line_display(), "", message);
                value
            }
        };
        let value = value.ok_or_else(|| whole("The file is empty."))?;
        Ok(Tree::new(&value, &starts))
    }
}

fn parse(text: &str, lenient: bool) -> Result<Option<ast::Value<'_>>, ParseError> {
    let options = ParseOptions {
        allow_comments: lenient,
        allow_trailing_commas: lenient,
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
