//! What the tests and tools of this workspace share: a facade, a caller and a tenant to put around it,
//! a Redis server, temporary folders.

#![expect(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod account;
mod caller;
mod folder;
mod installed;
mod platform;
mod program;
mod random;
mod redis_server;
mod running;
mod scripted_tenant;
mod test_clock;
mod wire;

pub use account::Account;
pub use caller::{Caller, Kind, Response};
pub use folder::Folder;
pub use installed::{is_installed, skip, skip_forbidden};
pub use platform::{Connection, Platform};
pub use random::Random;
pub use redis_server::{RedisServer, free_port};
pub use running::{FakeLookup, RunningFacade, Start, ukg_authentication};
pub use scripted_tenant::{
    Act, Authority, Fault, Request, ScriptedTenant, Step, json, raw_response,
};
pub use test_clock::TestClock;
pub use wire::{PATIENCE, Wire, status};

/// The host of the tenant in most tests.
pub const TENANT: &str = "acme.prd.mykronos.com";

/// Another host that the certificate of a tenant in the tests is good for.
pub const NEIGHBOUR: &str = "neighbour.prd.mykronos.com";

/// The token host of UKG Authentication that the certificate of a tenant in the tests is good for.
pub const TOKEN_HOST: &str = "welcome-us.ukg.net";
/// The organization of [`TENANT`] there.
pub const ORGANIZATION: &str = "org_AbC123";

/// A user name, a password, a client id and a client secret that break careless encoding.
pub const USERNAME: &str = " jörg@acme ";
pub const PASSWORD: &str = "p@ss wörd&=+%";
pub const CLIENT_ID: &str = "client id";
pub const CLIENT_SECRET: &str = "SECRET?%Gclient";

/// What UKG's documentation shows as a response.
pub const TOKENS: &str = r#"{
    "access_token": "7a398ff1-1ec4-40de-a21a-f1df5f977710",
    "refresh_token": "ae131028-414c-4fb7-b17d-4a0769bbcd96",
    "scope": "givenName mail nonce openid profile sn uid",
    "id_token": "header.payload.signature",
    "token_type": "Bearer",
    "expires_in": 1799
}"#;

/// The fields of a password grant.
pub fn credentials() -> Vec<(&'static str, &'static str)> {
    vec![
        ("username", USERNAME),
        ("password", PASSWORD),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
    ]
}
