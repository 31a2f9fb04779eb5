//! Rules of Power Platform that a small change can break. The complete check is a tool of its own.

use power_platform::print;

use crate::{definition, definition_json, properties};

#[test]
fn the_files_are_ascii_without_tabs_or_trailing_blanks() {
    for file in [print(&definition()), print(&properties())] {
        assert!(file.is_ascii());
        assert!(file.len() < 1_000_000);
        for line in file.lines() {
            assert!(!line.contains('\t') && !line.ends_with(' '), "{line}");
        }
    }
}

#[test]
fn texts_keep_the_lengths_and_words_that_certification_allows() {
    let definition = definition();
    assert!((1..=30).contains(&definition.info.title.len()));
    assert!((30..=500).contains(&definition.info.description.len()));
    let products = ["Power Automate", "Power Apps", "Logic Apps", "Copilot", "Power Platform"];
    let mut texts = vec![definition.info.description.clone()];
    for item in definition.paths.values() {
        let operation = item.post.as_ref().unwrap();
        assert!(operation.summary.len() <= 80);
        assert!(operation.summary.chars().all(|c| c.is_alphanumeric() || " ()".contains(c)));
        assert!(operation.description.ends_with('.'));
        assert_ne!(operation.description.trim_end_matches('.'), operation.summary);
        assert!(!operation.description.contains('\n'), "a line end of a comment says nothing");
        texts.extend([operation.summary.clone(), operation.description.clone()]);
    }
    for text in texts {
        assert!(products.iter().all(|product| !text.contains(product)), "{text}");
    }
}

#[test]
fn only_success_has_a_schema() {
    let definition = definition_json();
    for item in definition["paths"].as_object().unwrap().values() {
        for (status, response) in item["post"]["responses"].as_object().unwrap() {
            assert_eq!(response.get("schema").is_some(), status == "200", "{status}");
        }
    }
}

#[test]
fn every_reference_has_a_target_and_every_definition_a_reference() {
    let printed = print(&definition());
    let names: Vec<_> = definition().definitions.keys().cloned().collect();
    assert_eq!(names.len(), 5);
    for name in names {
        assert!(printed.contains(&format!("\"#/definitions/{name}\"")), "{name}");
    }
    let targets = definition().definitions;
    for pointer in printed.split("\"#/definitions/").skip(1) {
        let name = pointer.split('"').next().unwrap();
        assert!(targets.contains_key(name), "{name}");
    }
}
