use poem::Request;

use super::{UKG_HOST, token_host};

/// Which host a request is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Site {
    /// The tenant with the legacy login service.
    LegacyTenant,
    /// The tenant with UKG Authentication.
    UkgTenant,
    /// The token host of [`UkgTenant`](Self::UkgTenant).
    TokenHost,
    /// Another name, such as `localhost`: all of them.
    Any,
}

impl Site {
    /// By the name in `Host`. `legacy` has the names of the tenant with the legacy login service.
    pub fn of(request: &Request, legacy: &[String]) -> Self {
        let host = request.header("host").unwrap_or_default().to_ascii_lowercase();
        let (name, _) = host.rsplit_once(':').unwrap_or((&host, ""));
        match name {
            UKG_HOST => Self::UkgTenant,
            token_host::HOST => Self::TokenHost,
            name if legacy.iter().any(|host| host == name) => Self::LegacyTenant,
            _ => Self::Any,
        }
    }

    pub fn is_token_host(self) -> bool {
        matches!(self, Self::TokenHost | Self::Any)
    }
}

/// How the legacy token path of a tenant answers that UKG has upgraded. Not known of real tenants.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Upgraded {
    /// With an HTML page.
    NotFound,
    /// As before.
    Works,
}
