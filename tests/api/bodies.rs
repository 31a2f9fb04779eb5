//! The bodies that callers may send, and the errors for all others.

use insta::assert_snapshot;
use testing::{Caller, Response, ScriptedTenant, Start, TOKENS, Wire, credentials, json};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// The response to a request that must not reach the tenant.
async fn refused(make: impl FnOnce(Caller) -> Caller) -> Response {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let response = make(facade.token()).send().await;
    assert_eq!(tenant.received().len(), 0, "nothing reaches the tenant");
    response
}

fn without(name: &str) -> Vec<(&'static str, &'static str)> {
    credentials().into_iter().filter(|(other, _)| *other != name).collect()
}

fn description(response: &Response) -> String {
    assert_eq!((response.status, response.error().as_str()), (400, "invalid_request"));
    response.json()["error_description"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_missing_field_is_named() {
    assert_snapshot!(refused(|call| call.form(&without("password"))).await.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "The field password is missing or empty.",
          "hint": "Fill in this field. Its name is the same in the action."
        }
    "#);
    for name in ["username", "password", "client_id", "client_secret"] {
        let expected = format!("The field {name} is missing or empty.");
        assert_eq!(description(&refused(|call| call.form(&without(name))).await), expected);
        assert_eq!(description(&refused(|call| call.json(&without(name))).await), expected);
    }
}

#[tokio::test]
async fn an_empty_field_counts_as_missing() {
    let mut fields = credentials();
    fields[1].1 = "";
    let response = refused(|call| call.form(&fields)).await;
    assert_eq!(description(&response), "The field password is missing or empty.");
    let null = r#"{"username":"u","password":null,"client_id":"c","client_secret":"s"}"#;
    let response = refused(|call| call.body(JSON, null)).await;
    assert_eq!(description(&response), "The field password is missing or empty.");
}

#[tokio::test]
async fn blanks_are_a_value() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let mut fields = credentials();
    fields[1].1 = "   ";
    assert_eq!(facade.token().form(&fields).send().await.status, 200);
    assert_eq!(tenant.received_fields()[1].1, "   ");
}

#[tokio::test]
async fn a_repeated_field_is_refused_in_both_encodings() {
    let mut fields = credentials();
    fields.push(("password", "another"));
    assert_snapshot!(refused(|call| call.form(&fields)).await.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "The field password is sent more than once.",
          "hint": "Send each field once."
        }
    "#);
    let twice =
        r#"{"username":"u","password":"a","password":"b","client_id":"c","client_secret":"s"}"#;
    let response = refused(|call| call.body(JSON, twice)).await;
    assert_eq!(description(&response), "The field password is sent more than once.");
    let response = refused(|call| call.body(FORM, "grant_type=password&grant_type=password")).await;
    assert_eq!(description(&response), "The field grant_type is sent more than once.");
}

#[tokio::test]
async fn a_field_that_is_too_long_is_named() {
    let long = "x".repeat(4_097);
    let mut fields = credentials();
    fields[1].1 = &long;
    assert_snapshot!(refused(|call| call.form(&fields)).await.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "The field password is too long.",
          "hint": "Shorten the value. The reference of this service says how long a field may be."
        }
    "#);
}

#[tokio::test]
async fn json_that_is_not_text_is_refused_without_repeating_it() {
    for value in ["47110815470815", "4.5", "true", r#"["hunter2"]"#, r#"{"a":"hunter2"}"#] {
        let body =
            format!(r#"{{"username":"u","password":{value},"client_id":"c","client_secret":"s"}}"#);
        let response = refused(|call| call.body(JSON, &body)).await;
        assert_eq!(description(&response), "The field password is not text.");
        assert!(!response.body.contains("4711081547") && !response.body.contains("hunter2"));
    }
}

#[tokio::test]
async fn bytes_that_are_no_utf_8_are_refused() {
    for body in [
        "username=u&password=%ff&client_id=c&client_secret=s".as_bytes(),
        b"username=u&password=\xff&client_id=c&client_secret=s",
    ] {
        let response = refused(|call| call.body(FORM, body)).await;
        assert_eq!(description(&response), "The field password is not text.");
    }
}

/// The URL standard would keep such a percent sign. A caller that forgets to encode a password would then
/// be refused for some passwords only.
#[tokio::test]
async fn a_percent_sign_that_encodes_nothing_is_refused() {
    for password in ["100%", "SECRET?%Gclient", "%4"] {
        let body = format!("username=u&password={password}&client_id=c&client_secret=s");
        let response = refused(|call| call.body(FORM, &body)).await;
        assert_eq!(
            description(&response),
            "The field password is not form-encoded: a percent sign must be written as %25."
        );
    }
}

#[tokio::test]
async fn unknown_fields_are_ignored_whatever_is_in_them() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let body = r#"{"x":[{}],"x":1,"username":"u","password":"p","client_id":"c","client_secret":"s","scope":null}"#;
    assert_eq!(facade.token().body(JSON, body).send().await.status, 200);
    let body = "&&x&x=%zz&=&%ff=1&username=u&password=p&client_id=c&client_secret=s&realm=/x";
    assert_eq!(facade.token().body(FORM, body).send().await.status, 200);
    assert!(tenant.received().iter().all(|request| !request.contains("realm")));
}

#[tokio::test]
async fn a_body_that_is_not_a_json_object_is_refused() {
    for body in
        ["", "{", "[]", "null", "\"text\"", "{\"a\":1} x", "{'a':1}", "username=u", "\u{feff}{}"]
    {
        let response = refused(|call| call.body(JSON, body)).await;
        assert_eq!(description(&response), "The body is not a JSON object.", "{body}");
    }
    let response = refused(|call| call.body(FORM, " \n{\"username\": ")).await;
    assert_eq!(description(&response), "The body is not a JSON object.");
}

#[tokio::test]
async fn deeply_nested_json_is_harmless() {
    let nested = format!("{{\"x\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    let response = refused(|call| call.body(JSON, &nested)).await;
    assert_eq!(response.status, 400);
}

#[tokio::test]
async fn an_unknown_grant_type_is_refused_without_repeating_it() {
    let mut fields = credentials();
    fields.push(("grant_type", "hunter2"));
    assert_snapshot!(refused(|call| call.form(&fields)).await.shown(), @r#"
        400
        {
          "error": "unsupported_grant_type",
          "error_description": "The field grant_type has a value that is not supported.",
          "hint": "Leave grant_type out, or use password or, for a refresh, refresh_token."
        }
    "#);
}

#[tokio::test]
async fn an_empty_grant_type_counts_as_left_out() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let mut fields = credentials();
    fields.extend([("grant_type", ""), ("auth_chain", "")]);
    assert_eq!(facade.token().form(&fields).send().await.status, 200);
    let received = tenant.received_fields();
    assert_eq!(received[4], ("grant_type".into(), "password".into()));
    assert_eq!(received[5], ("auth_chain".into(), "OAuthLdapService".into()));
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused() {
    let fits =
        format!("username=u&password=p&client_id=c&client_secret=s&x={}", "x".repeat(65_484));
    assert_eq!(fits.len(), 65_536);
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    assert_eq!(facade.token().body(FORM, &fits).send().await.status, 200);
    assert_snapshot!(facade.token().body(FORM, fits + "x").send().await.shown(), @r#"
        413
        {
          "error": "invalid_request",
          "error_description": "The body is larger than 64 KiB.",
          "hint": "Send nothing but the fields of the action."
        }
    "#);
}

/// Its length is not announced.
#[tokio::test]
async fn a_body_in_chunks_has_the_same_limit() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    for (length, expected) in [(65_536, 200), (65_537, 413)] {
        let fields = "username=u&password=p&client_id=c&client_secret=s&x=";
        let body = fields.to_owned() + &"x".repeat(length - fields.len());
        let mut wire = Wire::to(facade.address).await;
        let head = "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\n\
                    Transfer-Encoding: chunked\r\n\r\n";
        wire.send(head).await;
        for piece in body.as_bytes().chunks(10_000) {
            let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
            wire.send(chunk).await;
        }
        wire.send("0\r\n\r\n").await;
        assert_eq!(wire.response().await.status, expected, "{length}");
    }
}

#[tokio::test]
async fn other_content_types_are_refused() {
    assert_snapshot!(refused(|call| call.body("text/plain", "hunter2")).await.shown(), @r#"
        415
        {
          "error": "unsupported_media_type",
          "error_description": "The content type is not supported. Send application/x-www-form-urlencoded or application/json, in UTF-8.",
          "hint": "Set the header Content-Type to one of the two, as the connector does."
        }
    "#);
    for content_type in [
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded; charset=ISO-8859-1",
        "application/jsonx",
        "",
    ] {
        let response = refused(|call| call.body(content_type, "{}")).await;
        assert_eq!(response.status, 415, "{content_type}");
    }
    assert_eq!(refused(|call| call).await.status, 415);
    assert_eq!(
        refused(|call| call.body(JSON, "{}").header("Content-Type", FORM)).await.status,
        415
    );
}

#[tokio::test]
async fn content_types_are_read_as_http_writes_them() {
    for content_type in [
        "Application/JSON",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"; x=y",
    ] {
        let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
        let facade = Start::with(&tenant).run().await;
        let body = r#"{"username":"u","password":"p","client_id":"c","client_secret":"s"}"#;
        assert_eq!(facade.token().body(content_type, body).send().await.status, 200);
    }
}

#[tokio::test]
async fn a_compressed_body_is_refused() {
    let response =
        refused(|call| call.form(&credentials()).header("Content-Encoding", "gzip")).await;
    assert_eq!(description(&response), "The body is compressed. Send it uncompressed.");
}
