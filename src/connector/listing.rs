//! The connector's own texts, as the published page has them. The texts of the operations stand at
//! the operations.

use power_platform::swagger::MetadataProperty;
use power_platform::{BrandColor, CallLimit};

use crate::throttle::Rate;

/// Raised by hand with the contract.
pub const CONTRACT_VERSION: &str = "1.0";
/// The connector's name.
pub const TITLE: &str = "UKG PRO WFM Authentication";
/// What it does.
pub const DESCRIPTION: &str = "Uses the UKG Pro Workforce Management (WFM) authentication API to \
    generate an OAuth 2.0 access token, enabling secure and authenticated communication with UKG Pro \
    WFM APIs. This ensures proper authorization for accessing workforce data and functionality. The \
    connector simplifies authentication, supports seamless integration, and allows organizations to \
    build custom solutions, automate workflows, and securely interact with workforce-related data \
    while adhering to industry standards.";
/// Whom to ask.
pub const CONTACT_NAME: &str = "KGS";
/// Where to ask.
pub const CONTACT_URL: &str = "https://www.ukg.com/support";
/// Whom to write to.
pub const CONTACT_EMAIL: &str = "support@ukg.com";
/// Who publishes it.
pub const PUBLISHER: &str = "UKG, Inc.";
/// The publisher's website.
pub const WEBSITE: &str = "https://www.ukg.com/";
/// The publisher's privacy policy.
pub const PRIVACY_POLICY: &str = "https://www.ukg.com/privacy";
/// Where the catalogue files it.
pub const CATEGORIES: &str = "Human Resources";

/// The colour behind the icon, unless another one is given: not a publisher's own.
pub const BRAND_COLOR: BrandColor = BrandColor { rgb: [0x00, 0x51, 0x51] };
/// The prefix of the publisher in Dataverse, unless another one is given.
pub const SOLUTION_PREFIX: &str = "prowfm";

/// How many calls a connection may make, for the reference page.
pub const CALL_LIMIT: CallLimit =
    CallLimit { calls: Rate::PUBLISHED.calls.get(), seconds: Rate::PUBLISHED.window.as_secs() };

/// The connection parameter's name in the designer.
pub const VANITY_URL_NAME: &str = "PRO WFM Vanity URL";
/// What to enter.
pub const VANITY_URL_DESCRIPTION: &str = "https://<hostname>.mykronos.com";
/// What to enter, in words.
pub const VANITY_URL_TOOLTIP: &str = "Provide the PRO WFM vanity URL of your tenant";

/// The name of the API key in the designer.
pub const API_KEY_NAME: &str = "API Key";
/// What to enter.
pub const API_KEY_DESCRIPTION: &str = "The API key that was issued for this service.";
/// What to enter, in words.
pub const API_KEY_TOOLTIP: &str = "Provide your API key";

/// `x-ms-connector-metadata` of the definition.
#[must_use]
pub fn metadata() -> Vec<MetadataProperty> {
    [("Website", WEBSITE), ("Privacy policy", PRIVACY_POLICY), ("Categories", CATEGORIES)]
        .map(|(name, value)| MetadataProperty {
            property_name: name.to_owned(),
            property_value: value.to_owned(),
        })
        .into()
}
