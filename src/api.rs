//! The operations as callers see them: bodies, headers, responses, errors.
//!
//! One file per operation. The doc comments on operations, request types and response types *are* the
//! texts of the connector: its definition is generated from them. The order of an operation's parameters
//! is the order of its checks: the caller first, the body last.

mod basic;
pub mod body;
mod call;
mod caller;
mod failure;
mod fresh;
mod gate;
mod get_access_token;
mod get_client_access_token;
mod get_connection_access_token;
mod get_profile_access_token;
mod headers;
mod health;
mod invalid_request;
mod json_body;
mod kept;
mod login;
mod oauth_revoke;
mod oauth_token;
mod refresh_access_token;
mod responses;
mod revoke_token;
mod schema;
mod tenants;
mod tokens;
mod unfinished_bodies;

use std::sync::Arc;

use poem_openapi::OpenApi;
use poem_openapi::registry::MetaApi;

pub use body::BODY_DEADLINE;
pub use call::{Call, Notes};
pub use caller::CallContext;
pub use failure::{Asked, CrossSite, ErrorCode, ErrorResponse, Failure};
use fresh::Fresh;
pub use gate::Gate;
pub use get_access_token::GetAccessToken;
pub use get_client_access_token::GetClientAccessToken;
use get_connection_access_token::Account;
pub use get_connection_access_token::GetConnectionAccessToken;
pub use get_profile_access_token::GetProfileAccessToken;
use headers::TenantHeaders;
pub use headers::{
    API_KEY_HEADER, APP_KEY_HEADER, CLIENT_ID_HEADER, CLIENT_SECRET_HEADER, ORGANIZATION_HEADER,
    REALM_HEADER, TOKEN_URL_HEADER, VANITY_URL_HEADER, is_about_tenant,
};
pub use health::Health;
pub use invalid_request::InvalidRequest;
pub use json_body::JsonBody;
pub use kept::Kept;
pub use oauth_revoke::{OAuthRevocation, OAuthRevoke};
pub use oauth_token::{GRANT_TYPES, OAuthGrant, OAuthToken};
pub use refresh_access_token::{Refresh, RefreshAccessToken};
pub use revoke_token::RevokeToken;
pub use tenants::{OwnSettings, TenantCalls};

/// Every error code that a caller may see, explained: those of this service, then UKG's.
pub fn error_codes() -> impl Iterator<Item = &'static ErrorCode> {
    failure::OWN.iter().chain(&failure::OF_UKG)
}

macro_rules! operations {
    ($($operation:ident),*) => {
        /// All operations in the order of the connector: the published one first.
        pub type Operations = ($($operation,)* Health);

        #[must_use]
        pub fn operations(tenants: &Arc<TenantCalls>) -> Operations {
            ($($operation(Arc::clone(tenants)),)* Health)
        }
    };
}

operations!(
    GetAccessToken,
    RefreshAccessToken,
    RevokeToken,
    GetClientAccessToken,
    GetConnectionAccessToken,
    GetProfileAccessToken,
    OAuthToken,
    OAuthRevoke
);

/// The operation that takes user name and password by HTTP Basic.
pub const CONNECTION_ID: &str = "GetConnectionAccessToken";
const PROFILE_ID: &str = "GetProfileAccessToken";

/// Whether an operation takes user name and password by HTTP Basic.
#[must_use]
pub fn takes_basic(operation_id: &str) -> bool {
    operation_id == CONNECTION_ID
}

/// The descriptions of the operations, with the headers that they read.
#[must_use]
pub fn described() -> Vec<MetaApi> {
    let mut apis = Operations::meta();
    let paths = apis.iter_mut().flat_map(|api| &mut api.paths);
    for operation in paths.flat_map(|path| &mut path.operations) {
        match operation.operation_id {
            Some("TestConnection") => {}
            Some(CONNECTION_ID) => {
                let headers = TenantHeaders::documented().chain(Account::documented());
                operation.params.splice(0..0, headers.chain([Fresh::documented()]));
                failure::describe_account(&mut operation.responses);
            }
            Some(PROFILE_ID) => {
                operation.params.insert(0, Fresh::documented());
                failure::describe_account(&mut operation.responses);
            }
            _ => drop(operation.params.splice(0..0, TenantHeaders::documented())),
        }
    }
    apis
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
