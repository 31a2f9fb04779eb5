use power_platform::BrandColor;

use super::listing;

/// The connectors of this service: each has operations, a title, an address and an icon of its own.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    /// The published connector: the account is in the fields of its actions.
    Action,
    /// The account is in the connection.
    Account,
    /// The account is on the server; the connection holds an API key.
    Profile,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Action, Self::Account, Self::Profile];

    /// The ids of its actions.
    #[must_use]
    pub fn operations(self) -> &'static [&'static str] {
        match self {
            Self::Action => {
                &["GetAccessToken", "RefreshAccessToken", "RevokeToken", "GetClientAccessToken"]
            }
            Self::Account => &["GetConnectionAccessToken"],
            Self::Profile => &["GetProfileAccessToken"],
        }
    }

    /// The operation that tests a connection. A connection without an account only shows whether the
    /// service is there. One with an account logs in, so that a wrong password is found at once; a kept
    /// token answers most tests, and the guard against lock-out holds for them.
    #[must_use]
    pub fn test(self) -> &'static str {
        match self {
            Self::Action => "TestConnection",
            Self::Account => "GetConnectionAccessToken",
            Self::Profile => "GetProfileAccessToken",
        }
    }

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Action => listing::TITLE,
            Self::Account => listing::ACCOUNT_TITLE,
            Self::Profile => listing::PROFILE_TITLE,
        }
    }

    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Action => listing::DESCRIPTION,
            Self::Account => listing::ACCOUNT_DESCRIPTION,
            Self::Profile => listing::PROFILE_DESCRIPTION,
        }
    }

    /// The default colour behind the icon.
    #[must_use]
    pub fn brand_color(self) -> BrandColor {
        match self {
            Self::Action => listing::BRAND_COLOR,
            Self::Account => listing::ACCOUNT_BRAND_COLOR,
            Self::Profile => listing::PROFILE_BRAND_COLOR,
        }
    }

    /// The path below which the facade serves its files.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Action => "",
            Self::Account => "/account",
            Self::Profile => "/profile",
        }
    }
}
