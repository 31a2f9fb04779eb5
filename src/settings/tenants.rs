use std::path::PathBuf;

use clap::Args;
use thiserror::Error;

use super::SettingFault;
use crate::tenant::{AllowList, HostPattern, Pin, VanityUrl};
use crate::upstream::{RootsError, TrustedRoots};

/// Which tenants there are and where.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Tenants")]
pub struct TenantSettings {
    /// The vanity URL of the tenant that is called when a call names none
    #[arg(long, env = "PROWFM_TENANT", value_name = "URL")]
    pub tenant: Option<VanityUrl>,

    /// Hosts that may be called; *.example.com means one or more labels before. Repeatable, or
    /// separated by commas; replaces the default, *.mykronos.com without UKG's internal hosts
    #[arg(long, env = "PROWFM_ALLOW_TENANT", value_name = "PATTERN", value_delimiter = ',')]
    pub allow_tenant: Vec<HostPattern>,

    /// Pin a host to an address, as curl's --resolve does. Repeatable, or separated by commas. The
    /// only way to a private or loopback address
    #[arg(long, env = "PROWFM_RESOLVE", value_name = "HOST=IP:PORT", value_delimiter = ',')]
    pub resolve: Vec<Pin>,

    /// PEM certificates trusted for calls to tenants, beside the system's
    #[arg(long, env = "PROWFM_TENANT_CA", value_name = "FILE")]
    pub tenant_ca: Option<PathBuf>,
}

/// The certificates of tenants cannot be used.
#[derive(Debug, Error)]
#[error("--tenant-ca")]
pub struct TenantCaError(#[from] RootsError);

impl TenantSettings {
    /// Refuses a default tenant that may not be called.
    ///
    /// # Errors
    ///
    /// When it is not on the list.
    pub fn check(&self) -> Result<(), SettingFault> {
        match &self.tenant {
            Some(tenant) if !self.allow_list().allows(tenant) => {
                let host = tenant.host();
                let message = format!("calls to {host} are not allowed; add --allow-tenant {host}");
                Err(SettingFault::new("tenant", message))
            }
            _ => Ok(()),
        }
    }

    /// Who vouches for tenants.
    ///
    /// # Errors
    ///
    /// When the operator's certificates cannot be used.
    pub fn roots(&self) -> Result<TrustedRoots, TenantCaError> {
        let roots = TrustedRoots::of_this_machine();
        match &self.tenant_ca {
            Some(file) => Ok(roots.and_file(file)?),
            None => Ok(roots),
        }
    }

    /// The tenants that may be called.
    #[must_use]
    pub fn allow_list(&self) -> AllowList {
        if self.allow_tenant.is_empty() {
            AllowList::default()
        } else {
            AllowList::only(self.allow_tenant.clone())
        }
    }
}
