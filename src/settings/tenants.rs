use std::path::PathBuf;

use clap::Args;
use thiserror::Error;

use super::{InvalidSetting, InvalidTable, LoginSettings, TenantTable};
use crate::tenant::{AllowList, HostPattern, Pin, Pins, VanityUrl};
use crate::upstream::{RootsError, TrustedRoots};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Tenants")]
pub struct TenantSettings {
    /// Vanity URL of the default tenant, for calls that name none
    #[arg(long, env = "PROWFM_TENANT", value_name = "URL")]
    pub tenant: Option<VanityUrl>,

    /// Host that may be called; *.example.com means one or more labels before the domain. Repeatable, or
    /// separated by commas; replaces the default, *.mykronos.com without UKG's internal hosts
    #[arg(long, env = "PROWFM_ALLOW_TENANT", value_name = "PATTERN", value_delimiter = ',')]
    pub allow_tenant: Vec<HostPattern>,

    /// Use this address for a host, as curl's --resolve does. Repeatable, or separated by commas. The
    /// only way to call a private or loopback address
    #[arg(long, env = "PROWFM_RESOLVE", value_name = "HOST=IP:PORT", value_delimiter = ',')]
    pub resolve: Vec<Pin>,

    /// CA certificates (PEM) to trust for calls to tenants, in addition to the system's
    #[arg(long, env = "PROWFM_TENANT_CA", value_name = "FILE")]
    pub tenant_ca: Option<PathBuf>,

    #[command(flatten)]
    pub login: LoginSettings,

    /// The tables of the configuration file.
    #[arg(skip)]
    pub tables: Vec<TenantTable>,
}

#[derive(Debug, Error)]
#[error("--tenant-ca")]
pub struct TenantCaError(#[from] RootsError);

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
            Some(tenant) if !self.allow_list().allows(tenant) => {
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

    /// Refuses a table of a tenant that may not be called.
    pub fn check_tables(&self) -> Result<(), InvalidTable> {
        let (tenants, token_hosts) = (self.allow_list(), self.login.token_hosts());
        self.tables.iter().try_for_each(|table| table.check(&tenants, &token_hosts))
    }

    /// The tables of the file, and one for the default tenant if the flags set its login service.
    fn tables(&self) -> Vec<TenantTable> {
        let of_flags = self.tenant.clone().and_then(|tenant| {
            let login = Some(self.login.login()?);
            Some(TenantTable { tenant, login, app_key_file: None, throttle: None })
        });
        self.tables.iter().cloned().chain(of_flags).collect()
    }

    pub fn tenants(&self) -> Result<Tenants, TenantCaError> {
        let roots = TrustedRoots::of_this_machine();
        Ok(Tenants {
            default: self.tenant.clone(),
            allow_list: self.allow_list(),
            token_hosts: self.login.token_hosts(),
            tables: self.tables(),
            pins: self.resolve.iter().cloned().collect(),
            roots: self.tenant_ca.iter().try_fold(roots, |roots, file| roots.and_file(file))?,
        })
    }

    fn allow_list(&self) -> AllowList {
        if self.allow_tenant.is_empty() {
            AllowList::default()
        } else {
            AllowList::only(self.allow_tenant.clone())
        }
    }
}
