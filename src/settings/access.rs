use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::BoolishValueParser;

use super::SettingFault;
use crate::access::KeyRing;
use crate::reload::{self, Contents, Reload, ReloadError};
use crate::tenant::AllowList;

/// Who may call.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Callers")]
pub struct AccessSettings {
    /// The file with the API keys that are accepted, digests only; see `api-key new`. A changed file is
    /// picked up
    #[arg(long, env = "PROWFM_API_KEYS", value_name = "FILE")]
    pub api_keys: Option<PathBuf>,

    /// Serve on an address that is not loopback although anybody may call
    #[arg(long, env = "PROWFM_ALLOW_ANONYMOUS", value_parser = BoolishValueParser::new())]
    pub allow_anonymous: bool,
}

impl AccessSettings {
    /// Refuses to be open to other machines by accident.
    ///
    /// # Errors
    ///
    /// For an address that is not loopback, without `--api-keys` and `--allow-anonymous`.
    pub fn check(&self, listen: SocketAddr) -> Result<(), SettingFault> {
        if listen.ip().is_loopback() || self.api_keys.is_some() || self.allow_anonymous {
            Ok(())
        } else {
            Err(SettingFault::new(
                "listen",
                format!(
                    "{listen} can be reached from other machines, and everybody who reaches it may \
                     call; ask for API keys with --api-keys FILE, or pass --allow-anonymous if that \
                     is meant"
                ),
            ))
        }
    }

    /// The keys for tenants on this list, and what keeps them up to date.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is no key file.
    pub fn keys(&self, allowed: AllowList) -> Result<Option<Reload<KeyRing>>, ReloadError> {
        let Some(path) = &self.api_keys else { return Ok(None) };
        let file = reload::File { flag: "--api-keys", path: path.clone() };
        let make = move |contents: &Contents| {
            let file = contents.first().map_or(&b""[..], |content| content);
            let ring = KeyRing::parse(file, |tenant| allowed.allows(tenant))?;
            if ring.is_empty() {
                tracing::warn!("the file of --api-keys holds no key: nobody may call");
            }
            Ok(ring)
        };
        Reload::start(vec![file], make).map(Some)
    }
}
