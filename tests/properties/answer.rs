use proptest::prelude::*;

use crate::invariants::answer::Answer;

/// What people and servers use as passwords and tokens, and what is awkward in one spelling or
/// another.
const SECRET: &str =
    "[ -~]{0,12}|\\PC{0,8}|[a-z]{0,5}|p@ss wörd!|[ab]{3,5}|.{0,6}|(%|&|;|#|u|x|2|5|\\\\|\"){1,6}";
/// A status, rather one of those that matter.
const STATUS: &str = "200|201|204|302|400|401|403|404|408|422|429|500|501|503|[1-9][0-9]{2}";
/// Texts with a secret in it, once or twice.
const TEXT: &str = "([ -~é]{0,8}[\u{1}-\u{8}\u{e}-\u{15}]){0,3}[ -~é\u{a0}]{0,8}";

fn body() -> impl Strategy<Value = String> {
    let texts = (TEXT, TEXT).prop_map(|(one, other)| {
        let inside = |text: String| text.replace('\\', "\\\\").replace('"', "\\\"");
        (inside(one), inside(other))
    });
    let shape = prop::sample::select(vec![
        r#"{"error":"invalid_grant","error_description":"ONE"}"#,
        r#"{"error":"OTHER","error_description":"ONE"}"#,
        r#"{"error":"too_many_attempts","error_description":"ONE","mfa_token":"OTHER"}"#,
        r#"{"error":"unsupported_grant_type","error_description":"ONE","error_uri":"OTHER"}"#,
        r#"{"error":"ONE","errorCode":"OTHER"}"#,
        r#"{"fault":{"faultstring":"ONE","detail":{"errorcode":"OTHER"}}}"#,
        r#"{"errorCode":"ONE","message":"OTHER"}"#,
        r#"{"access_token":"ONE","expires_in":"OTHER","scope":["x"]}"#,
        r#"{"access_token":"ONE","refresh_token":"OTHER","expires_in":1.5e10,"id_token":null}"#,
        r#"{"access_token":{},"error":7}"#,
        "<html>ONE OTHER</html>",
        "ONE",
        "{}",
        "",
    ]);
    (shape, texts)
        .prop_map(|(shape, (one, other))| shape.replace("ONE", &one).replace("OTHER", &other))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn an_answer_is_tokens_or_a_failure_without_a_secret(
        secrets in [SECRET, SECRET],
        status in STATUS,
        retry_after in "[0-9]{0,12}|Sun, 06 Nov 1994 08:49:37 GMT|[ -~]{0,30}",
        tracking_id in "[0-9a-f-]{0,36}[\u{1}-\u{8}\u{e}-\u{15}]?|[ -~]{0,140}",
        body in body(),
    ) {
        Answer {
            secrets: [&secrets[0], &secrets[1]],
            status: status.parse().unwrap(),
            retry_after: retry_after.as_bytes(),
            tracking_id: tracking_id.as_bytes(),
            body: body.as_bytes(),
        }
        .holds();
    }

    #[test]
    fn a_refusal_shows_no_secret_however_it_is_spelled(
        secrets in [SECRET, SECRET],
        text in TEXT,
        padding in prop::sample::select(vec![0_usize, 480, 490, 499, 500, 600]),
    ) {
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        let text = format!("{}{text}", "x".repeat(padding));
        let body = format!(r#"{{"error":"invalid_grant","error_description":"{text}"}}"#);
        Answer {
            secrets: [&secrets[0], &secrets[1]],
            status: 400,
            retry_after: b"",
            tracking_id: b"",
            body: body.as_bytes(),
        }
        .holds();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_bytes_are_an_answer_too(
        status in STATUS,
        header in prop::collection::vec(any::<u8>(), 0..20),
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        Answer {
            secrets: ["hunter2", "s3cret"],
            status: status.parse().unwrap(),
            retry_after: &header,
            tracking_id: &header,
            body: &body,
        }
        .holds();
    }
}
