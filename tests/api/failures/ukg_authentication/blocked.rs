//! 429 has two meanings: a call that may be repeated later, and a user who is blocked by every further try.

use std::time::{Duration, SystemTime};

use insta::{allow_duplicates, assert_snapshot};
use serde_json::json;
use testing::{Act, ScriptedTenant, Start, credentials, raw_response};

use super::{Operation, auth0, refusals, response_to, show};

#[tokio::test]
async fn a_blocked_user_or_address_must_not_be_repeated() {
    let blocked = [
        (
            429,
            "too_many_attempts",
            "Your account has been blocked after multiple consecutive login attempts.",
        ),
        (
            429,
            "too_many_attempts",
            "We have detected suspicious login behavior and further attempts will be blocked.",
        ),
        (403, "too_many_attempts", "Your account has been blocked."),
    ];
    assert_snapshot!(refusals(Operation::Password, &blocked).await, @r"
        429 -> 403 too_many_attempts
          Your account has been blocked after multiple consecutive login attempts.
          UKG has blocked this user, or calls from this service, after too many wrong passwords. Stop the flow: every further try prolongs the block. Unblock the user with the link in UKG's e-mail or ask your UKG administrator, then correct the password.
        429 -> 403 too_many_attempts
          We have detected suspicious login behavior and further attempts will be blocked.
          UKG has blocked this user, or calls from this service, after too many wrong passwords. Stop the flow: every further try prolongs the block. Unblock the user with the link in UKG's e-mail or ask your UKG administrator, then correct the password.
        403 -> 403 too_many_attempts
          Your account has been blocked.
          UKG has blocked this user, or calls from this service, after too many wrong passwords. Stop the flow: every further try prolongs the block. Unblock the user with the link in UKG's e-mail or ask your UKG administrator, then correct the password.
    ");
}

/// Auth0 sends the headers of its rate limit with a block as well.
#[tokio::test]
async fn a_block_has_no_retry_after_whatever_the_token_host_sends() {
    let body = r#"{"error": "too_many_attempts"}"#;
    let headers = [("Retry-After", "7"), ("X-RateLimit-Reset", "1800000000")];
    let blocked = response_to(Operation::Refresh, auth0(429, &headers, body)).await;
    assert_snapshot!(blocked.shown(), @r#"
        403
        {
          "error": "too_many_attempts",
          "error_description": "The token host refused the call.",
          "hint": "UKG has blocked this user, or calls from this service, after too many wrong passwords. Stop the flow: every further try prolongs the block. Unblock the user with the link in UKG's e-mail or ask your UKG administrator, then correct the password."
        }
    "#);
}

#[tokio::test]
async fn every_other_429_is_a_limit() {
    let mut shown = String::new();
    for (error, description) in [
        ("too_many_requests", "Global limit has been reached"),
        ("too_many_logins", "Too many logins."),
        ("invalid_grant", "Wrong email or password."),
        ("Too_Many_Attempts", "Not the code."),
    ] {
        let body = json!({"error": error, "error_description": description}).to_string();
        let headers = [("Retry-After", "7"), ("X-RateLimit-Reset", "99999999999")];
        let response = response_to(Operation::Password, auth0(429, &headers, &body)).await;
        show(&mut shown, 429, &response);
    }
    assert_snapshot!(shown, @r"
        429 -> 429 tenant_throttled, retry-after 7
          The token host accepts no more calls for a while.
          Get one token and use it until it expires, instead of one for every call. UKG counts every login, also the good ones.
        429 -> 429 tenant_throttled, retry-after 7
          The token host accepts no more calls for a while.
          Get one token and use it until it expires, instead of one for every call. UKG counts every login, also the good ones.
        429 -> 429 tenant_throttled, retry-after 7
          The token host accepts no more calls for a while.
          Get one token and use it until it expires, instead of one for every call. UKG counts every login, also the good ones.
        429 -> 429 tenant_throttled, retry-after 7
          The token host accepts no more calls for a while.
          Get one token and use it until it expires, instead of one for every call. UKG counts every login, also the good ones.
    ");
}

#[tokio::test]
async fn a_429_of_another_form_is_a_limit_too() {
    for body in [
        "",
        "Too Many Requests",
        "<html><body>error code: 1015</body></html>",
        "{}",
        "[\"too_many_attempts\"]",
        r#"{"error": {"error": "too_many_attempts"}}"#,
        r#"{"name": "Error", "code": "too_many_attempts", "statusCode": 429}"#,
        r#"{"error": "too_many_attempts""#,
    ] {
        let response = response_to(Operation::Password, auth0(429, &[], body)).await;
        let code = response.error();
        let wait = response.header("retry-after");
        assert_eq!((response.status, code.as_str(), wait), (429, "tenant_throttled", Some("60")));
    }
}

/// The status alone says that a call may be repeated later.
#[tokio::test]
async fn a_429_whose_body_breaks_off_or_never_ends_stays_a_limit() {
    let half = b"HTTP/1.1 429 X\r\nContent-Length: 90\r\n\r\n{\"error\": \"too_many_attempts\"}";
    let large = json!({"error": "too_many_attempts", "padding": "x".repeat(300_000)}).to_string();
    for act in [
        Act::AnswerAndClose(half.to_vec()),
        Act::Answer(half.to_vec()),
        Act::Answer(raw_response(429, &[], &large)),
    ] {
        let host = ScriptedTenant::answering(act).await;
        let facade = Start::with_token_host(&host).call_timeout(Duration::from_secs(1)).run().await;
        let response = facade.token().form(&credentials()).send().await;
        allow_duplicates! { assert_snapshot!(response.shown(), @r#"
            429
            retry-after: 60
            {
              "error": "tenant_throttled",
              "error_description": "The token host accepts no more calls for a while.",
              "hint": "Get one token and use it until it expires, instead of one for every call. UKG counts every login, also the good ones."
            }
        "#); }
    }
}

#[tokio::test]
async fn the_reset_of_a_limit_becomes_the_time_to_wait() {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    for (reset, expected) in [
        ((now + 100).to_string(), 70..=100),
        ((now + 100_000).to_string(), 300..=300),
        ((now - 100).to_string(), 1..=1),
        ("30".to_owned(), 60..=60),
        ("soon".to_owned(), 60..=60),
    ] {
        let headers = [("X-RateLimit-Reset", reset.as_str())];
        let response = response_to(Operation::Password, auth0(429, &headers, "{}")).await;
        let wait = response.header("retry-after").unwrap().parse().unwrap();
        assert!(expected.contains(&wait), "{reset}: {wait}");
    }
}

/// Maintenance has no such limit.
#[tokio::test]
async fn the_reset_of_a_limit_is_ignored_with_any_other_status() {
    for (status, expected) in [(503, 502), (500, 502), (403, 403)] {
        let headers = [("X-RateLimit-Reset", "99999999999")];
        let response = response_to(Operation::Password, auth0(status, &headers, "{}")).await;
        assert_eq!((response.status, response.header("retry-after")), (expected, None));
    }
}
