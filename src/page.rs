//! The pages for people: the start page, where a maker begins, and the reference of the operations.
//!
//! Templates escape whatever is put into them. Actions and fields come from the connector's definition
//! and from the OpenAPI document, so that no page has a list of its own. A page and its assets hold
//! nothing secret and load nothing from another host.

mod assets;
mod field;
pub mod paths;
mod reference;
mod start;
mod try_it;

use thiserror::Error;

use crate::throttle::Rate;
use power_platform::PublicUrl;

pub use assets::{ASSETS, Asset, Assets};
pub use reference::reference;
pub use start::start;
pub use try_it::{Samples, TryIt};

/// What the browser may do on a page: load this facade's own style, script and images, call this
/// facade, and nothing else. Forms are sent by the script alone, never by the browser, which could put
/// what was typed into an address.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// The version of the program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a page says of the facade.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Where it is reachable.
    pub public_url: &'a PublicUrl,
    /// The host of the tenant that is called when a call names none.
    pub default_tenant: Option<&'a str>,
    /// Whether callers need a key.
    pub asks_for_key: bool,
    /// How often a connection may call; `None` is as often as it likes.
    pub throttle: Option<Rate>,
    /// Whether the operations can be tried.
    pub try_it: &'a TryIt,
}

/// A page cannot be made. Found by the tests, never by a user.
#[derive(Debug, Error)]
#[error("a page cannot be made")]
pub struct PageError(#[from] askama::Error);

impl Facts<'_> {
    /// The address of something, as others reach it.
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}
