//! An account of the server, named by the caller's API key.

use std::sync::Arc;

use insta::assert_snapshot;
use prowfm_auth::access::{Access, Digest, KeyRing};
use prowfm_auth::profiles::Profiles;
use testing::{
    Caller, NEIGHBOUR, ORGANIZATION, Response, RunningFacade, ScriptedTenant, Start, TENANT,
    TOKEN_HOST, TOKENS, TestClock, credentials, json, ukg_authentication,
};
use tokio::sync::watch;

const KEY: &str = "prowfm_key";
/// A key without a profile, one with a profile that is missing, and one for another tenant.
const PLAIN: &str = "prowfm_plain";
const LOST: &str = "prowfm_lost";
const ELSEWHERE: &str = "prowfm_elsewhere";

fn ring() -> KeyRing {
    let line = |name: &str, key: &str, rest: &str| {
        format!("{name} sha256:{} {rest}\n", Digest::of(key.as_bytes()).to_hexadecimal())
    };
    let file = line("flow", KEY, "profile=payroll tenant=*")
        + &line("plain", PLAIN, "tenant=*")
        + &line("lost", LOST, "profile=lost tenant=*")
        + &line("elsewhere", ELSEWHERE, &format!("profile=payroll tenant={NEIGHBOUR}"));
    KeyRing::parse(file.as_bytes(), |_| true).unwrap()
}

fn profiles(user: &str, secrets: &[&[u8]]) -> Arc<Profiles> {
    let file = format!(
        "[payroll]\ntenant = \"{TENANT}\"\n{user}client-id = \"a client\"\nclient-secret-file = \"c\""
    );
    let files: Vec<_> = [file.as_bytes()].into_iter().chain(secrets.iter().copied()).collect();
    Arc::new(Profiles::parse(&files, |_| true).unwrap())
}

const USER: &str = "username = \"jörg\"\npassword-file = \"p\"\n";

/// A facade with these profiles, and what changes them.
async fn started(start: Start) -> (RunningFacade, watch::Sender<Arc<Profiles>>) {
    let (sender, receiver) = watch::channel(profiles(USER, &[b"pass word\n", b"secret"]));
    let keys = watch::channel(Arc::new(ring())).1;
    let start = start.set(|settings| {
        settings.access = Access::Keys(keys);
        settings.profiles = Some(receiver);
    });
    (start.run().await, sender)
}

fn profile(facade: &RunningFacade) -> Caller {
    facade.get("/api/profile/access_token")
}

async fn refused(call: Caller) -> (u16, String) {
    let response: Response = call.send().await;
    (response.status, response.error())
}

#[tokio::test]
async fn the_account_of_the_key_becomes_a_login() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let (facade, _sender) = started(Start::with(&tenant).without_default_tenant()).await;
    let response = profile(&facade).header("X-API-Key", KEY).send().await;
    assert_snapshot!(response.shown(), @r#"
        200
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "access_token": "7a398ff1-1ec4-40de-a21a-f1df5f977710",
          "expires_in": 1799,
          "scope": "givenName mail nonce openid profile sn uid",
          "token_type": "Bearer"
        }
    "#);
    let expected = [
        ("username", "jörg"),
        ("password", "pass word"),
        ("client_id", "a client"),
        ("client_secret", "secret"),
        ("grant_type", "password"),
        ("auth_chain", "OAuthLdapService"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(tenant.received_fields(), expected);
}

#[tokio::test]
async fn the_key_may_come_by_basic_with_its_name_and_only_once() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let (facade, _sender) = started(Start::with(&tenant)).await;
    let basic = |credentials: &str| profile(&facade).plain_basic(credentials);
    assert_eq!(basic(&format!("flow:{KEY}")).send().await.status, 200);
    let repeated = basic(&format!("flow:{KEY}")).header("X-Request-Id", KEY).send().await;
    assert!(repeated.header("x-request-id").is_some_and(|id| !id.contains(KEY)));
    let with_both = basic(&format!("flow:{KEY}")).header("X-API-Key", KEY);
    let twice = basic(&format!("flow:{KEY}")).header("Authorization", "Basic Zmxvdzp4");
    for call in [
        basic(&format!("plain:{KEY}")),
        basic(&format!("Flow:{KEY}")),
        basic(&format!(":{KEY}")),
        basic("flow:wrong"),
        basic("flow:"),
        basic(KEY),
        with_both,
        twice,
        profile(&facade).header("Authorization", "Basic ***"),
        profile(&facade).header("X-API-Key", "wrong"),
        profile(&facade),
    ] {
        assert_eq!(refused(call).await, (401, "invalid_api_key".to_owned()));
    }
    // Elsewhere Basic is the client, and never a key.
    let token = facade.token().plain_basic(&format!("flow:{KEY}")).form(&credentials());
    assert_eq!(refused(token).await, (401, "invalid_api_key".to_owned()));
    assert_eq!(tenant.received().len(), 2);
}

