//! No secret in a log, in a response that is an error, or in a `Debug`.

mod headers;
mod refusals;
mod ukg_authentication;

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use prowfm_auth::logging::LogFilter;
use prowfm_auth::token::{
    ClientCredentials, Grant, IssuedTokens, PasswordGrant, RefreshGrant, Revocation,
};
use prowfm_auth::upstream::AppKey;
use testing::{
    Act, Caller, Fault, RunningFacade, ScriptedTenant, Start, TOKENS, json, raw_response,
};
use tracing::subscriber::set_global_default;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use crate::listener::hostile_requests;
use crate::upstream::hostile_tenants;

/// Collects everything that is logged, at every level and by every library.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<u8>>>);

impl io::Write for Collector {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Collector {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The filter that the program itself uses, at the most detailed level.
fn collect() -> Collector {
    let collector = Collector::default();
    let filter = "trace".parse::<LogFilter>().unwrap().targets();
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(collector.clone());
    set_global_default(tracing_subscriber::registry().with(filter).with(lines))
        .expect("this is the only test that sets it");
    collector
}

const API_KEY: &str = "canary-api-key";

const CANARIES: [&str; 9] = [
    "canary-username",
    "canary-password",
    "canary-client-id",
    "canary-client-secret",
    "canary-refresh-token",
    "canary-token",
    "canary-appkey",
    "canary-issued",
    API_KEY,
];

/// Tenants that are called at the same time: with more, calls would time out before they begin.
const AT_A_TIME: usize = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_appears_in_a_log_or_an_error_on_any_path() {
    let collector = collect();
    let issued = TOKENS.replace("7a398ff1", "canary-issued");
    let echo = format!(
        r#"{{"error": "invalid_grant", "error_description": "{}"}}"#,
        CANARIES[..7].join(" ")
    );
    let code = format!(r#"{{"error": "{}"}}"#, CANARIES[3]);
    let acts = [
        json(200, &issued),
        json(400, &echo),
        json(400, &code),
        json(500, &echo),
        json(429, &echo),
        json(200, &echo),
        json(200, r#"{"token": "canary-issued"}"#),
        Act::Answer(raw_response(
            302,
            &[("Location", "https://x.example/?p=canary-password")],
            &echo,
        )),
        Act::Answer(raw_response(200, &[("kronos-tid", "a b")], "canary-issued")),
        Act::Answer(raw_response(400, &[("kronos-tid", "canary-client-secret")], &echo)),
        Act::AnswerAndClose(Vec::new()),
        Act::Hang,
    ];
    for act in acts {
        let tenant = ScriptedTenant::answering(act).await;
        call_everything(Start::with(&tenant)).await;
    }
    for fault in [Fault::WrongHost, Fault::Expired] {
        let tenant = ScriptedTenant::with_fault(json(200, &issued), fault).await;
        call_everything(Start::with(&tenant)).await;
    }
    call_everything(Start::alone()).await;
    let hostile = stream::iter(hostile_tenants::all()).map(|(act, fault)| async move {
        let tenant = ScriptedTenant::with_fault(act, fault).await;
        call_rightly(&run(Start::with(&tenant)).await).await;
    });
    hostile.buffer_unordered(AT_A_TIME).collect::<()>().await;

    Box::pin(ukg_authentication::walk()).await;
    Box::pin(headers::walk()).await;
    Box::pin(headers::keep_an_id()).await;
    let counted = Box::pin(refusals::walk()).await;

    let logged = String::from_utf8(collector.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("operation=\"GetAccessToken\""), "calls are logged");
    ukg_authentication::is_told_apart(&logged);
    for code in ["timeout", "unreachable", "certificate", "unexpected_answer", "error"] {
        let logs_it = logged.contains(&format!("error=\"tenant_{code}\""));
        assert!(logs_it, "errors are logged by code: {code}");
    }
    for code in ["invalid_api_key", "throttled", "overloaded", "tenant_unavailable"] {
        assert!(logged.contains(&format!("error=\"{code}\"")), "{code} is logged");
        assert!(counted.contains(&format!("error=\"{code}\"")), "{code} is counted");
    }
    for canary in CANARIES.into_iter().chain([hostile_requests::PASSWORD]) {
        assert!(!counted.contains(canary), "{canary} is in the metrics");
        let line = logged.lines().find(|line| line.to_lowercase().contains(canary));
        assert_eq!(line, None, "{canary} is in the log");
    }
}

#[test]
fn no_secret_appears_in_a_debug() {
    let client = ClientCredentials { id: CANARIES[2].into(), secret: CANARIES[3].into() };
    let password = Grant::Password(PasswordGrant {
        username: CANARIES[0].into(),
        password: CANARIES[1].into(),
        client: client.clone(),
        auth_chain: "OAuthLdapService".into(),
        scope: None,
    });
    let refresh = Grant::Refresh(RefreshGrant {
        refresh_token: CANARIES[4].into(),
        client: client.clone(),
        auth_chain: "OAuthLdapService".into(),
        scope: None,
    });
    let revocation = Revocation { token: CANARIES[5].into(), client };
    let app_key = AppKey::new(CANARIES[6]).unwrap();
    let issued = IssuedTokens {
        access_token: CANARIES[7].into(),
        refresh_token: Some(CANARIES[7].into()),
        scope: None,
        id_token: Some(CANARIES[7].into()),
        token_type: None,
        expires_in: None,
    };
    let shown = format!("{password:?} {refresh:#?} {revocation:?} {app_key:?} {issued:?}");
    assert!(shown.contains("redacted") && !shown.contains("canary"), "{shown}");
}

async fn run(start: Start) -> RunningFacade {
    let patience = Duration::from_millis(400);
    start.call_timeout(patience).connect_timeout(patience).run().await
}

const BASE: &str = "/api/authentication";
const CLIENT: [(&str, &str); 2] = [("client_id", CANARIES[2]), ("client_secret", CANARIES[3])];

/// The fields of a password grant.
fn password() -> Vec<(&'static str, &'static str)> {
    [[("username", CANARIES[0]), ("password", CANARIES[1])], CLIENT].concat()
}

/// Every operation, in every encoding, valid and invalid.
async fn call_everything(start: Start) {
    let facade = run(start).await;
    call_rightly(&facade).await;
    call_wrongly(&facade).await;
}

/// Calls that reach a tenant.
async fn call_rightly(facade: &RunningFacade) {
    let refresh = [&[("refresh_token", CANARIES[4])], &CLIENT[..]].concat();
    let revoke = [&[("token", CANARIES[5])], &CLIENT[..]].concat();
    check(facade.token().form(&password())).await;
    check(facade.token().json(&password())).await;
    check(facade.post(&format!("{BASE}/refresh_token")).form(&refresh)).await;
    check(facade.post(&format!("{BASE}/token/revoke")).json(&revoke)).await;
    let (user, grant) = (&password()[..2], [("grant_type", "password")]);
    let by_basic =
        |path, fields: &[_]| facade.post(path).form(fields).basic(CANARIES[2], CANARIES[3]);
    check(by_basic("/oauth/token", &[user, &grant].concat())).await;
    check(by_basic("/oauth/revoke", &revoke[..1])).await;
}

/// Calls that are refused, and requests that are not calls.
async fn call_wrongly(facade: &RunningFacade) {
    let password = password();
    let broken = r#"{"password": ["canary-password"], "username": "canary-username", "#;
    let calls = [
        facade.token().json(&password[1..]),
        facade.token().form(&[&password[..], &password[..]].concat()),
        facade.token().form(&[password.clone(), vec![("grant_type", CANARIES[1])]].concat()),
        facade.token().body("application/json", broken),
        facade.token().body("text/plain", "canary-password"),
        facade.token().body("application/x-www-form-urlencoded", "password=canary-password%zz"),
        facade.token().header("X-WFM-Vanity-Url", "https://canary-password@x").form(&password),
        facade.token().header("X-WFM-Vanity-Url", "canary-password").form(&password),
        facade.post(&format!("{BASE}/access_token?password=canary-password")).form(&password),
        facade.post(&format!("{BASE}/refresh_token")).json(&CLIENT),
        facade.token().form(&password).basic(CANARIES[2], "another secret"),
        facade.token().form(&password).plain_basic("canary-client-secret"),
        facade.token().form(&password).plain_basic("canary-client-id:canary-client-secret%zz"),
        facade.token().form(&password).header("Authorization", "Basic canary-client-secret"),
        facade.token().form(&password).header("Authorization", "Bearer canary-issued"),
        facade.post("/oauth/token").form(&[&password[..], &[("grant_type", CANARIES[1])]].concat()),
        facade.get(&format!("{BASE}/canary-password?x=canary-password")),
        facade.get("/apiDefinition.swagger.json?password=canary-password"),
    ];
    for call in calls {
        check(call).await;
    }
}

/// No error may repeat a submitted secret.
async fn check(call: Caller) {
    let call = call.header("appkey", CANARIES[6]).header("X-API-Key", API_KEY);
    let sent = call.sent();
    let response = call.send().await;
    if response.status < 400 {
        return;
    }
    let shown = format!("{} {:?}", response.body, response.headers);
    // A tenant's own words may name a user or a client: that helps, and they are no secrets.
    for canary in &CANARIES[..] {
        let secret = !["canary-username", "canary-client-id"].contains(canary);
        // What a tenant issued is in no error.
        let sent = sent.contains(canary) || *canary == "canary-issued";
        let echoed = sent && shown.contains(canary);
        assert!(!secret || !echoed, "{canary} is in {shown}");
    }
}
