//! A call as it usually is, with lengths and characters from life.

use prowfm_auth::secret::Secret;
use prowfm_auth::token::{ClientCredentials, Grant, PasswordGrant};

/// A user, with what a form has to encode.
pub const USERNAME: &str = "svc.payroll+flows@acme.example";
/// The password, the same.
pub const PASSWORD: &str = "p@ss wörd&=+%7Tq!x2";
pub const CLIENT_ID: &str = "7c1Gm0tYcVbQ2eXkz5wLr8uJfHs4dNpA";
/// Its secret, the same as a form has to encode it.
pub const CLIENT_SECRET: &str = "Zk93/bQ+x7Lw1pVt5mRc2yHd8sGn6aFe";
pub const HOST: &str = "acme-nosso.prd.mykronos.com";

pub const FIELDS: [(&str, &str); 4] = [
    ("username", USERNAME),
    ("password", PASSWORD),
    ("client_id", CLIENT_ID),
    ("client_secret", CLIENT_SECRET),
];

/// What they are bound to.
pub fn grant() -> Grant {
    Grant::Password(PasswordGrant {
        username: Secret::from(USERNAME),
        password: Secret::from(PASSWORD),
        client: ClientCredentials {
            id: Secret::from(CLIENT_ID),
            secret: Secret::from(CLIENT_SECRET),
        },
        auth_chain: Secret::from(prowfm_auth::token::AUTH_CHAIN),
        scope: None,
    })
}

/// A JSON Web Token by its looks.
pub fn web_token(length: usize) -> String {
    let letters = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']);
    format!("eyJhbGciOiJSUzI1NiJ9.{}", letters.cycle().take(length).collect::<String>())
}
