//! The accounts of the simulated tenant: one user and one client, both public knowledge.

pub const USERNAME: &str = "api.user";
pub const PASSWORD: &str = "sandbox-password";
pub const CLIENT_ID: &str = "sandbox-client";
pub const CLIENT_SECRET: &str = "sandbox-secret";
/// The only key that [`InvalidAppKey`](super::Scenario::InvalidAppKey) accepts.
pub const APP_KEY: &str = "sandbox-app-key";
/// A second client with the same secret, for tokens that were issued to another client.
pub const OTHER_CLIENT_ID: &str = "other-client";

#[must_use]
pub fn is_client(id: &str, secret: &str) -> bool {
    [CLIENT_ID, OTHER_CLIENT_ID].contains(&id) && secret == CLIENT_SECRET
}
