//! Every body becomes the request that its sender meant, or an error that shows
//! nothing of it.

use prowfm_auth::api::body::{BodyOf, MediaType, decode};
use prowfm_auth::api::{InvalidRequest, OAuthGrant, OAuthRevocation, Refresh};
use prowfm_auth::tenant::LoginService;
use prowfm_auth::token::{AUTH_CHAIN, Grant, PASSWORD_REALM, Parameter, Revocation, TenantRequest};
use prowfm_auth::upstream::request::form;

/// Every field with the most characters that it may have.
const FIELDS: [(&str, usize); 13] = [
    ("username", 4_096),
    ("password", 4_096),
    ("client_id", 4_096),
    ("client_secret", 4_096),
    ("refresh_token", 16_384),
    ("token", 16_384),
    ("grant_type", 256),
    ("auth_chain", 256),
    ("scope", 4_096),
    ("realm", 256),
    ("organization", 128),
    ("audience", 256),
    ("token_type_hint", 256),
];

/// A request as it would be sent to a tenant.
trait Sent: BodyOf {
    fn sent(&self) -> Vec<Parameter<'_>>;
}

fn sent_to_legacy<R: TenantRequest>(request: &R) -> Vec<Parameter<'_>> {
    request.parameters(&LoginService::Legacy).expect("every request of a body is possible")
}

impl Sent for Grant {
    fn sent(&self) -> Vec<Parameter<'_>> {
        sent_to_legacy(self)
    }
}

impl Sent for Refresh {
    fn sent(&self) -> Vec<Parameter<'_>> {
        sent_to_legacy(&self.0)
    }
}

impl Sent for Revocation {
    fn sent(&self) -> Vec<Parameter<'_>> {
        sent_to_legacy(self)
    }
}

/// To a legacy tenant, whose fields are all of the caller's. That gets no client grant.
impl Sent for OAuthGrant {
    fn sent(&self) -> Vec<Parameter<'_>> {
        match &self.grant {
            Grant::Client(grant) => vec![
                ("grant_type", "client_credentials"),
                ("client_id", grant.client.id.expose()),
                ("client_secret", grant.client.secret.expose()),
            ],
            grant => sent_to_legacy(grant),
        }
    }
}

impl Sent for OAuthRevocation {
    fn sent(&self) -> Vec<Parameter<'_>> {
        sent_to_legacy(&self.0)
    }
}

/// Holds for every body.
///
/// # Panics
///
/// When it does not.
pub fn hold(body: &[u8]) {
    for media_type in MediaType::ALL {
        hold_for::<Grant>(media_type, body);
        hold_for::<Refresh>(media_type, body);
        hold_for::<Revocation>(media_type, body);
        hold_for::<OAuthGrant>(media_type, body);
        hold_for::<OAuthRevocation>(media_type, body);
    }
}

fn read<T: BodyOf>(media_type: MediaType, body: &[u8]) -> Result<T, InvalidRequest> {
    T::from_fields(decode(media_type, body)?)
}

fn hold_for<T: Sent>(media_type: MediaType, body: &[u8]) {
    let request = match read::<T>(media_type, body) {
        Ok(request) => request,
        Err(failure) => return shows_nothing(&failure),
    };
    let sent = request.sent();
    if let Some(meant) = Meant::of(media_type, body) {
        for (name, value) in &sent {
            meant.compare(name, value);
        }
    }
    // What goes to the tenant is a body that means the same here.
    let again = read::<T>(MediaType::Form, &form(&sent)).map_err(|failure| failure.to_string());
    let again = again.expect("what is sent is a request itself");
    assert!(again.sent() == sent, "what is sent means something else");
}

/// A body as libraries read it that know nothing of the rules here.
enum Meant {
    Object(serde_json::Map<String, serde_json::Value>),
    Pairs(Vec<(String, String)>),
}

impl Meant {
    fn of(media_type: MediaType, body: &[u8]) -> Option<Self> {
        if media_type == MediaType::Json || body.trim_ascii_start().starts_with(b"{") {
            return serde_json::from_slice(body).ok().map(Self::Object);
        }
        Some(Self::Pairs(form_urlencoded::parse(body).into_owned().collect()))
    }

    /// The values of a field that has one.
    fn values(&self, name: &str) -> Vec<&str> {
        let values: Vec<&str> = match self {
            Self::Object(object) => {
                let value = object.get(name).filter(|value| !value.is_null());
                value
                    .map(|value| value.as_str().expect("only texts make a request"))
                    .into_iter()
                    .collect()
            }
            Self::Pairs(pairs) => {
                pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| &**value).collect()
            }
        };
        values.into_iter().filter(|value| !value.is_empty()).collect()
    }

    fn compare(&self, name: &str, value: &str) {
        let most = FIELDS.iter().find(|(field, _)| *field == name).expect("the field is known").1;
        assert!((1..=most).contains(&value.chars().count()), "{name} is empty or too long");
        match (name, &self.values(name)[..]) {
            // The paths for refreshing need none.
            ("grant_type", []) => {}
            ("grant_type", [PASSWORD_REALM]) => assert_eq!(value, "password"),
            ("auth_chain", []) => assert_eq!(value, AUTH_CHAIN),
            (_, [one]) => assert_eq!(*one, value, "{name} has another value"),
            (_, values) => panic!("{name} was sent {} times", values.len()),
        }
    }
}

fn shows_nothing(invalid: &InvalidRequest) {
    use InvalidRequest::{
        Invalid, Missing, NotEncoded, NotJson, NotText, Repeated, TooLong, UnknownGrantType,
        UnsupportedGrantType,
    };
    match invalid {
        UnsupportedGrantType | UnknownGrantType | NotJson => {}
        Missing(name) | Repeated(name) | NotText(name) | NotEncoded(name) | Invalid(name) => {
            is_a_field(name);
        }
        TooLong(name) => is_a_field(name),
        other => panic!("no body makes this failure: {other}"),
    }
}

fn is_a_field(name: &str) {
    assert!(FIELDS.iter().any(|(field, _)| *field == name), "{name} is no field of ours");
}
