use power_platform::check::{self, Judge, Rule};

use super::{DEFINITION, changed};
use crate::folder::good;

/// The good connector uses what the rules are about: variables in paths, internal fields, patterns,
/// forms, shared parameters, pages, revisions, keys, policies. All rules are silent about it.
#[test]
fn every_rule_is_silent_where_nothing_is_wrong() {
    assert_eq!(changed(DEFINITION, String::into_bytes), []);
    for file in ["apiDefinition.swagger.json", "apiProperties.json"] {
        let path = format!("{}/tests/check/good/{file}", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(check::check(path.as_ref()).unwrap(), []);
    }
    let used = good(DEFINITION) + &good("apiProperties.json");
    for construct in ["{id}", "internal", "pattern", "formData", "#/parameters/", "setheader"] {
        assert!(used.contains(construct));
    }
}

#[test]
fn the_catalogue_has_each_rule_once_and_says_who_judges() {
    let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len());
    let expected = [
        ("D", 15),
        ("I", 14),
        ("H", 6),
        ("S", 6),
        ("O", 23),
        ("P", 8),
        ("C", 8),
        ("X", 6),
        ("A", 10),
        ("F", 3),
    ];
    for (group, number) in expected {
        assert_eq!(ids.iter().filter(|id| id.starts_with(group)).count(), number, "{group}");
    }
    let people =
        Rule::ALL.iter().filter(|rule| rule.judge() == Judge::Person).map(|rule| rule.id());
    assert_eq!(people.collect::<Vec<_>>(), ["I04", "I13", "C07", "C08", "X06"]);
}

/// A rule that is added without a mutant would be one that nobody has seen fire.
#[test]
fn every_rule_that_the_program_judges_has_a_mutant() {
    let tests = [
        include_str!("broken_files.rs"),
        include_str!("definition.rs"),
        include_str!("extras.rs"),
        include_str!("info.rs"),
        include_str!("more.rs"),
        include_str!("operations.rs"),
        include_str!("parameters.rs"),
        include_str!("properties.rs"),
        include_str!("schemas.rs"),
    ];
    for rule in Rule::ALL.iter().filter(|rule| rule.judge() == Judge::Program) {
        let named = format!("Rule::{rule}");
        assert!(tests.iter().any(|test| test.contains(&named)), "{named} has no mutant");
    }
}
