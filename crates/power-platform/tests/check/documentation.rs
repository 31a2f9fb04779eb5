//! The page of all rules. That `docs/connector-check.md` is this page is tested with the other documents.

use power_platform::check::{self, Rule};

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
