//! Which tenants may be called, and where: vanity URLs, login services, allowed hosts, allowed addresses.
//!
//! A call passes two checks: its host name ([`AllowList`]) before the name is looked up, and every
//! address that the name resolves to ([`address`]) before a connection is opened.

pub mod address;
mod allow_list;
mod organization;
mod pins;
mod token_url;
mod ukg_authentication;
mod vanity_url;

pub use allow_list::{AllowList, HostPattern, InvalidPattern, SharedAllowList};
pub use organization::{InvalidOrganization, InvalidRealm, Organization, Realm};
pub use pins::{InvalidPin, Pin, Pins};
pub use token_url::{InvalidTokenUrl, TokenUrl};
pub use ukg_authentication::{
    AUDIENCE, LoginKind, LoginService, SCOPE, TwoOrganizations, UkgAuthentication,
};
pub use vanity_url::{InvalidVanityUrl, VanityUrl};
