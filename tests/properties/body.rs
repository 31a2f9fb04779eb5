use proptest::prelude::*;

use crate::invariants::body::hold;

/// Bodies that are nearly requests, so that they get past the first check.
fn nearly_a_request() -> impl Strategy<Value = String> {
    let field = (
        "username|password|client_id|client_secret|grant_type|refresh_token|token|auth_chain|%70assword|other|scope|realm|organization|audience|token_type_hint",
        "[a-z]{1,3}|password|refresh_token|client_credentials|org_Ab1|http%3A%2F%2Fauth0.com%2Foauth%2Fgrant-type%2Fpassword-realm||null|%20|%|%zz|\\+|é|[ -~]{0,9}",
        "\"x\"|\"password\"|\"refresh_token\"|\"client_credentials\"|null|\"\"|1|-1.5e3|\\[\\]|\\{\\}|true|\"\\\\ud800\"|\"\\\\u0000é\"",
    );
    let all = prop::collection::vec(field, 0..9);
    (all, any::<bool>(), any::<bool>()).prop_map(|(fields, json, complete)| {
        let needed =
            ["username", "password", "client_id", "client_secret", "refresh_token", "token"];
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, text, literal) in fields {
            if !complete || !needed.contains(&&*name) {
                pairs.push((name, if json { literal } else { text }));
            }
        }
        if complete {
            let value = if json { r#""x y""# } else { "x+y" };
            pairs.extend(needed.map(|name| (name.to_owned(), value.to_owned())));
        }
        let pairs = pairs.into_iter();
        if json {
            let pairs: Vec<String> = pairs.map(|(n, v)| format!(r#""{n}":{v}"#)).collect();
            format!("{{{}}}", pairs.join(","))
        } else {
            pairs.map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&")
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_bytes_become_a_request_or_an_error_that_shows_nothing(
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        hold(&body);
    }

    #[test]
    fn bodies_that_are_nearly_requests_do_too(body in nearly_a_request()) {
        hold(body.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn lengths_are_counted_at_their_edges(
        name in "username|password|client_id|client_secret|refresh_token|token|grant_type|auth_chain|scope|realm|organization|audience|token_type_hint",
        length in prop::sample::select(vec![0_usize, 1, 127, 128, 129, 255, 256, 257, 4_095, 4_096, 4_097, 16_383, 16_384, 16_385]),
        character in "[a-zé]|%C3%A9",
    ) {
        let mut body = format!("{name}={}", character.repeat(length));
        for other in ["username", "password", "client_id", "client_secret", "refresh_token", "token"] {
            if other != name {
                body.push_str(&format!("&{other}=x"));
            }
        }
        hold(body.as_bytes());
    }
}
