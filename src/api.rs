//! The three operations as callers see them: bodies, headers, answers, errors.
//!
//! One file per operation. The doc comments on the request and response types and on the operations
//! *are* the texts of the connector, and the types are its only list of fields: the connector's
//! definition is generated from them.

mod answers;
pub mod body;
mod call;
mod failure;
mod gate;
mod get_access_token;
mod headers;
mod health;
mod json_body;
mod refresh_access_token;
mod revoke_token;
mod schema;
mod tenants;

use std::sync::Arc;

use poem_openapi::OpenApi;
use poem_openapi::registry::{MetaApi, Registry};

pub use answers::TokenResponse;
pub use body::{BODY_DEADLINE, InvalidRequest};
pub use call::CallRecord;
pub use failure::{CallKind, ErrorResponse, Failure};
pub use gate::Gate;
pub use get_access_token::{AccessTokenRequest, GetAccessToken};
pub use headers::{API_KEY_HEADER, APP_KEY_HEADER, VANITY_URL_HEADER};
pub use health::Health;
pub use json_body::Written;
pub use refresh_access_token::{Refresh, RefreshAccessToken, RefreshTokenRequest};
pub use revoke_token::{RevocationRequest, RevokeToken};
pub use tenants::TenantCalls;

/// All operations, in the order of the connector: the published one first.
pub type Operations = (GetAccessToken, RefreshAccessToken, RevokeToken, Health);

/// The operations, served through these calls to tenants.
#[must_use]
pub fn operations(calls: &Arc<TenantCalls>) -> Operations {
    (
        GetAccessToken::new(Arc::clone(calls)),
        RefreshAccessToken::new(Arc::clone(calls)),
        RevokeToken::new(Arc::clone(calls)),
        Health,
    )
}

/// What poem-openapi knows of the operations: the source of every document. Starts nothing.
#[must_use]
pub fn metadata() -> (Vec<MetaApi>, Registry) {
    let mut registry = Registry::new();
    Operations::register(&mut registry);
    (Operations::meta(), registry)
}

/// The paths of the operations with the methods that they support.
#[must_use]
pub fn methods() -> Vec<(String, String)> {
    let paths = Operations::meta().into_iter().flat_map(|api| api.paths);
    paths
        .map(|path| {
            let methods: Vec<_> = path.operations.iter().map(|o| o.method.to_string()).collect();
            (path.path, methods.join(", "))
        })
        .collect()
}
