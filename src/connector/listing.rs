//! The connector's own texts, as the page of the published connector has them. The texts of the
//! operations are the doc comments of the operations and their types.

use power_platform::swagger::MetadataProperty;
use power_platform::{BrandColor, CallLimit};

use crate::throttle::Rate;

/// Raised by hand when the contract changes.
pub const CONTRACT_VERSION: &str = "1.1";
pub const TITLE: &str = "UKG PRO WFM Authentication";
pub const DESCRIPTION: &str = "Uses the UKG Pro Workforce Management (WFM) authentication API to \
    generate an OAuth 2.0 access token, enabling secure and authenticated communication with UKG Pro \
    WFM APIs. This ensures proper authorization for accessing workforce data and functionality. The \
    connector simplifies authentication, supports seamless integration, and allows organizations to \
    build custom solutions, automate workflows, and securely interact with workforce-related data \
    while adhering to industry standards.";
pub const ACCOUNT_TITLE: &str = "UKG PRO WFM Account";
pub const ACCOUNT_DESCRIPTION: &str = "Gets an OAuth 2.0 access token for the UKG Pro Workforce \
    Management (WFM) APIs with the account of the connection, so that no flow contains a password. A \
    token that is still valid is handed out again instead of a new login, and a password that was \
    refused is not tried again and again. A new password is an edit of one connection.";
pub const PROFILE_TITLE: &str = "UKG PRO WFM Profile";
pub const PROFILE_DESCRIPTION: &str = "Gets an OAuth 2.0 access token for the UKG Pro Workforce \
    Management (WFM) APIs with an account that the service keeps. The connection holds an API key and \
    no password, so that neither flows nor connections contain a secret of UKG. A token that is still \
    valid is handed out again instead of a new login.";
pub const CONTACT_NAME: &str = "KGS";
pub const CONTACT_URL: &str = "https://www.ukg.com/support";
pub const CONTACT_EMAIL: &str = "support@ukg.com";
pub const PUBLISHER: &str = "UKG, Inc.";
pub const WEBSITE: &str = "https://www.ukg.com/";
pub const PRIVACY_POLICY: &str = "https://www.ukg.com/privacy";
pub const CATEGORIES: &str = "Human Resources";

/// The default colour behind the icon. It is not a publisher's brand colour.
pub const BRAND_COLOR: BrandColor = BrandColor { rgb: [0x00, 0x51, 0x51] };
pub const ACCOUNT_BRAND_COLOR: BrandColor = BrandColor { rgb: [0x3d, 0x2c, 0x6b] };
pub const PROFILE_BRAND_COLOR: BrandColor = BrandColor { rgb: [0x6b, 0x37, 0x0f] };
/// The default prefix of the publisher in Dataverse.
pub const SOLUTION_PREFIX: &str = "prowfm";

/// The default throttle, as the reference page states it.
pub const CALL_LIMIT: CallLimit =
    CallLimit { calls: Rate::PUBLISHED.calls.get(), seconds: Rate::PUBLISHED.window.as_secs() };

// In the designer: the name of a field, its placeholder, the text on hover.
pub const VANITY_URL_NAME: &str = "PRO WFM Vanity URL";
pub const VANITY_URL_DESCRIPTION: &str = "https://<hostname>.mykronos.com";
pub const VANITY_URL_TOOLTIP: &str = "Provide the PRO WFM vanity URL of your tenant";

pub const USERNAME_NAME: &str = "User Name";
pub const USERNAME_DESCRIPTION: &str = "A user of UKG Pro WFM with the authentication type Basic.";
pub const USERNAME_TOOLTIP: &str = "Provide the name of a user that only programs use. Everyone who may \
    use this connection acts as this user";

pub const PASSWORD_NAME: &str = "Password";
pub const PASSWORD_DESCRIPTION: &str = "The password of this user.";
pub const PASSWORD_TOOLTIP: &str = "Provide the password of this user";

pub const CLIENT_ID_NAME: &str = "Client ID";
pub const CLIENT_ID_DESCRIPTION: &str = "The oAuth client ID assigned to this Pro WFM tenant.";
pub const CLIENT_ID_TOOLTIP: &str = "Provide the client ID of your tenant";

pub const CLIENT_SECRET_NAME: &str = "Client Secret";
pub const CLIENT_SECRET_DESCRIPTION: &str =
    "The oAuth client secret assigned to this Pro WFM tenant.";
pub const CLIENT_SECRET_TOOLTIP: &str = "Provide the client secret of your tenant";

pub const TOKEN_URL_NAME: &str = "Token URL";
pub const TOKEN_URL_DESCRIPTION: &str = "https://welcome-us.ukg.net/oauth/token";
pub const TOKEN_URL_TOOLTIP: &str =
    "Only for a tenant that uses UKG Authentication: provide its token URL";

pub const ORGANIZATION_NAME: &str = "Organization ID";
pub const ORGANIZATION_DESCRIPTION: &str = "org_AbCdEfGhIjKlMnOp";
pub const ORGANIZATION_TOOLTIP: &str = "Only for a tenant that uses UKG Authentication: provide its \
    Organization ID";

pub const REALM_NAME: &str = "Realm";
pub const REALM_DESCRIPTION: &str = "The realm of the tenant, if it is a special one.";
pub const REALM_TOOLTIP: &str = "Only if UKG assigned a realm to your tenant: provide it";

pub const FRESH_NAME: &str = "Fresh Token";

pub const API_KEY_NAME: &str = "API Key";
pub const API_KEY_DESCRIPTION: &str = "The API key that was issued for this service.";
pub const API_KEY_TOOLTIP: &str = "Provide your API key";

pub const KEY_NAME_NAME: &str = "Key Name";
pub const KEY_NAME_DESCRIPTION: &str = "The name of the API key that was issued for this service.";
pub const KEY_NAME_TOOLTIP: &str = "Provide the name of your API key";

/// What the catalogue of connectors shows.
#[must_use]
pub fn metadata() -> Vec<MetadataProperty> {
    [("Website", WEBSITE), ("Privacy policy", PRIVACY_POLICY), ("Categories", CATEGORIES)]
        .map(|(name, value)| MetadataProperty {
            property_name: name.to_owned(),
            property_value: value.to_owned(),
        })
        .into()
}
