//! The client by HTTP Basic (RFC 6749, section 2.3.1), at every path.

use insta::assert_snapshot;
use testing::{
    CLIENT_ID, CLIENT_SECRET, Caller, PASSWORD, RunningFacade, ScriptedTenant, Start, TOKENS,
    USERNAME, json,
};

const USER: [(&str, &str); 2] = [("username", USERNAME), ("password", PASSWORD)];
const CLIENT: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

/// A call of the facade's without a client.
fn password(facade: &RunningFacade) -> Caller {
    facade.token().form(&USER)
}

#[tokio::test]
async fn every_operation_sends_the_client_in_the_body_as_before() {
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with_token_host(&host).run().await;
    let refresh = ("refresh_token", "r");
    let calls = [
        ("/api/authentication/access_token", USER.to_vec()),
        ("/api/authentication/refresh_token", vec![refresh]),
        ("/api/authentication/token/revoke", vec![("token", "t")]),
        ("/api/authentication/client_access_token", vec![("x", "y")]),
        ("/oauth/token", vec![("grant_type", "refresh_token"), refresh]),
        ("/oauth/revoke", vec![("token", "t")]),
    ];
    for (path, fields) in &calls {
        let in_body = [fields, &CLIENT[..]].concat();
        assert_eq!(facade.post(path).form(&in_body).send().await.status, 200, "{path}");
        for call in [facade.post(path).form(fields), facade.post(path).json(fields)] {
            let response = call.basic(CLIENT_ID, CLIENT_SECRET).send().await;
            assert_eq!(response.status, 200, "{path}: {}", response.body);
        }
    }
    let received = host.received();
    assert_eq!(received.len(), 3 * calls.len());
    for same in received.chunks(3) {
        assert!(same[0] == same[1] && same[1] == same[2], "{same:#?}");
        assert!(!same[1].to_lowercase().contains("authorization"), "{}", same[1]);
    }
}

#[tokio::test]
async fn client_id_and_secret_may_be_encoded_or_plain() {
    for (credentials, id, secret) in [
        ("client+id:SECRET%3F%25Gclient", CLIENT_ID, CLIENT_SECRET),
        ("client%20id:s%3a%2b", CLIENT_ID, "s:+"),
        ("client id:a:b&=ö", CLIENT_ID, "a:b&=ö"),
        ("j%C3%B6rg:p", "jörg", "p"),
    ] {
        let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
        let facade = Start::with(&tenant).run().await;
        let response = password(&facade).plain_basic(credentials).send().await;
        assert_eq!(response.status, 200, "{credentials}: {}", response.body);
        let received = tenant.received_fields();
        for (name, value) in [("client_id", id), ("client_secret", secret)] {
            assert!(received.contains(&(name.to_owned(), value.to_owned())), "{received:?}");
        }
    }
}

#[tokio::test]
async fn the_scheme_is_in_any_case_and_another_one_is_ignored() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    for scheme in ["basic", "BASIC", "Basic  "] {
        let call = password(&facade).header("Authorization", format!("{scheme} aTpz"));
        assert_eq!(call.send().await.status, 200, "{scheme}");
    }
    for other in ["Bearer aTpz", "Basically aTpz", "Bas", "", "Digest username=\"i\""] {
        let call = password(&facade).header("Authorization", other);
        assert!(call.send().await.body.contains("The field client_id is missing"), "{other}");
        let call = facade.token().form(&[USER, CLIENT].concat()).header("Authorization", other);
        assert_eq!(call.send().await.status, 200, "{other}");
    }
}

#[tokio::test]
async fn the_same_client_may_be_in_both_places_and_another_one_is_named() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let both = |id, secret| {
        facade.token().form(&[&USER[..], &[("client_id", id), ("client_secret", secret)]].concat())
    };
    for (id, secret) in [(CLIENT_ID, CLIENT_SECRET), (CLIENT_ID, ""), ("", CLIENT_SECRET)] {
        let response = both(id, secret).basic(CLIENT_ID, CLIENT_SECRET).send().await;
        assert_eq!(response.status, 200, "{}", response.body);
    }
    let another_secret = both(CLIENT_ID, "other").basic(CLIENT_ID, CLIENT_SECRET);
    assert_snapshot!(another_secret.send().await.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "The field client_secret and the header Authorization name different clients.",
          "hint": "Send the client id and secret once: in the body or in the header Authorization."
        }
    "#);
    let response = both("other", CLIENT_SECRET).basic(CLIENT_ID, CLIENT_SECRET).send().await;
    let text = "The field client_id and the header Authorization name different clients.";
    assert_eq!(response.json()["error_description"], text);
    assert_eq!(tenant.received().len(), 3);
}

