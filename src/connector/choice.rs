use super::listing;

/// A connector of this service, and what decides whether it is the right one.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    pub title: &'static str,
    pub who_holds_the_password: &'static str,
    pub who_can_see_it: &'static str,
    pub where_it_works: &'static str,
}

/// Which connector for whom: on the start page and in the documents.
pub const CHOICES: [Choice; 3] = [
    Choice {
        title: listing::TITLE,
        who_holds_the_password: "Each flow",
        who_can_see_it: "Everyone who may edit the flow and, unless inputs are secured, everyone who may read its runs",
        where_it_works: "Power Automate, Power Apps, Copilot Studio, Logic Apps",
    },
    Choice {
        title: listing::ACCOUNT_TITLE,
        who_holds_the_password: "The connection",
        who_can_see_it: "No one after it is saved; everyone with whom the connection is shared can use it",
        where_it_works: "The same; in Logic Apps the client stays with the workflow",
    },
    Choice {
        title: listing::PROFILE_TITLE,
        who_holds_the_password: "The operator of this service",
        who_can_see_it: "Those who may read the files of the server; everyone who may use the connection can get tokens",
        where_it_works: "The same; with the definition for Logic Apps also through the on-premises data gateway",
    },
];
