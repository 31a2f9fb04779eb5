//! The reference page against the published one, table by table.

use prowfm_auth::connector::{ConnectorOptions, Variant, export, listing};
use similar::TextDiff;

const TITLE: &str = "# UKG PRO WFM Authentication";

fn reference(options: &ConnectorOptions) -> String {
    export::connector(options).unwrap().reference(Some(listing::CALL_LIMIT))
}

fn page() -> String {
    let url = "https://prowfm-auth.example.com".parse().unwrap();
    let options = ConnectorOptions::new(Variant::PowerPlatform, url);
    reference(&options)
}

/// The rows of the table that begins with this head, after this heading.
fn table(page: &str, heading: &str, head: &str) -> Vec<Vec<String>> {
    let after = page.split(heading).nth(1).unwrap();
    let mut lines = after.lines().skip_while(|line| *line != head).skip(2);
    let rows = lines.by_ref().take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells = row.trim_matches('|').split(" | ");
        cells.map(|cell| cell.trim().replace("&lt;", "<")).collect()
    })
    .collect()
}

#[test]
fn it_says_what_the_published_page_says() {
    let page = page();
    assert!(page.starts_with("# UKG PRO WFM Authentication\n"));
    assert_eq!(
        table(&page, TITLE, "| Contact |  |"),
        [["Name", "KGS"], ["URL", "https://www.ukg.com/support"], ["Email", "support@ukg.com"],]
    );
    assert_eq!(
        table(&page, TITLE, "| Connector Metadata |  |"),
        [
            ["Publisher", "UKG, Inc."],
            ["Website", "https://www.ukg.com/"],
            ["Privacy policy", "https://www.ukg.com/privacy"],
            ["Categories", "Human Resources"],
        ]
    );
    let connection = "## Creating a connection";
    assert_eq!(
        table(&page, connection, "| Name | Type | Description | Required |"),
        [["PRO WFM Vanity URL", "string", "https://<hostname>.mykronos.com", "True",]]
    );
    let limits = "## Throttling Limits";
    assert_eq!(
        table(&page, limits, "| Name | Calls | Renewal Period |"),
        [["API calls per connection", "100", "60 seconds",]]
    );
    let actions = table(&page, "## Actions", "| Action | Description |");
    assert_eq!(
        actions[0],
        [
            "Get an OAuth access token",
            "Credentials for an OAuth access token which is needed to call UKG Pro WFM APIs.",
        ]
    );
    assert_eq!(actions.len(), 4);
    let action = "### Get an OAuth access token";
    assert_eq!(
        table(&page, action, "| Name | Key | Required | Type | Description |"),
        [
            [
                "username",
                "username",
                "True",
                "string",
                "The runtime user's username for accessing Pro WFM."
            ],
            [
                "password",
                "password",
                "True",
                "password",
                "The runtime user's password for accessing Pro WFM."
            ],
            [
                "client_id",
                "client_id",
                "True",
                "string",
                "The oAuth client ID assigned to this Pro WFM tenant."
            ],
            [
                "client_secret",
                "client_secret",
                "True",
                "string",
                "The oAuth client secret assigned to this Pro WFM tenant."
            ],
        ]
    );
    assert_eq!(
        table(&page, action, "| Name | Path | Type | Description |"),
        [
            [
                "access_token",
                "access_token",
                "string",
                "The access token created for accessing Pro WFM APIs."
            ],
            [
                "refresh_token",
                "refresh_token",
                "string",
                "The refresh token to get a new access token when the access token expires."
            ],
            ["scope", "scope", "string", "The scope assigned to the access token."],
            ["id_token", "id_token", "string", "The id token associated with the access token."],
            ["token_type", "token_type", "string", "The type of token."],
            ["expires_in", "expires_in", "integer", "The time until the access token expires."],
        ]
    );
}

#[test]
fn the_page_is_pinned_for_every_variant() {
    insta::assert_snapshot!("power_platform", page());
    let url = "https://prowfm-auth.example.com".parse().unwrap();
    let options =
        ConnectorOptions { with_api_key: true, ..ConnectorOptions::new(Variant::LogicApps, url) };
    let (power_platform, logic_apps) = (page(), reference(&options));
    let diff = TextDiff::from_lines(power_platform.as_str(), logic_apps.as_str());
    insta::assert_snapshot!("logic_apps", diff.unified_diff().context_radius(1).to_string());
}
