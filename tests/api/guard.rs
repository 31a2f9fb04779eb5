//! The guard against lock-out: what reaches a tenant when a password is refused.

use insta::assert_snapshot;
use testing::{ScriptedTenant, Start, TestClock, credentials, json};

const REFUSED: &str =
    r#"{"error": "invalid_grant", "error_description": "Wrong email or password."}"#;
const BLOCKED: &str = r#"{"error": "too_many_attempts", "error_description": "Blocked."}"#;

#[tokio::test]
async fn twenty_calls_with_a_refused_password_are_one_request() {
    let tenant = ScriptedTenant::answering(json(400, REFUSED)).await;
    let facade = Start::with(&tenant).guarded(TestClock::default().clock()).run().await;
    let calls = (0..20).map(|_| facade.token().form(&credentials()).send());
    let responses = futures_util::future::join_all(calls).await;
    assert_eq!(tenant.received().len(), 1);
    let paused: Vec<_> = responses.iter().filter(|r| r.error() == "login_paused").collect();
    assert_eq!(paused.len(), 19);
    assert_snapshot!(paused[0].shown(), @r#"
        403
        {
          "error": "login_paused",
          "error_description": "The tenant refused this password less than a minute ago. It was not sent again, so that the user is not blocked.",
          "hint": "Correct the password in the flow, the connection or the profile; another password is sent at once. If it is right, the user was locked or inactive: have that mended. The same password is let through again in 15 minutes."
        }
    "#);
}

#[tokio::test]
async fn another_password_is_sent_at_once_and_the_refused_one_later() {
    let tenant = ScriptedTenant::answering(json(403, REFUSED)).await;
    let time = TestClock::default();
    let facade = Start::with_token_host(&tenant).guarded(time.clock()).run().await;
    let mut other = credentials();
    other[1].1 = "other";
    for (fields, error) in [
        (credentials(), "invalid_grant"),
        (credentials(), "login_paused"),
        (other.clone(), "invalid_grant"),
        (other, "login_paused"),
    ] {
        let response = facade.token().form(&fields).send().await;
        assert_eq!((response.status, response.error().as_str()), (403, error));
    }
    assert_eq!(tenant.received().len(), 2);
    time.advance(15 * 60);
    assert_eq!(facade.token().form(&credentials()).send().await.error(), "invalid_grant");
    assert_eq!(tenant.received().len(), 3);
}

#[tokio::test]
async fn a_blocked_user_is_left_alone() {
    let tenant = ScriptedTenant::answering(json(429, BLOCKED)).await;
    let facade = Start::with_token_host(&tenant).guarded(TestClock::default().clock()).run().await;
    let first = facade.token().form(&credentials()).send().await;
    assert_eq!((first.status, first.error().as_str()), (403, "too_many_attempts"));
    let mut other = credentials();
    other[1].1 = "other";
    let second = facade.token().form(&other).send().await;
    assert_eq!(tenant.received().len(), 1);
    assert_snapshot!(second.shown(), @r#"
        403
        {
          "error": "login_paused",
          "error_description": "The tenant reported this user as blocked less than a minute ago. The password was not sent, because each try prolongs the block.",
          "hint": "Turn the flow off, have the user unblocked by the link in UKG's mail or by an administrator, then correct the password. The next try is let through in 15 minutes."
        }
    "#);
}

#[tokio::test]
async fn an_outage_or_another_refusal_holds_nothing_back() {
    for (status, body) in [
        (500, ""),
        (401, r#"{"error": "access_denied"}"#),
        (400, r#"{"error": "invalid_client"}"#),
        (429, ""),
    ] {
        let tenant = ScriptedTenant::answering(json(status, body)).await;
        let facade = Start::with(&tenant).guarded(TestClock::default().clock()).run().await;
        for _ in 0..3 {
            facade.token().form(&credentials()).send().await;
        }
        assert_eq!(tenant.received().len(), 3, "{status} {body}");
    }
}
