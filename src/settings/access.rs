use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use clap::builder::BoolishValueParser;

use super::InvalidSetting;
use crate::access::KeyRing;
use crate::file::Mode;
use crate::reload::{self, Contents, Reload, ReloadError};
use crate::tenant::AllowList;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Callers")]
pub struct AccessSettings {
    /// Key file with the digests of the accepted API keys; see `api-key new`. A changed file is reloaded
    /// without a restart
    #[arg(long, env = "PROWFM_API_KEYS", value_name = "FILE")]
    pub api_keys: Option<PathBuf>,

    /// Accept calls without an API key on an address that is not loopback
    #[arg(long, env = "PROWFM_ALLOW_ANONYMOUS", value_parser = BoolishValueParser::new())]
    pub allow_anonymous: bool,
}

impl AccessSettings {
    /// Refuses to be open to other machines by accident.
    ///
    /// # Errors
    ///
    /// For an address that is not loopback, without `--api-keys` and `--allow-anonymous`.
    pub fn check(&self, listen: SocketAddr) -> Result<(), InvalidSetting> {
        if listen.ip().is_loopback() || self.api_keys.is_some() || self.allow_anonymous {
            return Ok(());
        }
        let message = format!(
            "other machines can reach {listen} and could call without an API key; require API keys \
             with --api-keys FILE, or pass --allow-anonymous if this is intended"
        );
        Err(InvalidSetting { key: "listen", message })
    }

    /// The keys, which may be bound only to tenants on this list.
    pub fn keys(&self, allow_list: AllowList) -> Result<Option<Reload<KeyRing>>, ReloadError> {
        let Some(path) = &self.api_keys else { return Ok(None) };
        let file = reload::File { flag: "--api-keys", path: path.clone(), mode: Mode::Any };
        let make = move |contents: &Contents| {
            let file = contents.first().map_or(&b""[..], |content| &content.bytes);
            let ring = KeyRing::parse(file, |tenant| allow_list.allows(tenant))?;
            if ring.is_empty() {
                tracing::warn!("the file of --api-keys has no key: every call is refused");
            }
            Ok(ring)
        };
        Reload::start("api-keys", vec![file], make).map(Some)
    }
}
