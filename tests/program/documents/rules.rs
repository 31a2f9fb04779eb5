//! `docs/connector-check.md`, which is generated as a whole.

use super::compare;

#[test]
fn the_rules_of_the_checker_are_documented() {
    compare("connector-check.md", &power_platform::check::documentation());
}
