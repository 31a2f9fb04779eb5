use clap::Args;

use super::{InvalidSetting, TokenHostSettings};
use crate::tenant::{Organization, Realm, TokenUrl, TwoOrganizations, UkgAuthentication};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "UKG Authentication")]
pub struct LoginSettings {
    /// OAuth token URL of the default tenant, as UKG's Client Management shows it. A tenant that has one
    /// uses UKG Authentication; one that has none uses the legacy login service
    #[arg(long, env = "PROWFM_TOKEN_URL", value_name = "URL")]
    pub token_url: Option<TokenUrl>,

    /// Organization ID of the default tenant [default: the one in the token URL]
    #[arg(long, env = "PROWFM_ORGANIZATION", value_name = "ID")]
    pub organization: Option<Organization>,

    /// Realm of the default tenant [default: X-custom for the organization `org_X`]
    #[arg(long, env = "PROWFM_REALM", value_name = "NAME")]
    pub realm: Option<Realm>,

    #[command(flatten)]
    pub hosts: TokenHostSettings,
}

impl LoginSettings {
    /// Refuses a setting without effect, and a token host that may not be called.
    pub fn check(&self, has_tenant: bool) -> Result<(), InvalidSetting> {
        let fault = |key, message: String| Err(InvalidSetting { key, message });
        let Some(token_url) = &self.token_url else {
            let unused =
                [("organization", self.organization.is_some()), ("realm", self.realm.is_some())];
            return match unused.into_iter().find(|(_, is_set)| *is_set) {
                Some((key, _)) => fault(key, "has no effect without --token-url".to_owned()),
                None => Ok(()),
            };
        };
        if !has_tenant {
            return fault("token-url", "has no effect without --tenant".to_owned());
        }
        let host = token_url.host();
        if !self.hosts.token_hosts().allows_host(host) {
            let message = format!("calls to {host} are not allowed; add --allow-token-host {host}");
            return fault("token-url", message);
        }
        match self.of_default_tenant(token_url) {
            Err(error) => fault("organization", error.to_string()),
            Ok(_) => Ok(()),
        }
    }

    fn of_default_tenant(
        &self,
        token_url: &TokenUrl,
    ) -> Result<UkgAuthentication, TwoOrganizations> {
        let (organization, realm) = (self.organization.clone(), self.realm.clone());
        UkgAuthentication::new(token_url.clone(), organization, realm)
    }

    /// The login service of the default tenant; `None` for the legacy one.
    #[must_use]
    pub fn login(&self) -> Option<UkgAuthentication> {
        self.of_default_tenant(self.token_url.as_ref()?).ok()
    }
}
