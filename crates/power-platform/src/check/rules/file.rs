//! D02, D03 and D15, as far as they concern the unparsed file.

use std::borrow::Cow;

use crate::check::finding::{Findings, Place};
use crate::check::rule::Rule;
use crate::check::source::Source;

/// The size below which certification accepts a file, in bytes.
const SIZE_LIMIT: usize = 1_000_000;

pub(crate) fn check(source: &Source, findings: &mut Findings) {
    let bytes = &source.bytes;
    if bytes.len() >= SIZE_LIMIT {
        let message = "The file must be smaller than 1 MB: a definition in Dataverse holds 1,000,000 \
                       characters. Shorten it, or split the connector.";
        findings.report(Rule::D02, Place::line(1), message);
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        let message = "The file starts with a byte order mark, which some tools reject. Save it as \
                       UTF-8 without one.";
        findings.report(Rule::D15, Place::line(1), message);
    }
    let text = String::from_utf8_lossy(bytes);
    let is_utf8 = matches!(text, Cow::Borrowed(_));
    if let Some(line) = text.lines().position(|line| !line.is_ascii()).filter(|_| is_utf8) {
        let message = "This line has characters that are not ASCII, which paconn may read wrongly. \
                       Write them as \\u and four hexadecimal digits. (Only the first such line is \
                       reported.)";
        findings.report(Rule::D15, Place::line(line + 1), message);
    }
    let first = |wrong: fn(&str) -> bool| text.lines().position(wrong).map(|line| line + 1);
    for (line, what) in [
        (first(|line| line.starts_with('\t')), "is indented with tabs; use four spaces"),
        (
            first(|line| line.ends_with([' ', '\t'])),
            "has spaces or tabs at the end of a line; remove them",
        ),
        (
            first(|line| {
                let indent = line.len() - line.trim_start_matches(' ').len();
                !line.trim().is_empty() && indent % 4 != 0
            }),
            "is not indented by four spaces",
        ),
    ] {
        if let Some(line) = line {
            let message = format!("The file {what}. (Only the first such line is reported.)");
            findings.report(Rule::D03, Place::line(line), message);
        }
    }
}