#[tokio::test]
async fn a_key_without_a_profile_gets_no_token() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let (facade, _sender) = started(Start::with(&tenant)).await;
    let response = profile(&facade).header("X-API-Key", PLAIN).send().await;
    assert_snapshot!(response.shown(), @r#"
        403
        {
          "error": "no_profile",
          "error_description": "The service keeps no account for this API key.",
          "hint": "Ask the operator of this service for a key with a profile: api-key new --profile NAME, and the profile itself in the file of --profiles."
        }
    "#);
    let lost = profile(&facade).header("X-API-Key", LOST);
    assert_eq!(refused(lost).await, (403, "no_profile".to_owned()));
    let anyone = Start::with(&tenant).run().await;
    assert_eq!(refused(profile(&anyone)).await, (403, "no_profile".to_owned()));
    assert!(tenant.received().is_empty());
}

/// A caller cannot have the password sent to another place.
#[tokio::test]
async fn no_header_changes_where_the_account_is_sent() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let start = Start::with(&tenant)
        .pinned(NEIGHBOUR, tenant.address())
        .pinned(TOKEN_HOST, tenant.address())
        .default_tenant(NEIGHBOUR);
    let (facade, _sender) = started(start).await;
    let call = || profile(&facade).header("X-API-Key", KEY);
    let another = ["https://", NEIGHBOUR].concat();
    for url in [&*another, "hunter2", "http://acme.mykronos.com"] {
        let named = call().header("X-WFM-Vanity-Url", url);
        assert_eq!(refused(named).await, (403, "tenant_not_allowed".to_owned()), "{url}");
    }
    let elsewhere = profile(&facade).header("X-API-Key", ELSEWHERE);
    assert_eq!(refused(elsewhere).await, (403, "tenant_not_allowed".to_owned()));
    assert!(tenant.received().is_empty());
    let named = call()
        .header("X-WFM-Vanity-Url", format!("https://{TENANT}"))
        .header("X-WFM-Token-Url", format!("https://{TOKEN_HOST}/oauth/token"))
        .header("X-WFM-Organization", ORGANIZATION)
        .header("appkey", "another");
    assert_eq!(named.send().await.status, 200);
    let [request] = &tenant.received()[..] else { panic!("one request") };
    assert!(request.contains(&format!("host: {TENANT}\r\n")), "{request}");
    assert!(!request.contains("another"), "{request}");
}

#[tokio::test]
async fn a_profile_without_a_user_gets_a_token_of_its_client() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let start = Start::with_token_host(&host).login(TENANT, ukg_authentication());
    let (facade, sender) = started(start).await;
    sender.send_replace(profiles("", &[b"secret"]));
    assert_eq!(profile(&facade).header("X-API-Key", KEY).send().await.status, 200);
    let fields = host.received_fields();
    assert!(fields.contains(&("grant_type".to_owned(), "client_credentials".to_owned())));
    assert!(fields.contains(&("organization".to_owned(), ORGANIZATION.to_owned())));
}

#[tokio::test]
async fn a_token_is_kept_until_the_profile_changes() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let start = Start::with(&tenant).keeping_tokens(TestClock::default().clock());
    let (facade, sender) = started(start).await;
    let call = || profile(&facade).header("X-API-Key", KEY).send();
    for _ in 0..3 {
        assert_eq!(call().await.status, 200);
    }
    assert_eq!(tenant.received().len(), 1);
    sender.send_replace(profiles(USER, &[b"new password", b"secret"]));
    assert_eq!(call().await.status, 200);
    assert_eq!(tenant.received().len(), 2);
}

#[tokio::test]
async fn a_refused_password_is_sent_once_until_its_file_changes() {
    let tenant = ScriptedTenant::answering(json(401, r#"{"error": "invalid_grant"}"#)).await;
    let start = Start::with(&tenant).guarded(TestClock::default().clock());
    let (facade, sender) = started(start).await;
    let call = || refused(profile(&facade).header("X-API-Key", KEY));
    let first = profile(&facade).header("X-API-Key", KEY).send().await;
    assert_eq!((first.status, first.error()), (401, "invalid_grant".to_owned()));
    assert!(first.body.contains("Ask its operator to check the profile"), "{}", first.body);
    for _ in 0..20 {
        assert_eq!(call().await, (403, "login_paused".to_owned()));
    }
    assert_eq!(tenant.received().len(), 1);
    sender.send_replace(profiles(USER, &[b"new password", b"secret"]));
    assert_eq!(call().await, (401, "invalid_grant".to_owned()));
    assert_eq!(tenant.received().len(), 2);
}
