//! What the tokens of UKG Authentication say.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{ISSUER, ORGANIZATION};
use crate::tenant::AUDIENCE;

/// What an access token is about.
pub struct Subject<'a> {
    /// `None` for a client without a user.
    pub username: Option<&'a str>,
    pub client_id: &'a str,
    /// Separated by spaces.
    pub scope: &'a str,
}

pub fn has_scope(scope: &str, name: &str) -> bool {
    scope.split(' ').any(|granted| granted == name)
}

impl Subject<'_> {
    fn id(&self) -> String {
        match self.username {
            Some(username) => format!("auth0|{username}"),
            None => format!("{}@clients", self.client_id),
        }
    }

    /// The times are Unix time. No two tokens are equal.
    pub fn access_token(&self, now: u64, end: u64) -> Value {
        let audience = if has_scope(self.scope, "openid") {
            json!([AUDIENCE, format!("{ISSUER}userinfo")])
        } else {
            json!(AUDIENCE)
        };
        json!({
            "iss": ISSUER,
            "sub": self.id(),
            "aud": audience,
            "iat": now,
            "exp": end,
            "azp": self.client_id,
            "scope": self.scope,
            "org_id": ORGANIZATION,
            "jti": Uuid::new_v4().to_string(),
        })
    }

    pub fn id_token(&self, now: u64, end: u64) -> Value {
        json!({
            "iss": ISSUER,
            "sub": self.id(),
            "aud": self.client_id,
            "iat": now,
            "exp": end,
            "org_id": ORGANIZATION,
        })
    }
}

/// Whether a token with these claims gives access to the tenant's data.
pub fn give_access(claims: &Value, now: u64) -> bool {
    let is_for_wfm = match &claims["aud"] {
        Value::Array(audiences) => audiences.iter().any(|audience| audience == AUDIENCE),
        audience => audience == AUDIENCE,
    };
    is_for_wfm && claims["exp"].as_u64().is_some_and(|end| end > now)
}
