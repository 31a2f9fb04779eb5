use std::fmt;
use std::str::FromStr;

use power_platform::{BrandColor, PublicUrl};
use thiserror::Error;

use super::{Kind, listing};

/// The product that a connector is made for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Variant {
    /// Power Automate, Power Apps and Copilot Studio.
    PowerPlatform,
    /// The same for certification, which wants a stack owner and an operation that tests a connection.
    Certification,
    /// Azure Logic Apps, which has no policies: the tenant is a field of the action.
    LogicApps,
}

impl Variant {
    pub const ALL: [Self; 3] = [Self::PowerPlatform, Self::Certification, Self::LogicApps];
}

/// What differs between the connectors that can be made.
#[derive(Clone, Debug)]
pub struct ConnectorOptions {
    pub kind: Kind,
    pub variant: Variant,
    pub public_url: PublicUrl,
    /// Whether the facade asks for an API key.
    pub with_api_key: bool,
    /// Whether the facade has a default tenant, so that an action need not name one.
    pub with_default_tenant: bool,
    pub publisher: Publisher,
    pub brand_color: BrandColor,
}

impl ConnectorOptions {
    /// The connector of the contract, but for its address.
    #[must_use]
    pub fn new(variant: Variant, public_url: PublicUrl) -> Self {
        Self::of(Kind::Action, variant, public_url)
    }

    #[must_use]
    pub fn of(kind: Kind, variant: Variant, public_url: PublicUrl) -> Self {
        Self {
            kind,
            variant,
            public_url,
            with_api_key: false,
            with_default_tenant: false,
            publisher: Publisher::default(),
            brand_color: kind.brand_color(),
        }
    }
}

/// Who publishes the connector: one line of text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Publisher(String);

impl Publisher {
    const MAX_CHARACTERS: usize = 100;
}

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("expected one line of 1 to 100 characters")]
pub struct InvalidPublisher;

impl Default for Publisher {
    fn default() -> Self {
        Self(listing::PUBLISHER.to_owned())
    }
}

impl FromStr for Publisher {
    type Err = InvalidPublisher;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let length = text.chars().count();
        if (1..=Self::MAX_CHARACTERS).contains(&length) && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPublisher)
        }
    }
}

impl fmt::Display for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
