//! Who may log in: one user and one client, both public knowledge.

/// The user.
pub const USERNAME: &str = "api.user";
/// The user's password.
pub const PASSWORD: &str = "sandbox-password";
/// The client.
pub const CLIENT_ID: &str = "sandbox-client";
/// The client's secret.
pub const CLIENT_SECRET: &str = "sandbox-secret";
/// The app key that the scenario of an unknown one knows.
pub const APP_KEY: &str = "sandbox-app-key";
/// A second client, for tokens that were issued to somebody else.
pub const OTHER_CLIENT_ID: &str = "other-client";

/// Whether a client of that name has that secret. Both clients have the same one.
#[must_use]
pub fn is_client(id: &str, secret: &str) -> bool {
    [CLIENT_ID, OTHER_CLIENT_ID].contains(&id) && secret == CLIENT_SECRET
}
