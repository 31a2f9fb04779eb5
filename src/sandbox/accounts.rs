//! The accounts of the simulated tenants: one user and a few clients, all public knowledge. User and
//! client are the same for both login services, as they are for a tenant that UKG has upgraded.

pub const USERNAME: &str = "api.user";
pub const PASSWORD: &str = "sandbox-password";
pub const CLIENT_ID: &str = "sandbox-client";
/// Of all clients.
pub const CLIENT_SECRET: &str = "sandbox-secret";
/// The only key that [`InvalidAppKey`](super::Scenario::InvalidAppKey) accepts.
pub const APP_KEY: &str = "sandbox-app-key";
/// A second client, for tokens that were issued to another client.
pub const OTHER_CLIENT_ID: &str = "other-client";
/// A client of UKG Authentication that gets tokens without a user.
pub const NON_INTERACTIVE_CLIENT_ID: &str = "sandbox-service";

/// What a client of UKG Authentication may do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Flow {
    /// Passwords.
    Interactive,
    /// Client credentials.
    NonInteractive,
}

/// Whether this is a client of the legacy login service.
#[must_use]
pub fn is_client(id: &str, secret: &str) -> bool {
    flow(id, secret) == Some(Flow::Interactive)
}

/// The flow of a client of UKG Authentication; `None` for an unknown client or a wrong secret.
#[must_use]
pub fn flow(id: &str, secret: &str) -> Option<Flow> {
    match id {
        _ if secret != CLIENT_SECRET => None,
        CLIENT_ID | OTHER_CLIENT_ID => Some(Flow::Interactive),
        NON_INTERACTIVE_CLIENT_ID => Some(Flow::NonInteractive),
        _ => None,
    }
}
