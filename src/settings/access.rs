use std::iter;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::BoolishValueParser;
use parking_lot::Mutex;

use super::InvalidSetting;
use crate::access::KeyRing;
use crate::file::{self, Mode};
use crate::profiles::{self, Profiles};
use crate::reload::{self, Contents, InvalidFile, Reload, ReloadError};
use crate::tenant::SharedAllowList;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Callers")]
pub struct AccessSettings {
    /// Key file with the digests of the accepted API keys; see `api-key new`. A changed file is reloaded
    /// without a restart
    #[arg(long, env = "PROWFM_API_KEYS", value_name = "FILE")]
    pub api_keys: Option<PathBuf>,

    /// Profiles (TOML): accounts that this server keeps, for API keys that name one; see `api-key new
    /// --profile`. The file and its secret files are reloaded when they change
    #[arg(long, env = "PROWFM_PROFILES", value_name = "FILE")]
    pub profiles: Option<PathBuf>,

    /// Accept calls without an API key on an address that is not loopback
    #[arg(long, env = "PROWFM_ALLOW_ANONYMOUS", value_parser = BoolishValueParser::new())]
    pub allow_anonymous: bool,
}

impl AccessSettings {
    /// Refuses to be open to other machines by accident.
    ///
    /// # Errors
    ///
    /// For an address that is not loopback, without `--api-keys` and `--allow-anonymous`; for profiles
    /// without keys.
    pub fn check(&self, listen: SocketAddr) -> Result<(), InvalidSetting> {
        if self.profiles.is_some() && self.api_keys.is_none() {
            let message =
                "a profile belongs to an API key; require API keys with --api-keys FILE".to_owned();
            return Err(InvalidSetting { key: "profiles", message });
        }
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
    pub fn keys(
        &self,
        allow_list: SharedAllowList,
    ) -> Result<Option<Reload<KeyRing>>, ReloadError> {
        let Some(path) = &self.api_keys else { return Ok(None) };
        let file = reload::File { flag: "--api-keys", path: path.clone(), mode: Mode::Any };
        let known = Mutex::new(KeyRing::default());
        let make = move |contents: &Contents| {
            if let Some(content) = contents.first() {
                // Who writes it lets callers in. It has no secret: digests can be read.
                file::warn_of_misuse("--api-keys", &content.file.path, Mode::OwnerWrites);
            }
            let file = contents.first().map_or(&b""[..], |content| &content.bytes);
            let ring = KeyRing::parse(file, |tenant| allow_list.allows(tenant))?;
            let mut known = known.lock();
            let ring = ring.going_on_from(&known);
            known.clone_from(&ring);
            if ring.is_empty() {
                tracing::warn!("the file of --api-keys has no key: every call is refused");
            }
            Ok(ring)
        };
        Reload::start("api-keys", vec![file], make).map(Some)
    }

    /// The profiles, whose tenants must be on this list.
    pub fn profiles(
        &self,
        allow_list: SharedAllowList,
    ) -> Result<Option<Reload<Profiles>>, ReloadError> {
        let Some(path) = self.profiles.clone() else { return Ok(None) };
        let read = move || {
            let flag = "--profiles";
            let main = reload::File { flag, path: path.clone(), mode: Mode::OwnerWrites };
            let main = reload::read(&main)?;
            // A file that cannot be parsed is refused when it is used.
            let named = profiles::secret_files(&main.bytes).unwrap_or_default();
            let folder = path.parent().unwrap_or(Path::new(""));
            let secrets = named.into_iter().map(|secret| {
                let file = reload::File { flag, path: folder.join(secret), mode: Mode::Secret };
                reload::read(&file)
            });
            iter::once(Ok(main)).chain(secrets).collect()
        };
        let make = move |contents: &Contents| {
            let files: Vec<_> = contents.iter().map(|content| &content.bytes[..]).collect();
            Profiles::parse(&files, |tenant| allow_list.allows(tenant))
                .map_err(|error| InvalidFile { file: error.file, cause: error.into() })
        };
        Reload::start_with("profiles", read, make).map(Some)
    }
}
