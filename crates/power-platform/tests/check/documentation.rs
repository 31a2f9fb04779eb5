//! `docs/connector-check.md`, which is generated from the rules.

use std::fs;
use std::path::Path;

use power_platform::check::{self, Rule};

const PAGE: &str = "../../docs/connector-check.md";

#[test]
fn the_page_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let generated = check::documentation();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == generated,
        "{} differs from what is generated. Rewrite it:\n\n    \
         UPDATE_DOCS=1 cargo test --locked -p power-platform --test check documentation\n",
        path.display()
    );
}

#[test]
fn each_rule_has_the_anchor_to_which_its_findings_lead() {
    let page = check::documentation();
    for rule in Rule::ALL {
        // An anchor is the heading in lower case.
        let (_, anchor) =
            rule.help().rsplit_once('#').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let headings = page.lines().filter_map(|line| line.strip_prefix("### "));
        assert_eq!(
            headings.filter(|heading| heading.to_lowercase() == anchor).count(),
            1,
            "{rule}"
        );
    }
}
