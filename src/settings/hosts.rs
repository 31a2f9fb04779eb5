//! Which hosts may be called, where they are, and how long that may take: for `serve` and `diagnose`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use thiserror::Error;

use super::duration;
use crate::tenant::{AllowList, HostPattern, Pin, Pins};
use crate::upstream::{RootsError, TrustedRoots};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Tenants")]
pub struct HostSettings {
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
}

#[derive(Debug, Error)]
#[error("--tenant-ca")]
pub struct TenantCaError(#[from] RootsError);

impl HostSettings {
    #[must_use]
    pub fn allow_list(&self) -> AllowList {
        if self.allow_tenant.is_empty() {
            AllowList::default()
        } else {
            AllowList::only(self.allow_tenant.clone())
        }
    }

    #[must_use]
    pub fn pins(&self) -> Pins {
        self.resolve.iter().cloned().collect()
    }

    pub fn roots(&self) -> Result<TrustedRoots, TenantCaError> {
        let roots = TrustedRoots::of_this_machine();
        Ok(self.tenant_ca.iter().try_fold(roots, |roots, file| roots.and_file(file))?)
    }
}

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "UKG Authentication")]
pub struct TokenHostSettings {
    /// Token host that may be called. Repeatable, or separated by commas; replaces the default,
    /// welcome-us.ukg.net and welcome-eval.ukg.net
    #[arg(long, env = "PROWFM_ALLOW_TOKEN_HOST", value_name = "HOST", value_delimiter = ',')]
    pub allow_token_host: Vec<HostPattern>,
}

impl TokenHostSettings {
    #[must_use]
    pub fn token_hosts(&self) -> AllowList {
        if self.allow_token_host.is_empty() {
            AllowList::token_hosts()
        } else {
            AllowList::only(self.allow_token_host.clone())
        }
    }
}

#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Calls to tenants")]
pub struct TimeoutSettings {
    /// Timeout for connecting to a tenant
    #[arg(
        long,
        env = "PROWFM_CONNECT_TIMEOUT",
        value_name = "DURATION",
        default_value = "5s",
        value_parser = duration
    )]
    pub connect_timeout: Duration,

    /// Timeout for a whole call to a tenant, from connecting to the last byte
    #[arg(
        long,
        env = "PROWFM_TENANT_TIMEOUT",
        value_name = "DURATION",
        default_value = "30s",
        value_parser = duration
    )]
    pub tenant_timeout: Duration,
}
