//! Corrections of faults that have one obvious remedy. The rest of the text stays as it is.

mod repair;
mod strict;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jsonc_parser::cst::CstRootNode;

use crate::check::finding::Finding;
use crate::check::report::Report;
use crate::check::rule::Rule;
use crate::check::source::options;

/// The rules of which some faults have one obvious remedy.
const CORRECTED: [Rule; 8] =
    [Rule::F01, Rule::D04, Rule::D15, Rule::D16, Rule::E01, Rule::O13, Rule::O14, Rule::A07];

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A file with some of its faults corrected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fix {
    /// The file.
    pub path: PathBuf,
    /// Its content.
    pub before: String,
    /// The content without the faults.
    pub after: String,
    /// The number of faults.
    pub faults: usize,
}

/// The corrections of the findings of a report, file by file. Files in zips are left alone.
pub fn fixes(report: &Report) -> impl Iterator<Item = Fix> {
    let mut by_file: BTreeMap<&Path, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings().filter(|finding| CORRECTED.contains(&finding.rule)) {
        by_file.entry(&finding.path).or_default().push(finding);
    }
    by_file.into_iter().filter_map(|(path, findings)| fix(path, &findings))
}

fn fix(path: &Path, findings: &[&Finding]) -> Option<Fix> {
    let before = fs::read_to_string(path).ok()?;
    let text = before.trim_start_matches(BYTE_ORDER_MARK);
    let has_mark = text.len() < before.len();
    let is_mark = |finding: &Finding| has_mark && finding.rule == Rule::D15 && finding.line == 1;
    let root = CstRootNode::parse(text, &options()).ok()?;
    let is_corrected = |finding: &&&Finding| match finding.rule {
        Rule::F01 => strict::make(&root),
        Rule::D15 => is_mark(finding),
        _ => repair::repair(&root, finding).is_some(),
    };
    let faults = findings.iter().filter(is_corrected).count();
    let mut after = root.to_string();
    if has_mark && !findings.iter().any(|finding| is_mark(finding)) {
        after.insert(0, BYTE_ORDER_MARK);
    }
    (faults > 0 && after != before).then(|| Fix { path: path.to_owned(), before, after, faults })
}
