//! The account of a connection: how it arrives, and when a kept token answers.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use data_encoding::BASE64;
use insta::assert_snapshot;
use proptest::prelude::*;
use prowfm_auth::api::{CLIENT_ID_HEADER, CLIENT_SECRET_HEADER};
use testing::{
    Account, Act, CLIENT_ID, CLIENT_SECRET, NEIGHBOUR, PASSWORD, ScriptedTenant, Start, Step,
    TOKEN_HOST, TOKENS, TestClock, USERNAME, json, raw_response,
};

const PATH: &str = "/api/connection/access_token";

/// A tenant whose tokens are all different, with a life of 1799 seconds.
async fn numbering() -> (ScriptedTenant, Arc<AtomicUsize>) {
    let logins = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&logins);
    let act = Act::respond(move |_| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        let body = TOKENS.replace("7a398ff1", &format!("{number:08}"));
        async move { vec![Step::Send(raw_response(200, &[], &body))] }
    });
    (ScriptedTenant::answering(act).await, logins)
}

fn token(response: &testing::Response) -> String {
    assert_eq!(response.status, 200, "{}", response.body);
    response.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_account_of_a_connection_becomes_a_login() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).without_default_tenant().run().await;
    let response = facade.connection(&Account::default()).send().await;
    let expected = [
        ("username", USERNAME),
        ("password", PASSWORD),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("grant_type", "password"),
        ("auth_chain", "OAuthLdapService"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(tenant.received_fields(), expected);
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
}

#[tokio::test]
async fn user_name_and_password_are_utf_8_or_else_latin_1_and_are_sent_once() {
    let cases: [(&[u8], &str, &str); 6] = [
        ("jörg:pä:ss €".as_bytes(), "jörg", "pä:ss €"),
        (b"j\xf6rg:p\xe4ss", "jörg", "päss"),
        (b"a:\xc3\xa4\xe4", "a", "Ã¤ä"),
        (b"a: {{b}}'@\"", "a", " {{b}}'@\""),
        (b"a::", "a", ":"),
        (b" a : b ", " a ", " b "),
    ];
    for (credentials, username, password) in cases {
        let tenant = ScriptedTenant::answering(json(401, r#"{"error": "invalid_grant"}"#)).await;
        let facade = Start::with(&tenant).run().await;
        for scheme in ["Basic", "bAsIc"] {
            let caller = facade
                .get(PATH)
                .header("Authorization", format!("{scheme} {}", BASE64.encode(credentials)))
                .header(CLIENT_ID_HEADER, "c")
                .header(CLIENT_SECRET_HEADER, "s");
            assert_eq!(caller.send().await.status, 401, "{username}");
        }
        assert_eq!(tenant.received().len(), 2);
        for request in tenant.received() {
            let (_, body) = request.split_once("\r\n\r\n").unwrap();
            let fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            assert_eq!(fields[0], ("username".to_owned(), username.to_owned()));
            assert_eq!(fields[1], ("password".to_owned(), password.to_owned()));
        }
    }
}

#[tokio::test]
async fn an_empty_header_counts_as_absent() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let account = Account { vanity_url: String::new(), ..Account::default() };
    token(&facade.connection(&account).header("appkey", "").send().await);
    assert_eq!(tenant.received().len(), 1);
}

/// What is wrong is named, and nothing reaches the tenant.
#[tokio::test]
async fn what_is_missing_or_malformed_is_named() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let basic = |text: &str| format!("Basic {}", BASE64.encode(text.as_bytes()));
    let with = |authorization: &[&str], id: &str, secret: &str| {
        let caller =
            facade.get(PATH).header(CLIENT_ID_HEADER, id).header(CLIENT_SECRET_HEADER, secret);
        authorization.iter().fold(caller, |caller, value| caller.header("Authorization", value))
    };
    let good = basic("user:password");
    let long = basic(&format!("user:{}", "x".repeat(4097)));
    let refusals = [
        ("no credentials", with(&[], "c", "s")),
        ("another scheme", with(&["Bearer abc"], "c", "s")),
        ("two headers", with(&[&good, &good], "c", "s")),
        ("no base64", with(&["Basic a:b"], "c", "s")),
        ("no colon", with(&[&basic("user")], "c", "s")),
        ("no user", with(&[&basic(":password")], "c", "s")),
        ("no password", with(&[&basic("user:")], "c", "s")),
        ("too long", with(&[&long], "c", "s")),
        ("no client id", with(&[&good], " ", "s")),
        ("no client secret", with(&[&good], "c", "")),
        ("two client ids", with(&[&good], "c", "s").header(CLIENT_ID_HEADER, "c")),
        ("a realm alone", with(&[&good], "c", "s").header("X-WFM-Realm", "realm")),
    ];
    let mut shown = Vec::new();
    for (what, caller) in refusals {
        let response = caller.send().await;
        assert_eq!(response.status, 400, "{what}");
        shown.push(format!("{what}: {}", response.json()["error_description"]));
    }
    for query in ["fresh=perhaps", "fresh=true&fresh=true", "password=x"] {
        let response = facade.get(&format!("{PATH}?{query}")).send().await;
        assert_eq!(response.status, 400, "{query}");
        shown.push(format!("{query}: {}", response.json()["error_description"]));
    }
    assert_eq!(tenant.received(), Vec::<String>::new());
    assert_snapshot!(shown.join("\n"), @r#"
        no credentials: "The header Authorization is missing or empty."
        another scheme: "The header Authorization is missing or empty."
        two headers: "The header Authorization is sent more than once or is not valid."
        no base64: "The header Authorization is sent more than once or is not valid."
        no colon: "The header Authorization is sent more than once or is not valid."
        no user: "The header Authorization is missing or empty."
        no password: "The header Authorization is missing or empty."
        too long: "The header Authorization is sent more than once or is not valid."
        no client id: "The header X-WFM-Client-Id is missing or empty."
        no client secret: "The header X-WFM-Client-Secret is missing or empty."
        two client ids: "The header X-WFM-Client-Id is sent more than once or is not valid."
        a realm alone: "X-WFM-Realm is for UKG Authentication, but no token URL is known for this tenant."
        fresh=perhaps: "The parameter fresh is not valid."
        fresh=true&fresh=true: "The parameter fresh is not valid."
        password=x: "The field password is in the query string. Credentials belong in the body."
    "#);
}

#[tokio::test]
async fn fifty_calls_at_once_are_one_login() {
    let slow = Act::Later(Duration::from_millis(200), raw_response(200, &[], TOKENS));
    let tenant = ScriptedTenant::answering(slow).await;
    let facade = Start::with(&tenant).keeping_tokens(TestClock::default().clock()).run().await;
    let calls = (0..50).map(|_| facade.connection(&Account::default()).send());
    for response in futures_util::future::join_all(calls).await {
        token(&response);
    }
    assert_eq!(tenant.received().len(), 1);
}

#[tokio::test]
async fn a_kept_token_has_the_life_that_is_left_and_is_then_refreshed() {
    let (tenant, logins) = numbering().await;
    let clock = TestClock::default();
    let facade = Start::with(&tenant).keeping_tokens(clock.clock()).run().await;
    let account = Account::default();
    let first = facade.connection(&account).send().await;
    for (after, left) in [(0, 1799), (100, 1699), (1399, 300)] {
        clock.advance(after);
        let response = facade.connection(&account).send().await;
        assert_eq!(token(&response), token(&first));
        assert_eq!(response.json()["expires_in"], left);
        assert_eq!(response.json().get("refresh_token"), None);
    }
    clock.advance(1);
    let refreshed = facade.connection(&account).send().await;
    assert_ne!(token(&refreshed), token(&first));
    assert_eq!(refreshed.json()["expires_in"], 1799);
    assert_eq!(logins.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_fresh_token_is_got_at_most_once_a_minute() {
    let (tenant, _) = numbering().await;
    let clock = TestClock::default();
    let facade = Start::with(&tenant).keeping_tokens(clock.clock()).run().await;
    let account = Account::default();
    let first = token(&facade.connection(&account).send().await);
    clock.advance(59);
    assert_eq!(token(&facade.fresh_connection(&account).send().await), first);
    clock.advance(1);
    let fresh = token(&facade.fresh_connection(&account).send().await);
    assert_ne!(fresh, first);
    assert_eq!(token(&facade.fresh_connection(&account).send().await), fresh);
    assert_eq!(token(&facade.connection(&account).send().await), fresh);
}

#[tokio::test]
async fn a_revoked_token_is_handed_out_no_more() {
    let (tenant, _) = numbering().await;
    let facade = Start::with(&tenant).keeping_tokens(TestClock::default().clock()).run().await;
    let account = Account::default();
    let first = token(&facade.connection(&account).send().await);
    let fields = [("token", &*first), ("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
    let revoked = facade.post("/api/authentication/token/revoke").form(&fields).send().await;
    assert_eq!(revoked.status, 200, "{}", revoked.body);
    assert_ne!(token(&facade.connection(&account).send().await), first);
}

#[tokio::test]
async fn without_kept_tokens_each_call_is_a_login() {
    let (tenant, _) = numbering().await;
    let facade = Start::with(&tenant).run().await;
    let first = token(&facade.connection(&Account::default()).send().await);
    assert_ne!(token(&facade.connection(&Account::default()).send().await), first);
}

/// An account with values that headers can carry.
fn accounts() -> impl Strategy<Value = Account> {
    let header = || "[!-~]([ -~]{0,10}[!-~])?";
    ("[^:\\p{C}]{1,12}", "\\P{C}{1,12}", header(), header()).prop_map(
        |(username, password, client_id, client_secret)| Account {
            username,
            password,
            client_id,
            client_secret,
            ..Account::default()
        },
    )
}

/// This account, and each that differs from it in one value.
fn with_single_changes(account: &Account) -> Vec<Account> {
    let changed = |change: fn(&mut Account)| {
        let mut other = account.clone();
        change(&mut other);
        other
    };
    vec![
        account.clone(),
        changed(|a| a.username.push('x')),
        changed(|a| a.password.push('x')),
        changed(|a| a.client_id.push('x')),
        changed(|a| a.client_secret.push('x')),
        changed(|a| a.vanity_url = format!("https://{NEIGHBOUR}")),
    ]
}

/// The same account at UKG Authentication, with its own single changes.
fn with_other_login_services(account: &Account) -> Vec<Account> {
    let ukg = Account {
        token_url: format!("https://{TOKEN_HOST}/oauth/token"),
        organization: "org_A".to_owned(),
        ..account.clone()
    };
    let organization = Account { organization: "org_B".to_owned(), ..ukg.clone() };
    let realm = Account { realm: "B-custom".to_owned(), ..ukg.clone() };
    vec![ukg, organization, realm]
}

/// One other value is another login with a token of its own, and the first token stays that of the account.
#[test]
fn no_other_account_gets_the_token() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (facade, _tenant) = runtime.block_on(async {
        let (tenant, _) = numbering().await;
        let start = Start::with(&tenant)
            .keeping_tokens(TestClock::default().clock())
            .pinned(NEIGHBOUR, tenant.address())
            .pinned(TOKEN_HOST, tenant.address());
        (start.run().await, tenant)
    });
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() };
    proptest!(config, |(account in accounts())| {
        let all = [with_single_changes(&account), with_other_login_services(&account)].concat();
        runtime.block_on(async {
            let (mut first, mut again) = (Vec::new(), Vec::new());
            for tokens in [&mut first, &mut again] {
                for account in &all {
                    tokens.push(token(&facade.connection(account).send().await));
                }
            }
            assert_eq!(first, again);
            let distinct: BTreeSet<_> = first.iter().collect();
            assert_eq!(distinct.len(), all.len());
        });
    });
}
