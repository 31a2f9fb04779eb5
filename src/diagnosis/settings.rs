use std::fmt::Write as _;

use crate::tenant::{LoginKind, TokenUrl, VanityUrl};

/// The login service of a tenant, as far as it can be known from outside.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TenantLogin {
    Legacy,
    Ukg(TokenUrl),
}

impl TenantLogin {
    #[must_use]
    pub fn kind(&self) -> LoginKind {
        match self {
            Self::Legacy => LoginKind::Legacy,
            Self::Ukg(_) => LoginKind::UkgAuthentication,
        }
    }

    #[must_use]
    pub fn token_url(&self) -> Option<&TokenUrl> {
        match self {
            Self::Legacy => None,
            Self::Ukg(token_url) => Some(token_url),
        }
    }
}

/// The settings for this tenant: as flags, and as a table in the file.
pub fn text(tenant: &VanityUrl, login: &TenantLogin) -> String {
    let mut text = format!("Flags, if it is the default tenant:\n\n    --tenant {tenant}");
    let TenantLogin::Ukg(token_url) = login else {
        text += "\n\nA tenant of the legacy service needs no table in the file.\n";
        return text;
    };
    let _ = write!(text, " \\\n    --token-url {token_url}");
    if let Some(organization) = token_url.organization() {
        let _ = write!(text, " \\\n    --organization {organization}");
    }
    let _ = write!(
        text,
        "\n\nOr a table for it in the file of --config:\n\n    [tenants.\"{}\"]\n    token-url = \
         \"{token_url}\"\n",
        tenant.host()
    );
    match token_url.organization() {
        Some(organization) => {
            let _ = writeln!(text, "    organization = \"{organization}\"");
        }
        None => text += "    organization = \"…\"  # Organization ID in Client Management\n",
    }
    text
}
