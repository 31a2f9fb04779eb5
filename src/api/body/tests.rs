use data_encoding::BASE64;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue};
use proptest::prelude::*;

use super::{Fields, InvalidRequest, MediaType, basic, decode};

/// Every character, needed or not.
const EVERYTHING: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.add(b'a').add(b'e').add(b'0').add(b'Z');

const NAMES: [&str; 3] = ["username", "password", "client_secret"];

fn read(media_type: MediaType, body: &[u8], name: &'static str) -> Option<String> {
    let fields = decode(media_type, body).unwrap();
    fields.text_of(name).unwrap().map(str::to_owned)
}

/// `%20` and `+`, encoded more than needed and less than needed: all mean the
/// same.
fn encodings(value: &str) -> [String; 3] {
    let needed: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let everything = percent_encoding::percent_encode(value.as_bytes(), EVERYTHING).to_string();
    let little = value.replace('%', "%25").replace('&', "%26").replace('+', "%2B");
    [needed, everything, little]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_survives_a_form(value in "\\PC{1,40}|[ -~]{1,40}|.{1,40}") {
        for encoded in encodings(&value) {
            let body = format!("username=u&password={encoded}&client_secret=s");
            prop_assert_eq!(read(MediaType::Form, body.as_bytes(), "password"), Some(value.clone()));
        }
    }

    #[test]
    fn any_text_survives_json_under_both_content_types(value in "\\PC{1,40}|[ -~]{1,40}|.{1,40}") {
        let body = serde_json::json!({"password": value, "x": [1, {}]}).to_string();
        for media_type in [MediaType::Json, MediaType::Form] {
            prop_assert_eq!(read(media_type, body.as_bytes(), "password"), Some(value.clone()));
        }
    }

    #[test]
    fn any_bytes_are_fields_or_an_error_and_never_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200), json in any::<bool>(),
    ) {
        let media_type = if json { MediaType::Json } else { MediaType::Form };
        if let Ok(fields) = decode(media_type, &bytes) {
            for name in NAMES {
                let _ = fields.text_of(name);
            }
        }
    }

    #[test]
    fn bytes_that_look_like_a_form_are_never_a_panic(
        text in "(username|password|%70assword|=|&|%|\\+|[0-9a-fA-F]|é){0,40}",
    ) {
        let fields = decode(MediaType::Form, text.as_bytes()).unwrap();
        for name in NAMES {
            // An error names the field, and shows nothing else of what was sent.
            if let Err(error) = fields.text_of(name) {
                let named = format!("The field {name} ");
                prop_assert!(error.to_string().starts_with(&named));
            }
        }
    }
}

/// The client of this header, as fields.
fn by_basic(header: &[u8]) -> Result<Option<Fields>, InvalidRequest> {
    let value = HeaderValue::from_bytes(header).unwrap();
    let Some(client) = basic::client(&HeaderMap::from_iter([(AUTHORIZATION, value)]))? else {
        return Ok(None);
    };
    let mut fields = Fields::default();
    client.join(&mut fields).map(|()| Some(fields))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_client_survives_http_basic(
        id in "\\PC{1,40}|[ -~]{1,40}|.{1,40}", secret in "\\PC{1,40}|[ -~]{1,40}|.{1,40}",
    ) {
        let [ids, secrets] = [encodings(&id), encodings(&secret)];
        // A colon in the id must be encoded.
        for (id_sent, secret_sent) in ids[..2].iter().zip(&secrets) {
            let credentials = BASE64.encode(format!("{id_sent}:{secret_sent}").as_bytes());
            let fields = by_basic(format!("Basic {credentials}").as_bytes()).unwrap().unwrap();
            prop_assert_eq!(fields.text_of("client_id"), Ok(Some(id.as_str())));
            prop_assert_eq!(fields.text_of("client_secret"), Ok(Some(secret.as_str())));
        }
    }

    #[test]
    fn any_header_is_a_client_or_an_error_that_shows_nothing(
        bytes in prop::collection::vec(any::<u8>(), 0..60), scheme in "Basic |basic|Bearer |",
        encoded in any::<bool>(),
    ) {
        // What a header cannot have never arrives.
        let visible = |byte: u8| if byte < b' ' || byte == 0x7f { b'=' } else { byte };
        let rest = if encoded {
            BASE64.encode(&bytes).into_bytes()
        } else {
            bytes.into_iter().map(visible).collect()
        };
        let header = [scheme.as_bytes(), &rest].concat();
        match by_basic(&header) {
            Ok(client) => prop_assert!(client.is_none() || scheme.starts_with(['B', 'b'])),
            Err(error) => prop_assert_eq!(error, InvalidRequest::Header("Authorization")),
        }
    }
}

#[test]
fn a_name_may_be_encoded_too() {
    assert_eq!(read(MediaType::Form, b"%70assword=x", "password"), Some("x".to_owned()));
}

#[test]
fn repetition_is_seen_through_encoding() {
    let fields = decode(MediaType::Form, b"%70assword=x&password=y").unwrap();
    assert_eq!(fields.text_of("password"), Err(InvalidRequest::Repeated("password")));
}

#[test]
fn a_field_without_an_equals_sign_is_empty() {
    let fields = decode(MediaType::Form, b"password&username=a=b").unwrap();
    assert_eq!(fields.text_of("password"), Ok(None));
    assert_eq!(fields.text_of("username"), Ok(Some("a=b")));
}

#[test]
fn no_fields_are_no_error_until_one_is_asked_for() {
    let fields: Fields = decode(MediaType::Form, b"").unwrap();
    assert_eq!(fields.text_of("password"), Ok(None));
}
