use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::Url;

use super::organization::{InvalidOrganization, Organization};
use super::vanity_url::{self, InvalidVanityUrl};

/// The parameter of an authorize URL that names the organization.
const ORGANIZATION: &str = "organization";

/// The token host of UKG Authentication: `https://` and a host name, which all tenants of a region share.
///
/// [`parse`](Self::parse) accepts what UKG's Client Management shows: a token URL, an authorize URL, whose
/// organization is kept, or the host name alone. It refuses what is refused in a vanity URL. A value of
/// this type is safe to display and to log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenUrl {
    host: String,
    organization: Option<Organization>,
}

/// The messages never repeat the input.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidTokenUrl {
    #[error("{}", .0.text("token URL"))]
    Address(InvalidVanityUrl),
    #[error("the organization in the token URL: {0}")]
    Organization(InvalidOrganization),
    /// The address of a text with several organizations is ambiguous.
    #[error("the token URL names more than one organization")]
    Organizations,
}

impl TokenUrl {
    /// Parses a token URL as people paste it.
    pub fn parse(text: &str) -> Result<Self, InvalidTokenUrl> {
        let host = vanity_url::host_in(text).map_err(InvalidTokenUrl::Address)?;
        Ok(Self { host, organization: organization_in(text)? })
    }

    /// In lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The organization that the pasted address named.
    #[must_use]
    pub fn organization(&self) -> Option<&Organization> {
        self.organization.as_ref()
    }

    /// The same host with the organization of one tenant.
    #[must_use]
    pub fn with_organization(self, organization: Option<Organization>) -> Self {
        Self { organization, ..self }
    }

    /// The address of one of the host's endpoints, at a fixed path of this program.
    #[must_use]
    pub fn endpoint(&self, path: &'static str) -> Url {
        vanity_url::endpoint(&self.host, path)
    }
}

fn organization_in(text: &str) -> Result<Option<Organization>, InvalidTokenUrl> {
    let before_fragment = text.split('#').next().unwrap_or_default();
    let Some((_, query)) = before_fragment.split_once('?') else { return Ok(None) };
    let pairs = form_urlencoded::parse(query.trim().as_bytes());
    let mut organizations = pairs.filter(|(name, _)| name == ORGANIZATION);
    let Some((_, organization)) = organizations.next() else { return Ok(None) };
    if organizations.next().is_some() {
        return Err(InvalidTokenUrl::Organizations);
    }
    organization.parse().map(Some).map_err(InvalidTokenUrl::Organization)
}

impl fmt::Display for TokenUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}/oauth/token", self.host)
    }
}

impl FromStr for TokenUrl {
    type Err = InvalidTokenUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
