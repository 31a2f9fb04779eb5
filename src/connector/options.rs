use clap::ValueEnum;

use super::publisher::Publisher;
use power_platform::BrandColor;
use power_platform::PublicUrl;

/// For which product, or for which step of its life, a connector is made.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, ValueEnum)]
pub enum Variant {
    /// Power Automate, Power Apps and Copilot Studio.
    PowerPlatform,
    /// The same for certification: with stackOwner and a test of the connection.
    Certification,
    /// Azure Logic Apps, which has no policies: the tenant is a field of the action.
    LogicApps,
}

/// What is asked for in a connector.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// For which product.
    pub variant: Variant,
    /// Where the facade is.
    pub public_url: PublicUrl,
    /// Whether the facade asks for an API key.
    pub with_api_key: bool,
    /// Whether the facade has a default tenant, so that an action need not name one.
    pub with_default_tenant: bool,
    /// Who publishes the connector.
    pub publisher: Publisher,
    /// Behind the icon.
    pub brand_color: BrandColor,
}

impl Blueprint {
    /// The connector of the contract, at this address.
    #[must_use]
    pub fn new(variant: Variant, public_url: PublicUrl) -> Self {
        Self {
            variant,
            public_url,
            with_api_key: false,
            with_default_tenant: false,
            publisher: Publisher::default(),
            brand_color: BrandColor::default(),
        }
    }
}
