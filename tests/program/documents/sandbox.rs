use prowfm_auth::sandbox::{Scenario, UkgScenario};

use super::{code, compare_parts, table};

#[test]
fn every_user_name_of_the_sandbox_is_documented() {
    let heading = ["user name", "what happens"];
    let row = |name: &str, meaning: &str| [code(name), meaning.to_owned()];
    let legacy = Scenario::ALL.iter().map(|(_, name, meaning)| row(name, meaning));
    let ukg = UkgScenario::ALL.iter().map(|(_, name, meaning)| row(name, meaning));
    compare_parts(
        "sandbox.md",
        &[("legacy", table(heading, legacy)), ("ukg-authentication", table(heading, ukg))],
    );
}
