use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{SuccessBody, UnexpectedBody};
use crate::secret::Secret;

/// The six fields of a tenant's response that are passed on (RFC 6749, section 5.1, and `id_token` of
/// OpenID Connect). Everything else in the response is dropped on purpose.
///
/// Only `access_token` is required. Another field that is absent or of an unexpected type counts as
/// not sent: a token without its scope is worth more to the caller than an error.
#[derive(Clone, Debug)]
pub struct IssuedTokens {
    /// Opaque: no format or length is assumed.
    pub access_token: Secret,
    /// Usually absent after a refresh: the old one stays valid.
    pub refresh_token: Option<Secret>,
    /// Separated by spaces.
    pub scope: Option<Secret>,
    /// A JSON Web Token about the user.
    pub id_token: Option<Secret>,
    /// `Bearer`, in any case.
    pub token_type: Option<Secret>,
    /// Lifetime of the access token in seconds. The tenant may send a number or a numeric string.
    pub expires_in: Option<i32>,
}

impl SuccessBody for IssuedTokens {
    fn parse(body: &[u8]) -> Result<Self, UnexpectedBody> {
        match serde_json::from_slice::<Self>(body) {
            Ok(tokens) if !tokens.access_token.expose().is_empty() => Ok(tokens),
            Err(_) if serde_json::from_slice::<Map<String, Value>>(body).is_err() => {
                Err(UnexpectedBody::NotJson)
            }
            Ok(_) | Err(_) => Err(UnexpectedBody::NoAccessToken),
        }
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    AccessToken,
    RefreshToken,
    Scope,
    IdToken,
    TokenType,
    ExpiresIn,
    #[serde(other)]
    Other,
}

/// By hand, because a derived implementation also accepts an array, and refuses a repeated field, of
/// which the last one counts. The values of other fields are skipped, whether or not they can be read.
impl<'de> Deserialize<'de> for IssuedTokens {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(IssuedVisitor)
    }
}

struct IssuedVisitor;

impl<'de> Visitor<'de> for IssuedVisitor {
    type Value = IssuedTokens;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with an access token")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<IssuedTokens, A::Error> {
        let (mut access_token, mut refresh_token, mut scope) = (None, None, None);
        let (mut id_token, mut token_type, mut expires_in) = (None, None, None);
        while let Some(field) = map.next_key()? {
            let place = match field {
                Field::AccessToken => &mut access_token,
                Field::RefreshToken => &mut refresh_token,
                Field::Scope => &mut scope,
                Field::IdToken => &mut id_token,
                Field::TokenType => &mut token_type,
                Field::ExpiresIn => {
                    expires_in = map.next_value::<Scalar>()?.seconds();
                    continue;
                }
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *place = map.next_value::<Scalar>()?.text();
        }
        let access_token = access_token.ok_or_else(|| de::Error::missing_field("access_token"))?;
        Ok(IssuedTokens { access_token, refresh_token, scope, id_token, token_type, expires_in })
    }
}

/// The value of a field, as far as it matters here.
enum Scalar {
    Text(String),
    Whole(i64),
    Other,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Whole(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Whole(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, as intended")]
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Whole(number as i64))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

impl Scalar {
    fn text(self) -> Option<Secret> {
        match self {
            Self::Text(text) => Some(Secret::new(text)),
            Self::Whole(_) | Self::Other => None,
        }
    }

    fn seconds(self) -> Option<i32> {
        let seconds = match self {
            Self::Text(text) => text.trim().parse().ok(),
            Self::Whole(number) => Some(number),
            Self::Other => None,
        };
        seconds
            .filter(|seconds| *seconds >= 0)
            .map(|seconds| i32::try_from(seconds).unwrap_or(i32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expires_in(json: &str) -> Option<i32> {
        let body = format!(r#"{{"access_token":"a","expires_in":{json}}}"#);
        serde_json::from_str::<IssuedTokens>(&body).unwrap().expires_in
    }

    #[test]
    fn expires_in_is_read_as_whole_seconds_however_it_is_written() {
        assert_eq!(expires_in("1799"), Some(1799));
        assert_eq!(expires_in(r#""1799""#), Some(1799));
        assert_eq!(expires_in(r#"" 1799 ""#), Some(1799));
        assert_eq!(expires_in("1799.0"), Some(1799));
        assert_eq!(expires_in("99999999999"), Some(i32::MAX));
        for nothing in ["null", "-1", r#""soon""#, "{}", "[1]", "true"] {
            assert_eq!(expires_in(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn of_a_field_that_is_repeated_the_last_one_counts() {
        let repeated = r#"{"access_token":"a","scope":"x","access_token":"b","scope":null}"#;
        let tokens: IssuedTokens = serde_json::from_str(repeated).unwrap();
        assert_eq!((tokens.access_token.expose(), tokens.scope.is_none()), ("b", true));
    }

    #[test]
    fn only_the_access_token_is_needed() {
        let tokens: IssuedTokens = serde_json::from_str(
            r#"{"access_token":"a","scope":["x"],"id_token":{"deep":[1]},"other":1}"#,
        )
        .unwrap();
        assert_eq!(tokens.access_token.expose(), "a");
        assert!(tokens.scope.is_none() && tokens.id_token.is_none());
        for other in [&b"1e999"[..], b"\"\xff\"", br#""\ud800""#] {
            let answer = [br#"{"access_token":"a","other":"#, other, b"}"].concat();
            assert!(serde_json::from_slice::<IssuedTokens>(&answer).is_ok());
        }
        for none in [r"{}", r#"{"access_token":null}"#, r#"{"access_token":7}"#, r#"["a"]"#] {
            assert!(serde_json::from_str::<IssuedTokens>(none).is_err(), "{none}");
        }
    }
}
