//! The tables of the documents. Each is generated from the program and stands between two comments, which
//! name it.

mod calls;
mod connectors;
mod errors;
mod metrics;
mod reasons;
mod rules;
mod sandbox;
mod settings;

use std::fs;
use std::path::{Path, PathBuf};

const COMMAND: &str = "UPDATE_DOCS=1 cargo test --locked --test program documents::";

fn path(document: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(document)
}

/// Compares a document with what it should be, or writes it if `UPDATE_DOCS` is set.
fn compare(document: &str, expected: &str) {
    let path = path(document);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == expected,
        "{} differs from what is generated. Rewrite it:\n\n    {COMMAND}\n",
        path.display()
    );
}

/// Compares the generated parts of a document: their names and texts.
fn compare_parts(document: &str, parts: &[(&str, String)]) {
    let mut text = fs::read_to_string(path(document)).unwrap();
    let generated = text.matches("<!-- generated: ").count();
    assert_eq!(generated, parts.len(), "{document} has another number of generated parts");
    for (name, part) in parts {
        let (begin, end) = (format!("<!-- generated: {name} -->\n"), "<!-- end -->");
        let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("no {begin}"));
        let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("no end of {name}"));
        text = format!("{before}{begin}\n{part}\n{end}{after}");
    }
    compare(document, &text);
}

/// A table in Markdown.
fn table<const COLUMNS: usize>(
    heading: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<_> =
            cells.iter().map(|cell| cell.replace('|', "\\|").replace('<', "&lt;")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rows: String = rows.into_iter().map(|cells| row(&cells)).collect();
    assert!(!rows.is_empty(), "a table without rows: {heading:?}");
    row(&heading.map(str::to_owned)) + &row(&["---"; COLUMNS].map(str::to_owned)) + &rows
}

/// In the font of code.
fn code(text: &str) -> String {
    format!("`{text}`")
}

fn codes<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(code).collect::<Vec<_>>().join(", ")
}