#[tokio::test]
async fn a_malformed_header_is_named() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let complete = || facade.token().form(&[USER, CLIENT].concat());
    assert_snapshot!(complete().header("Authorization", "Basic").send().await.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "The header Authorization is sent more than once or is not valid.",
          "hint": "Send it once, as HTTP Basic. The client id and secret of an OAuth client are form-encoded in it: % is %25, + is %2B and : is %3A."
        }
    "#);
    // Not base64, without padding, without a colon, not UTF-8.
    for credentials in ["Basic ?", "Basic aTpzMQ", "Basic aQ==", "Basic /zr/", "Basic aTpz aTpz"] {
        let response = complete().header("Authorization", credentials).send().await;
        assert!(response.body.contains("The header Authorization"), "{credentials}");
    }
    for plain in ["no colon", "i:%", "i:%zz", "%f:s", "i:%ff"] {
        let response = complete().plain_basic(plain).send().await;
        assert!(response.body.contains("The header Authorization"), "{plain}");
    }
    for second in ["Bearer x", "Basic aTpz"] {
        let twice = complete().basic(CLIENT_ID, CLIENT_SECRET).header("Authorization", second);
        assert!(twice.send().await.body.contains("The header Authorization"), "{second}");
    }
    assert!(tenant.received().is_empty());
    for (plain, missing) in [(":s", "client_id"), ("i:", "client_secret"), (":", "client_id")] {
        let response = password(&facade).plain_basic(plain).send().await;
        assert!(response.body.contains(&format!("The field {missing} is missing")), "{plain}");
    }
}

/// RFC 6749, section 5.2.
#[tokio::test]
async fn a_wrong_client_by_basic_is_challenged() {
    let wrong =
        r#"{"error": "invalid_client", "error_description": "Client authentication failed"}"#;
    let tenant = ScriptedTenant::answering(json(400, wrong)).await;
    let facade = Start::with(&tenant).run().await;
    let response = password(&facade).basic(CLIENT_ID, CLIENT_SECRET).send().await;
    assert_snapshot!(response.shown(), @r#"
        401
        www-authenticate: Basic realm="prowfm-auth"
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "error": "invalid_client",
          "error_description": "Client authentication failed",
          "hint": "Check client_id and client_secret. They belong to one tenant: those of a test tenant do not work in production."
        }
    "#);
    let response = facade.token().form(&[USER, CLIENT].concat()).send().await;
    assert_eq!((response.status, response.header("www-authenticate")), (400, None));
}

#[tokio::test]
async fn ukg_authentication_says_it_in_other_words() {
    for (body, challenge) in [
        (r#"{"error": "access_denied", "error_description": "Unauthorized"}"#, true),
        (r#"{"error": "invalid_client"}"#, true),
        // About the user, or about this call.
        (r#"{"error": "password_leaked"}"#, false),
        (r#"{"error": "requires_verification"}"#, false),
    ] {
        let host = ScriptedTenant::answering(json(401, body)).await;
        let facade = Start::with_token_host(&host).run().await;
        let challenge = challenge.then_some("Basic realm=\"prowfm-auth\"");
        let by_basic = password(&facade).basic(CLIENT_ID, CLIENT_SECRET).send().await;
        let found = (by_basic.status, by_basic.header("www-authenticate"));
        assert_eq!(found, (401, challenge), "{body}");
        let in_body = facade.token().form(&[USER, CLIENT].concat()).send().await;
        assert_eq!((in_body.status, in_body.header("www-authenticate")), (401, None), "{body}");
    }
    let body = r#"{"error": "access_denied", "error_description": "Service not found: x"}"#;
    let host = ScriptedTenant::answering(json(403, body)).await;
    let facade = Start::with_token_host(&host).run().await;
    let response = password(&facade).basic(CLIENT_ID, CLIENT_SECRET).send().await;
    assert_eq!((response.status, response.header("www-authenticate")), (403, None));
}
