//! What the documents and comments name is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::modules::files;

/// Folders whose files the documents name by their path from the root.
const FOLDERS: [&str; 10] =
    ["benches", "crates", "deploy", "docs", "examples", "fuzz", "scripts", "src", "tests", "tools"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn documents() -> Vec<PathBuf> {
    let at_the_root = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    // A history names what is gone.
    let mut found: Vec<PathBuf> = at_the_root
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .filter(|path| !path.ends_with("CHANGELOG.md"))
        .collect();
    for folder in ["docs", "deploy"] {
        found.extend(files(&root().join(folder), "md"));
    }
    assert!(found.len() > 3);
    found
}

/// The words of a text that can be paths.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "/._-*".contains(c);
    text.split(move |c| !is_part(c)).map(|word| word.trim_end_matches(['.', '/']))
}

#[test]
fn what_a_document_names_is_in_the_repository() {
    let mut missing = BTreeSet::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for path in paths(&text).filter(|path| !path.contains('*')) {
            let in_folder = path.split_once('/').is_some_and(|(first, _)| FOLDERS.contains(&first));
            if in_folder && !root().join(path).exists() {
                missing.insert(format!("{}: {path}", document.display()));
            }
        }
        // [text](target)
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            let elsewhere = file.is_empty() || file.contains("://");
            if !elsewhere && !document.parent().unwrap().join(file).exists() {
                missing.insert(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_comment_cites_a_heading_of_what_is_known_about_the_wire() {
    let wire = fs::read_to_string(root().join("docs/ukg-wire.md")).unwrap().to_lowercase();
    let headings: Vec<_> = wire.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let mut cited = 0;
    for file in files(&root().join("src"), "rs") {
        let text = fs::read_to_string(&file).unwrap();
        let comments: Vec<_> = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("//"))
            .map(|comment| comment.trim_start_matches(['/', '!']).trim())
            .collect();
        for rest in comments.join(" ").split("(`docs/ukg-wire.md`, ").skip(1) {
            let heading = rest.split(')').next().unwrap().to_lowercase();
            assert!(headings.contains(&&*heading), "{}: {heading}", file.display());
            cited += 1;
        }
    }
    assert!(cited > 5, "only {cited} citations are found");
}

#[test]
fn a_comment_cites_only_documents_of_the_repository() {
    let mut missing = BTreeSet::new();
    for folder in ["src", "crates", "tests", "tools", "benches"] {
        for file in files(&root().join(folder), "rs") {
            let text = fs::read_to_string(&file).unwrap();
            let comments = text.lines().filter(|line| line.trim_start().starts_with("//"));
            let cited = comments
                .flat_map(paths)
                .filter(|path| Path::new(path).extension().is_some_and(|end| end == "md"));
            // readme.md and intro.md are files of a connector.
            for path in cited.filter(|path| !["readme.md", "intro.md"].contains(path)) {
                let here = file.parent().unwrap().join(path).exists();
                if !here && !root().join(path).exists() {
                    missing.insert(format!("{}: {path}", file.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
