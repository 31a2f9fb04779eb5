use std::collections::BTreeSet;

use power_platform::check::{self, CheckedBy, Gate, Group, NOT_CHECKED, Rule};
use serde_json::json;

use crate::mutant::{DEFINITION, Mutant, PROPERTIES, found, good};
use crate::patch::{Change, add};
use crate::{
    assets, connections, document, extensions, files, host, info, operations, parameters, paths,
    properties, responses, schemas, security, webhooks,
};

fn mutants() -> impl Iterator<Item = Mutant> {
    let groups = [
        files::mutants(),
        document::mutants(),
        info::mutants(),
        host::mutants(),
        security::mutants(),
        operations::mutants(),
        paths::mutants(),
        responses::mutants(),
        parameters::mutants(),
        schemas::mutants(),
        assets::mutants(),
        properties::mutants(),
        connections::mutants(),
        extensions::mutants(),
        webhooks::mutants(),
    ];
    groups.into_iter().flatten()
}

/// Without a mutant, nothing proves that a rule is ever reported.
#[test]
fn every_rule_that_the_program_checks_has_a_mutant_at_each_of_its_severities() {
    let tried: BTreeSet<_> = mutants().map(|mutant| (mutant.rule, mutant.severity)).collect();
    let checked = Rule::ALL.iter().filter(|rule| rule.checked_by() == CheckedBy::Program);
    let stated: BTreeSet<_> = checked
        .flat_map(|rule| rule.severities().iter().map(move |severity| (*rule, *severity)))
        .collect();
    let missing: Vec<_> = stated.difference(&tried).collect();
    let unstated: Vec<_> = tried.difference(&stated).collect();
    assert!(missing.is_empty() && unstated.is_empty(), "{missing:?}, {unstated:?}");
}

#[test]
fn the_severities_of_a_rule_begin_with_the_gravest() {
    for rule in Rule::ALL {
        assert!(rule.severities().is_sorted_by(|a, b| a > b), "{rule}");
    }
}

#[test]
fn ids_tell_the_group_and_count_from_1() {
    let expected = [
        (Group::Files, 'F', 3),
        (Group::Document, 'D', 16),
        (Group::Info, 'I', 14),
        (Group::Host, 'H', 6),
        (Group::Security, 'S', 6),
        (Group::Operations, 'O', 25),
        (Group::Parameters, 'P', 9),
        (Group::Schemas, 'C', 10),
        (Group::Extensions, 'E', 13),
        (Group::Assets, 'X', 6),
        (Group::Properties, 'A', 21),
    ];
    for (group, letter, number) in expected {
        let ids = Rule::ALL.iter().filter(|rule| rule.group() == group).map(|rule| rule.id());
        let counted = (1..=number).map(|i| format!("{letter}{i:02}"));
        assert_eq!(ids.collect::<Vec<_>>(), counted.collect::<Vec<_>>());
    }
}

#[test]
fn each_rule_says_why_and_what_it_is_based_on() {
    for rule in Rule::ALL {
        assert!(rule.why().ends_with(['.', '"']) && rule.why().len() > 20, "{rule}");
        assert!(rule.source().starts_with("https://"), "{rule}");
        assert!(!rule.example().is_empty(), "{rule}");
    }
}

/// The page of the platform's validator lists this many.
#[test]
fn each_rule_of_the_platforms_validator_is_a_rule_here_or_has_a_reason_why_not() {
    let names = Rule::ALL.iter().flat_map(|rule| rule.platform_names());
    let of_validator = |name: &&&str| name.starts_with(|c: char| c.is_ascii_uppercase());
    let checked: BTreeSet<_> = names.filter(of_validator).copied().collect();
    let not_checked: BTreeSet<_> = NOT_CHECKED.iter().map(|(name, _)| *name).collect();
    assert!(checked.is_disjoint(&not_checked));
    assert!(NOT_CHECKED.iter().all(|(_, reason)| reason.ends_with('.')));
    assert_eq!(checked.len() + not_checked.len(), 174);
}

#[test]
fn some_rules_are_checked_by_people() {
    let rules = Rule::ALL.iter().filter(|rule| rule.checked_by() == CheckedBy::Person);
    let rules: Vec<_> = rules.copied().collect();
    assert_eq!(rules, [Rule::I04, Rule::I13, Rule::C07, Rule::C08, Rule::X06]);
}

/// The good connector uses what the rules are about: variables in paths, internal fields, patterns,
/// forms, shared parameters, pages, revisions, keys, policies. All rules are silent about it.
#[test]
fn every_rule_is_silent_where_nothing_is_wrong() {
    for file in [DEFINITION, PROPERTIES] {
        assert_eq!(found(file, &Change::Content(good(file))), []);
        let path = format!("{}/tests/check/good/{file}", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(check::check(path.as_ref(), Gate::Certification).unwrap(), []);
    }
    let used = String::from_utf8([good(DEFINITION), good(PROPERTIES)].concat()).unwrap();
    for construct in ["{id}", "internal", "pattern", "formData", "#/parameters/", "setheader"] {
        assert!(used.contains(construct));
    }
}

/// A patched file differs from the good one in nothing but the patch.
#[test]
fn patches_keep_the_order_of_keys_and_the_layout() {
    for file in [DEFINITION, PROPERTIES] {
        let patched = add("/x-more", json!({"a": []})).apply(&good(file)).unwrap();
        let patched = String::from_utf8(patched).unwrap();
        let good = String::from_utf8(good(file)).unwrap();
        let end = ",\n    \"x-more\": {\n        \"a\": []\n    }\n}\n";
        assert_eq!(patched, good.trim_end().strip_suffix("\n}").unwrap().to_owned() + end);
    }
}
