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
    for folder in ["crates", "deploy", "docs"] {
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

/// The targets of `[text](target)` that are files of the repository or places in them.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://"))
}

/// The names that GitHub gives to the headings of a document. Repeated headings are not told apart.
fn anchors(text: &str) -> impl Iterator<Item = String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| line.trim_start_matches('#').trim().to_lowercase()).map(|heading| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

#[test]
fn an_anchor_is_the_heading_in_lower_case_without_punctuation() {
    let found: Vec<_> = anchors("# Why not *this*?\n\ntext\n\n### API keys, and `a_b`\n").collect();
    assert_eq!(found, ["why-not-this", "api-keys-and-a_b"]);
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
        for link in links(&text) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => document.clone(),
                file => document.parent().unwrap().join(file),
            };
            let has_anchor = || {
                let text = fs::read_to_string(&target).unwrap();
                anchors(&text).any(|heading| heading == anchor)
            };
            if !target.exists() || !anchor.is_empty() && !has_anchor() {
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
