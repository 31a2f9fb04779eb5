//! The OAuth exchange: grants, revocation, issued tokens, the errors of RFC 6749.
//!
//! Knows no web framework and no HTTP client. Every submitted or issued value is a
//! [`Secret`](crate::secret::Secret) from decoding to encoding; the buffers of sockets are not ours to
//! wipe.

mod client_credentials;
mod grant;
mod issued;
mod oauth_error;
mod revocation;
mod tenant_request;

pub use client_credentials::ClientCredentials;
pub use grant::{AUTH_CHAIN, ClientGrant, Grant, PASSWORD_REALM, PasswordGrant, RefreshGrant};
pub use issued::IssuedTokens;
pub use oauth_error::{OAuthError, plain_code, registered_code, registered_codes};
pub use revocation::{Revocation, Revoked};
pub use tenant_request::{NotPossible, RequestKind, SuccessBody, TenantRequest, UnexpectedBody};

/// A field of a request to a tenant: name and value.
pub type Parameter<'a> = (&'static str, &'a str);
