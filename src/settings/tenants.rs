use clap::Args;

use super::{HostSettings, InvalidSetting, InvalidTable, LoginSettings, TenantTable};
use crate::tenant::{AllowList, Pins, VanityUrl};
use crate::upstream::TrustedRoots;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Tenants")]
pub struct TenantSettings {
    /// Vanity URL of the default tenant, for calls that name none
    #[arg(long, env = "PROWFM_TENANT", value_name = "URL")]
    pub tenant: Option<VanityUrl>,

    #[command(flatten)]
    pub hosts: HostSettings,

    #[command(flatten)]
    pub login: LoginSettings,

    /// The tables of the configuration file.
    #[arg(skip)]
    pub tables: Vec<TenantTable>,
}

/// Which tenants may be called, and how they are found and trusted.
pub struct Tenants {
    pub default: Option<VanityUrl>,
    pub allow_list: AllowList,
    pub token_hosts: AllowList,
    /// The tenants with settings of their own.
    pub tables: Vec<TenantTable>,
    pub pins: Pins,
    pub roots: TrustedRoots,
}

impl TenantSettings {
    pub fn check(&self) -> Result<(), InvalidSetting> {
        match &self.tenant {
            Some(tenant) if !self.hosts.allow_list().allows(tenant) => {
                let host = tenant.host();
                let message = format!("calls to {host} are not allowed; add --allow-tenant {host}");
                Err(InvalidSetting { key: "tenant", message })
            }
            _ => self.login.check(self.tenant.is_some()),
        }?;
        let has_table = |tenant: &VanityUrl| self.tables.iter().any(|t| t.tenant == *tenant);
        if self.login.token_url.is_some() && self.tenant.as_ref().is_some_and(has_table) {
            let message =
                "the default tenant also has a table in the file: set it there".to_owned();
            return Err(InvalidSetting { key: "token-url", message });
        }
        Ok(())
    }

    /// The tables of tenants that may not be called.
    #[must_use]
    pub fn faults_of_tables(&self) -> Vec<InvalidTable> {
        let (tenants, token_hosts) = (self.hosts.allow_list(), self.login.hosts.token_hosts());
        let checks = self.tables.iter().map(|table| table.check(&tenants, &token_hosts));
        checks.filter_map(Result::err).collect()
    }

    /// Warns of tenants whose token hosts cannot be sent passwords.
    pub fn warn_of_missing_realms(&self) {
        for table in self.tables() {
            if table.login.is_some_and(|login| login.realm.is_none()) {
                let tenant = table.tenant.host();
                tracing::warn!(
                    tenant,
                    "no organization and no realm is set: passwords cannot be sent to its token host"
                );
            }
        }
    }

    /// The tables of the file, and one for the default tenant if the flags set its login service.
    fn tables(&self) -> Vec<TenantTable> {
        let of_flags = self.tenant.clone().and_then(|tenant| {
            let login = Some(self.login.login()?);
            Some(TenantTable { tenant, login, app_key_file: None, throttle: None })
        });
        self.tables.iter().cloned().chain(of_flags).collect()
    }

    /// The tenants, with these authorities for their certificates.
    #[must_use]
    pub fn tenants(&self, roots: TrustedRoots) -> Tenants {
        Tenants {
            default: self.tenant.clone(),
            allow_list: self.hosts.allow_list(),
            token_hosts: self.login.hosts.token_hosts(),
            tables: self.tables(),
            pins: self.hosts.pins(),
            roots,
        }
    }
}
