//! The pages for people: the start page, where a maker begins, and the reference of the operations.
//!
//! Templates escape all values. Actions and fields come from the connector's definition, so that no page
//! has a list of its own. A page and its assets contain no secrets and load nothing from other hosts.

mod assets;
mod example;
mod field;
pub mod paths;
mod reference;
mod start;
mod try_it;
mod wrong_address;

use thiserror::Error;

use crate::throttle::Rate;
use power_platform::PublicUrl;
use power_platform::swagger::{Document, Operation};

pub use assets::{ASSETS, Asset, Assets};
pub use reference::reference;
pub use start::start;
pub use try_it::{SampleFailure, Samples, TryIt};
pub use wrong_address::{Called, wrong_address};

/// A page may load this facade's own style, script and images, call this facade, and nothing else. The
/// script alone sends forms: a browser could put what was typed into an address.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// How a page's links to what is beside it begin: both pages are at the root.
const ROOT: &str = "";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a page says about the facade.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub public_url: &'a PublicUrl,
    /// The host of the tenant for calls that name none.
    pub default_tenant: Option<&'a str>,
    /// Where that tenant logs in, if it uses UKG Authentication.
    pub token_host: Option<&'a str>,
    /// Whether callers need an API key.
    pub asks_for_key: bool,
    /// The limit per connection; `None` is no limit.
    pub throttle: Option<Rate>,
    pub try_it: &'a TryIt,
}

/// A template failed. Found by the tests, never by a user.
#[derive(Debug, Error)]
#[error("a page cannot be made")]
pub struct PageError(#[from] askama::Error);

/// The operations of a document with their methods and paths.
fn operations(document: &Document) -> impl Iterator<Item = (&'static str, &str, &Operation)> {
    document.paths.iter().flat_map(|(path, item)| {
        let by_method = [("GET", &item.get), ("POST", &item.post)];
        by_method.into_iter().filter_map(move |(method, operation)| {
            Some((method, path.as_str(), operation.as_ref()?))
        })
    })
}

/// A page without the empty lines that the control structures of its template leave.
fn rendered(template: &impl askama::Template) -> Result<String, PageError> {
    let page = template.render()?;
    Ok(page.lines().filter(|line| !line.trim().is_empty()).flat_map(|line| [line, "\n"]).collect())
}

impl Facts<'_> {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}
