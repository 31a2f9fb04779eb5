use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jsonc_parser::ast;
use jsonc_parser::errors::ParseError;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde::de::IgnoredAny;

use crate::check::excerpt::starts;
use crate::check::finding::{Findings, Place};
use crate::check::gate::Severity;
use crate::check::rule::Rule;
use crate::check::tree::Tree;

/// Maximum size of a file that is parsed, in bytes: twice the size that certification accepts.
const MAX_PARSED_SIZE: usize = 2_000_000;

/// One file of a connector, unparsed.
#[derive(Clone)]
pub(crate) struct Source {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
}

/// Why a file cannot be parsed, and at which place.
pub(crate) struct InvalidFile {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl Source {
    /// Reads a regular file. One byte over the maximum size is enough to see that it is too large.
    pub fn read(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        Self::read_from(path, file)
    }

    /// Reads what a file, an entry of a zip or stdin contains.
    pub fn read_from(path: &Path, reader: impl Read) -> io::Result<Self> {
        let mut bytes = Vec::new();
        reader.take(MAX_PARSED_SIZE as u64 + 1).read_to_end(&mut bytes)?;
        Ok(Self { path: path.to_owned(), bytes })
    }

    /// The text without a byte order mark. A text that is not UTF-8 is taken for Latin-1, which the
    /// platform accepts, unless it has bytes that no text in Latin-1 has.
    pub fn text(&self) -> Result<Cow<'_, str>, InvalidFile> {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(_) if !bytes.contains(&0) => {
                Ok(Cow::Owned(bytes.iter().copied().map(char::from).collect()))
            }
            Err(error) => Err(InvalidFile {
                line: line_of(bytes, error.valid_up_to()),
                column: 1,
                message: "The file is not UTF-8 text. Save it as UTF-8.".to_owned(),
            }),
        }
    }

    /// Parses the file. Syntax that only lenient parsers accept is a finding.
    pub fn parse(&self, findings: &mut Findings) -> Result<Tree, InvalidFile> {
        let invalid =
            |message: &str| InvalidFile { line: 1, column: 1, message: message.to_owned() };
        if self.bytes.len() > MAX_PARSED_SIZE {
            return Err(invalid("The file is too large for a connector and was not checked."));
        }
        let text = &*self.text()?;
        let value = parse(text).map_err(|error| {
            let message = format!("The file is not valid JSON: {}.", error.kind());
            let unterminated = error.kind().to_string().starts_with("Unterminated");
            // The parser names the start of what is not terminated; it is missing at the end.
            let (line, column) = if unterminated {
                (text.trim_end().split('\n').count(), 1)
            } else {
                (error.line_display(), error.column_display())
            };
            InvalidFile { line, column, message }
        })?;
        if let Err(error) = std::str::from_utf8(&self.bytes) {
            let message = "The file is not UTF-8 text, so that some tools cannot read it. Save it \
                           as UTF-8.";
            let at = Place::line(line_of(&self.bytes, error.valid_up_to()));
            findings.report_as(Severity::Warning, Rule::F01, at, message);
        }
        // Microsoft's services accept comments, trailing commas and unescaped control characters;
        // paconn does not.
        if let Err(strict) = serde_json::from_str::<IgnoredAny>(text)
            && value.is_some()
        {
            let line = text.lines().nth(strict.line().saturating_sub(1)).unwrap_or_default();
            let message = match line.as_bytes().get(strict.column().saturating_sub(1)) {
                Some(b'}' | b']') => {
                    "There is a comma after the last entry, which paconn refuses. Remove it.".into()
                }
                Some(b'/') => "There is a comment, which paconn refuses. Remove it.".into(),
                _ => format!("Strict JSON parsers such as paconn's reject this file: {strict}."),
            };
            findings.report_as(
                Severity::Warning,
                Rule::F01,
                Place::column(strict.line(), strict.column()),
                message,
            );
        }
        let value = value.ok_or_else(|| invalid("The file is empty."))?;
        Ok(Tree::new(&value, starts(text)))
    }
}

/// The line, from 1, of a byte.
fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes[..at].split(|byte| *byte == b'\n').count()
}

fn parse(text: &str) -> Result<Option<ast::Value<'_>>, ParseError> {
    parse_to_ast(text, &CollectOptions::default(), &options()).map(|parsed| parsed.value)
}

/// What Microsoft's services accept beyond JSON.
pub(crate) fn options() -> ParseOptions {
    ParseOptions {
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
    }
}
