//! Which login service a call uses: that of the tenant's settings, else that of the headers, else the legacy
//! one. It is decided before anything is sent, and never tried out.

mod contradictions;
mod hosts;
mod isolation;

use prowfm_auth::tenant::UkgAuthentication;
use testing::{
    Authority, Fault, NEIGHBOUR, ORGANIZATION, Response, RunningFacade, ScriptedTenant, Start,
    TENANT, TOKEN_HOST, TOKENS, credentials, json,
};

const LEGACY_PATH: &str = "POST /api/authentication/access_token HTTP/1.1\r\n";
const UKG_PATH: &str = "POST /oauth/token HTTP/1.1\r\n";
/// What Client Management shows for an interactive client.
const AUTHORIZE_URL: &str = "https://welcome-us.ukg.net/authorize?organization=org_AbC123";

/// A tenant and a token host at two addresses, so that a test can see which of them was called.
struct Hosts {
    tenant: ScriptedTenant,
    token_host: ScriptedTenant,
}

impl Hosts {
    async fn answering(status: u16) -> Self {
        let authority = Authority::new();
        let body = if status == 200 { TOKENS } else { r#"{"error": "invalid_grant"}"# };
        let host =
            |hosts| ScriptedTenant::start(&authority, hosts, json(status, body), Fault::None);
        Self { tenant: host(&[TENANT, NEIGHBOUR]).await, token_host: host(&[TOKEN_HOST]).await }
    }

    fn start(&self) -> Start {
        let start = Start::with(&self.tenant).pinned(NEIGHBOUR, self.tenant.address());
        start.pinned(TOKEN_HOST, self.token_host.address())
    }

    /// How many requests each of the two has received: tenant, token host.
    fn received(&self) -> (usize, usize) {
        (self.tenant.received().len(), self.token_host.received().len())
    }

    fn connections(&self) -> (usize, usize) {
        (self.tenant.connections(), self.token_host.connections())
    }
}

async fn call(facade: &RunningFacade, headers: &[(&str, &str)]) -> Response {
    let call = headers.iter().fold(facade.token(), |call, (name, value)| call.header(name, value));
    call.form(&credentials()).send().await
}

#[tokio::test]
async fn settings_come_first() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().login(TENANT, testing::ukg_authentication()).run().await;
    assert_eq!(call(&facade, &[]).await.status, 200);
    assert_eq!(hosts.received(), (0, 1));
    assert!(hosts.token_host.received()[0].starts_with(UKG_PATH));
    // They are for one tenant alone.
    let neighbour = [("X-WFM-Vanity-Url", NEIGHBOUR)];
    assert_eq!(call(&facade, &neighbour).await.status, 200);
    assert_eq!(hosts.received(), (1, 1));
    assert!(hosts.tenant.received()[0].starts_with(LEGACY_PATH));
}

#[tokio::test]
async fn headers_that_say_what_the_settings_say_are_accepted() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().login(TENANT, testing::ukg_authentication()).run().await;
    let agreeing: [&[(&str, &str)]; 5] = [
        &[("X-WFM-Token-Url", "WELCOME-US.ukg.net")],
        &[("X-WFM-Token-Url", AUTHORIZE_URL)],
        &[("X-WFM-Organization", ORGANIZATION)],
        &[("X-WFM-Realm", "AbC123-custom")],
        &[
            ("X-WFM-Token-Url", AUTHORIZE_URL),
            ("X-WFM-Organization", ORGANIZATION),
            ("X-WFM-Realm", "AbC123-custom"),
        ],
    ];
    for headers in agreeing {
        assert_eq!(call(&facade, headers).await.status, 200, "{headers:?}");
    }
    assert_eq!(hosts.received(), (0, agreeing.len()));
}

