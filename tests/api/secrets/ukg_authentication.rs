//! The canary at UKG Authentication: in what a token host sends, and in the headers that choose it.

use testing::{
    Act, ORGANIZATION, RunningFacade, ScriptedTenant, Start, TENANT, TOKEN_HOST, TOKENS, json,
    raw_response,
};

use super::{BASE, CANARIES, CLIENT, call_everything, call_rightly, check, password, run};
use crate::tenant::hostile_token_urls;

/// An error with every member that Auth0 is known to add, and some that it is not.
const ERROR: &str = r#"{
    "error": "CODE",
    "error_description": "ECHO",
    "error_uri": "https://canary-issued.example/canary-password",
    "mfa_token": "canary-issued",
    "mfa_requirements": {"challenge": [{"type": "canary-issued"}]},
    "name": "canary-issued", "code": "canary-issued", "description": "canary-issued ECHO",
    "canary-issued": "canary-issued"
}"#;

/// What a token host is sent: no app key.
const SENT: &[&str] = CANARIES.split_at(6).0;
const REQUEST_ID: &str = "0123456789abcdef0123";

pub async fn walk() {
    for (status, code) in [
        (403, "mfa_required"),
        (403, "invalid_grant"),
        (401, "access_denied"),
        (429, "too_many_attempts"),
        (429, "too_many_requests"),
        (501, "unsupported_grant_type"),
        (503, "temporarily_unavailable"),
        (429, "canary-client-secret"),
        (501, "the canary-password is wrong"),
    ] {
        let body = ERROR.replace("CODE", code).replace("ECHO", &SENT.join(" "));
        for id in [REQUEST_ID, "canary-client-secret"] {
            let headers = [("x-auth0-requestid", id), ("X-RateLimit-Reset", "canary-token")];
            let act = Act::Answer(raw_response(status, &headers, &body));
            let host = ScriptedTenant::answering(act).await;
            call_everything(Start::with_token_host(&host)).await;
            call_a_client(&run(Start::with_token_host(&host)).await).await;
        }
    }
    let issued = TOKENS.replace("7a398ff1", "canary-issued");
    let host = ScriptedTenant::answering(json(200, &issued)).await;
    call_everything(Start::with_token_host(&host)).await;
    call_by_headers(&run(Start::with(&host).pinned(TOKEN_HOST, host.address())).await).await;
    let settings = Start::with_token_host(&host).without_default_tenant().default_tenant(TENANT);
    call_by_headers(&run(settings).await).await;
    let gone = Start::alone().default_tenant(TENANT).login(TENANT, testing::ukg_authentication());
    call_rightly(&run(gone).await).await;
}

/// The log says which login service a call used, which id the token host gave it, and its status where the
/// caller got another one.
pub fn is_told_apart(logged: &str) {
    let id = format!("auth0_request_id=\"{REQUEST_ID}\"");
    for [status, tenant_status, error] in [
        ["403", "403", "mfa_required"],
        ["403", "429", "too_many_attempts"],
        ["429", "429", "tenant_throttled"],
        ["400", "501", "unsupported_grant_type"],
        ["502", "503", "tenant_error"],
    ] {
        let status = format!(" status={status} error=\"{error}\"");
        let tenant_status = format!("tenant_status={tenant_status} ");
        let line = logged.lines().find(|line| line.contains(&id) && line.contains(&status));
        let line = line.expect(error);
        assert!(line.contains("login_service=\"ukg\"") && line.contains(&tenant_status), "{line}");
        assert!(!line.contains("kronos_tid") && !line.contains(ORGANIZATION), "{line}");
    }
    let by_kronos = |line: &&str| line.contains("kronos_tid=\"");
    let line = logged.lines().find(by_kronos).expect("legacy tenants send a kronos-tid");
    assert!(line.contains("login_service=\"legacy\""), "{line}");
}

async fn call_a_client(facade: &RunningFacade) {
    check(facade.post(&format!("{BASE}/client_access_token")).form(&CLIENT)).await;
}

/// Headers with a secret in every part, and good ones beside a secret.
async fn call_by_headers(facade: &RunningFacade) {
    let good = format!("https://{TOKEN_HOST}/authorize?organization={ORGANIZATION}");
    let with_canary = |text: String| text.replace("evil", "canary-password");
    let urls = hostile_token_urls::all().filter(|text| !text.contains(char::is_control));
    for url in urls.map(with_canary).chain([
        good.clone(),
        format!("{good}&canary-password"),
        format!("https://{TOKEN_HOST}/canary-password?organization=canary-password"),
        format!("https://{TOKEN_HOST}/?organization=canary password"),
    ]) {
        check(facade.token().header("X-WFM-Token-Url", url).form(&password())).await;
    }
    for name in ["X-WFM-Organization", "X-WFM-Realm"] {
        for value in ["canary-password", "canary-password ä", &"canary-password".repeat(30)] {
            let call = facade.token().header(name, value).form(&password());
            check(call).await;
            let call = facade.token().header("X-WFM-Token-Url", &good).header(name, value);
            check(call.form(&password())).await;
        }
    }
}
