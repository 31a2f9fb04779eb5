//! The OAuth exchange itself: grants, revocation, the tokens that come back, the errors of RFC 6749.
//!
//! Knows no web framework and no HTTP client. What is submitted or issued is a [`Secret`] from the
//! moment it is decoded to the moment it is encoded again; the buffers of sockets before and behind
//! are not ours to wipe.

mod grant;
mod issued;
mod oauth_error;
mod revocation;

pub use grant::{AUTH_CHAIN, ClientCredentials, Grant, PasswordGrant, RefreshGrant};
pub use issued::IssuedTokens;
pub use oauth_error::{OAuthError, plain_code, registered_code};
pub use revocation::Revocation;

/// One field of a token request as it goes over the wire: its name and its value.
pub type Parameter<'a> = (&'static str, &'a str);