/// A table in the file may leave the organization to the callers.
#[tokio::test]
async fn headers_complete_the_settings() {
    let hosts = Hosts::answering(200).await;
    let login = UkgAuthentication::new(TOKEN_HOST.parse().unwrap(), None, None).unwrap();
    let facade = hosts.start().login(TENANT, login).run().await;
    assert_eq!(call(&facade, &[]).await.error(), "invalid_request", "no realm is known");
    assert_eq!(hosts.connections(), (0, 0));
    assert_eq!(call(&facade, &[("X-WFM-Organization", "org_Other")]).await.status, 200);
    let fields = hosts.token_host.received_fields();
    assert!(fields.contains(&("realm".to_owned(), "Other-custom".to_owned())), "{fields:?}");
}

#[tokio::test]
async fn without_settings_the_headers_choose() {
    let pasted: [&[(&str, &str)]; 6] = [
        &[("X-WFM-Token-Url", AUTHORIZE_URL)],
        &[("X-WFM-Token-Url", "welcome-us.ukg.net?organization=org_AbC123#top")],
        &[
            ("X-WFM-Token-Url", "https://welcome-us.ukg.net/oauth/token"),
            ("X-WFM-Organization", ORGANIZATION),
        ],
        &[("x-wfm-token-url", " WELCOME-US.UKG.NET "), ("x-wfm-organization", " org_AbC123 ")],
        &[("X-WFM-Token-Url", "//welcome-us.ukg.net:443/"), ("X-WFM-Realm", "AbC123-custom")],
        &[
            ("X-WFM-Token-Url", AUTHORIZE_URL),
            ("X-WFM-Organization", ORGANIZATION),
            ("X-WFM-Realm", "AbC123-custom"),
        ],
    ];
    for headers in pasted {
        let hosts = Hosts::answering(200).await;
        let facade = hosts.start().run().await;
        assert_eq!(call(&facade, headers).await.status, 200, "{headers:?}");
        assert_eq!(hosts.received(), (0, 1));
        assert!(hosts.token_host.received()[0].starts_with(UKG_PATH));
        let fields = hosts.token_host.received_fields();
        assert!(fields.contains(&("realm".to_owned(), "AbC123-custom".to_owned())), "{fields:?}");
    }
}

/// A client of its own needs the organization, not the realm.
#[tokio::test]
async fn the_organization_of_a_header_reaches_the_token_host() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    let call = facade.post("/api/authentication/client_access_token");
    let call = call.header("X-WFM-Token-Url", AUTHORIZE_URL).form(&credentials()[2..]);
    assert_eq!(call.send().await.status, 200);
    let fields = hosts.token_host.received_fields();
    assert!(fields.contains(&("organization".to_owned(), ORGANIZATION.to_owned())), "{fields:?}");
}

#[tokio::test]
async fn without_settings_and_headers_it_is_the_legacy_service() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().run().await;
    assert_eq!(call(&facade, &[]).await.status, 200);
    let blank = [("X-WFM-Token-Url", ""), ("X-WFM-Organization", " "), ("X-WFM-Realm", "\t")];
    assert_eq!(call(&facade, &blank).await.status, 200);
    assert_eq!(hosts.received(), (2, 0));
    assert!(hosts.tenant.received().iter().all(|request| request.starts_with(LEGACY_PATH)));
}

#[tokio::test]
async fn empty_headers_change_nothing_about_settings_either() {
    let hosts = Hosts::answering(200).await;
    let facade = hosts.start().login(TENANT, testing::ukg_authentication()).run().await;
    let blank = [("X-WFM-Token-Url", " "), ("X-WFM-Organization", ""), ("X-WFM-Realm", "")];
    assert_eq!(call(&facade, &blank).await.status, 200);
    assert_eq!(hosts.received(), (0, 1));
}

/// The other service would be shown the password.
#[tokio::test]
async fn a_refusal_is_not_tried_again_at_the_other_service() {
    for status in [400, 401, 403, 404, 429, 500, 501, 503] {
        let hosts = Hosts::answering(status).await;
        let facade = hosts.start().run().await;
        call(&facade, &[]).await;
        assert_eq!(hosts.connections(), (1, 0), "{status}");
        call(&facade, &[("X-WFM-Token-Url", AUTHORIZE_URL)]).await;
        assert_eq!(hosts.received(), (1, 1), "{status}");
    }
}
