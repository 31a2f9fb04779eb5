use prowfm_auth::connector::CHOICES;

use super::{compare_parts, table};

#[test]
fn every_connector_is_documented() {
    let title = |title: &str| format!("*{title}*");
    let all = CHOICES.map(|choice| {
        let told = [choice.who_holds_the_password, choice.who_can_see_it, choice.where_it_works];
        let [held, seen, works] = told.map(str::to_owned);
        [title(choice.title), held, seen, works]
    });
    let heading = ["connector", "who holds the password", "who can see it", "where it works"];
    compare_parts("power-automate.md", &[("connectors", table(heading, all))]);
    let short =
        CHOICES.map(|choice| [title(choice.title), choice.who_holds_the_password.to_owned()]);
    compare_parts(
        "../README.md",
        &[("connectors", table(["connector", "who holds the password"], short))],
    );
}
