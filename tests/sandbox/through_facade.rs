//! A facade between a caller and both simulated tenants.

use prowfm_auth::sandbox::{HOST, ORGANIZATION, TOKEN_HOST, UKG_HOST, Upgraded, accounts};
use prowfm_auth::tenant::UkgAuthentication;
use serde_json::Value;
use testing::{RunningFacade, Start};

use super::running::Tenant;

const CLIENT: [(&str, &str); 2] =
    [("client_id", accounts::CLIENT_ID), ("client_secret", accounts::CLIENT_SECRET)];
const LOGIN: [(&str, &str); 2] =
    [("username", accounts::USERNAME), ("password", accounts::PASSWORD)];

/// With both tenants, the legacy one as the default.
async fn facade(tenant: &Tenant) -> RunningFacade {
    let (token_url, organization) = (TOKEN_HOST.parse().unwrap(), ORGANIZATION.parse().ok());
    let login = UkgAuthentication::new(token_url, organization, None).unwrap();
    let hosts = [HOST, UKG_HOST, TOKEN_HOST];
    let start = Start::alone().trusting(&tenant.ca_pem).default_tenant(HOST);
    hosts
        .into_iter()
        .fold(start, |start, host| start.pinned(host, tenant.address))
        .set(|settings| {
            settings.token_hosts = settings.token_hosts.clone().and(TOKEN_HOST.parse().unwrap());
        })
        .login(UKG_HOST, login)
        .run()
        .await
}

struct Caller {
    facade: RunningFacade,
    tenant: &'static str,
}

impl Caller {
    async fn call(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let request = self.facade.post(&format!("/api/authentication/{path}"));
        let response = request.header("X-WFM-Vanity-Url", self.tenant).form(fields).send().await;
        (response.status, serde_json::from_str(&response.body).unwrap())
    }

    async fn log_in(&self) -> Value {
        let (status, tokens) = self.call("access_token", &[LOGIN, CLIENT].concat()).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    async fn refresh(&self, tokens: &Value) -> (u16, Value) {
        let token = ("refresh_token", tokens["refresh_token"].as_str().unwrap());
        self.call("refresh_token", &[&[token], &CLIENT[..]].concat()).await
    }

    async fn revoke(&self, token: &Value) -> (u16, Value) {
        let token = ("token", token.as_str().unwrap());
        self.call("token/revoke", &[&[token], &CLIENT[..]].concat()).await
    }

    async fn client(&self) -> (u16, Value) {
        let client = ("client_id", accounts::NON_INTERACTIVE_CLIENT_ID);
        self.call("client_access_token", &[client, CLIENT[1]]).await
    }
}

fn is_json_web_token(token: &Value) -> bool {
    token.as_str().unwrap().starts_with("eyJ")
}

#[tokio::test]
async fn all_operations_work_with_ukg_authentication() {
    let tenant = Tenant::start().await;
    let caller = Caller { facade: facade(&tenant).await, tenant: UKG_HOST };
    let tokens = caller.log_in().await;
    assert!(is_json_web_token(&tokens["access_token"]));
    assert_eq!(tokens["scope"], "access:wfm offline_access");
    let (status, refreshed) = caller.refresh(&tokens).await;
    assert_eq!((status, refreshed.get("refresh_token")), (200, None));
    assert_ne!(refreshed["access_token"], tokens["access_token"]);
    let (status, of_client) = caller.client().await;
    assert_eq!((status, of_client["scope"].as_str()), (200, Some("access:wfm")));

    let (status, refusal) = caller.revoke(&tokens["access_token"]).await;
    assert_eq!((status, refusal["error"].as_str()), (400, Some("unsupported_token_type")));
    assert_eq!(caller.revoke(&tokens["refresh_token"]).await, (200, serde_json::json!({})));
    let (status, refusal) = caller.refresh(&tokens).await;
    assert_eq!((status, refusal["error"].as_str()), (403, Some("invalid_grant")));
}

#[tokio::test]
async fn the_legacy_tenant_beside_it_is_as_before() {
    let tenant = Tenant::start().await;
    let caller = Caller { facade: facade(&tenant).await, tenant: HOST };
    let tokens = caller.log_in().await;
    assert!(!is_json_web_token(&tokens["access_token"]));
    assert!(is_json_web_token(&tokens["id_token"]));
    assert_eq!(caller.refresh(&tokens).await.0, 200);
    let (status, refusal) = caller.client().await;
    assert_eq!((status, refusal["error"].as_str()), (400, Some("unsupported_grant_type")));
    assert_eq!(caller.revoke(&tokens["access_token"]).await.0, 200);
    assert_eq!(caller.revoke(&tokens["refresh_token"]).await.0, 200);
    assert_eq!(caller.refresh(&tokens).await.0, 400);
}

#[tokio::test]
async fn a_tenant_that_was_upgraded_needs_the_other_settings() {
    let tenant = Tenant::start_with(|sandbox| sandbox.upgraded(Upgraded::NotFound)).await;
    let legacy = Caller { facade: facade(&tenant).await, tenant: HOST };
    let (status, refusal) = legacy.call("access_token", &[LOGIN, CLIENT].concat()).await;
    assert_eq!((status, refusal["error"].as_str()), (404, Some("tenant_refused")));
    let ukg = Caller { facade: legacy.facade, tenant: UKG_HOST };
    ukg.log_in().await;
}
