//! What an operator can set, one small struct per concern: flag, then environment variable, then
//! default. The variable of a flag is `PROWFM_` and the flag in capitals.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};
use thiserror::Error;
use tokio_rustls::rustls::ServerConfig;

use crate::access::KeyRing;
use crate::connector::PublicUrl;
use crate::listener;
use crate::reload::{self, Contents, Reload, ReloadError};
use crate::telemetry::LogFilter;
use crate::tenant::{AllowList, HostPattern, Pin, VanityUrl};
use crate::upstream::{AppKey, CallLimits};

/// Where the facade listens and what it calls itself.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Listening")]
pub struct ListenSettings {
    /// Where the facade listens; port 0 takes a free one
    #[arg(long, env = "PROWFM_LISTEN", value_name = "IP:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// The address that the generated definition advertises: scheme, host, base path [default: the
    /// listen address]
    #[arg(long, env = "PROWFM_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,

    /// Serve HTTPS with this certificate and its chain, as PEM. A renewed file is picked up
    #[arg(long, env = "PROWFM_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// The private key of the certificate, as PEM
    #[arg(long, env = "PROWFM_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// After a stop signal, how long to go on accepting while /health/ready says 503, so that a load
    /// balancer notices first [default: not at all]
    #[arg(long, env = "PROWFM_STOP_DELAY", value_name = "DURATION", value_parser = duration)]
    pub stop_delay: Option<Duration>,
}

impl ListenSettings {
    /// The certificate with its key, and what keeps them up to date.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or used.
    pub fn certificate(&self) -> Result<Option<Reload<ServerConfig>>, ReloadError> {
        let (Some(cert), Some(key)) = (&self.tls_cert, &self.tls_key) else { return Ok(None) };
        let files = vec![
            reload::File { flag: "--tls-cert", path: cert.clone() },
            reload::File { flag: "--tls-key", path: key.clone() },
        ];
        Reload::start(files, |contents| match &contents[..] {
            [certificates, key] => Ok(listener::server_config_of_pem(certificates, key)?),
            _ => Err("there are two files".into()),
        })
        .map(Some)
    }
}

/// Who may call.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Callers")]
pub struct AccessSettings {
    /// The file with the API keys that are accepted, digests only; see `api-key new`. A changed file is
    /// picked up
    #[arg(long, env = "PROWFM_API_KEYS", value_name = "FILE")]
    pub api_keys: Option<PathBuf>,

    /// Serve on an address that is not loopback although anybody may call
    #[arg(long, env = "PROWFM_ALLOW_ANONYMOUS", value_parser = FalseyValueParser::new())]
    pub allow_anonymous: bool,
}

/// Listening there would serve anybody, and nobody said that this is meant.
#[derive(Debug, Error)]
#[error(
    "{0} can be reached from other machines, and everybody who reaches it may call; ask for API keys \
     with --api-keys FILE, or pass --allow-anonymous if that is meant"
)]
pub struct OpenToAnybody(SocketAddr);

impl AccessSettings {
    /// Refuses to be open to other machines by accident.
    ///
    /// # Errors
    ///
    /// For an address that is not loopback, without `--api-keys` and `--allow-anonymous`.
    pub fn check(&self, listen: SocketAddr) -> Result<(), OpenToAnybody> {
        if listen.ip().is_loopback() || self.api_keys.is_some() || self.allow_anonymous {
            Ok(())
        } else {
            Err(OpenToAnybody(listen))
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

/// Every call without a vanity URL of its own would be refused.
#[derive(Debug, Error)]
#[error("--tenant: calls to {0} are not allowed; add --allow-tenant {0}")]
pub struct TenantNotAllowed(String);

impl TenantSettings {
    /// Refuses a default tenant that may not be called.
    ///
    /// # Errors
    ///
    /// When it is not on the list.
    pub fn check(&self) -> Result<(), TenantNotAllowed> {
        match &self.tenant {
            Some(tenant) if !self.allow_list().allows(tenant) => {
                Err(TenantNotAllowed(tenant.host().to_owned()))
            }
            _ => Ok(()),
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

/// Default of `--max-calls`. A call holds at most some 300 KiB: its body and the tenant's answer.
const MOST_CALLS: NonZeroUsize = NonZeroUsize::new(512).expect("is not zero");
/// Default of `--max-calls-per-tenant`.
const MOST_CALLS_PER_TENANT: NonZeroUsize = NonZeroUsize::new(256).expect("is not zero");

/// How tenants are called.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Calls to tenants")]
pub struct CallSettings {
    /// For a connection to a tenant
    #[arg(
        long,
        env = "PROWFM_CONNECT_TIMEOUT",
        value_name = "DURATION",
        default_value = "5s",
        value_parser = duration
    )]
    pub connect_timeout: Duration,

    /// For a whole call to a tenant, from connecting to the last byte
    #[arg(
        long,
        env = "PROWFM_TENANT_TIMEOUT",
        value_name = "DURATION",
        default_value = "30s",
        value_parser = duration
    )]
    pub tenant_timeout: Duration,

    /// The most calls to tenants in flight; what comes on top gets 503 overloaded
    #[arg(long, env = "PROWFM_MAX_CALLS", value_name = "CALLS", default_value_t = MOST_CALLS)]
    pub max_calls: NonZeroUsize,

    /// The most of them to one tenant, so that a slow one leaves room for the others
    #[arg(
        long,
        env = "PROWFM_MAX_CALLS_PER_TENANT",
        value_name = "CALLS",
        default_value_t = MOST_CALLS_PER_TENANT
    )]
    pub max_calls_per_tenant: NonZeroUsize,

    /// The file with the app key that is sent to tenants when the caller sends none
    #[arg(long, env = "PROWFM_APP_KEY_FILE", value_name = "FILE")]
    pub app_key_file: Option<PathBuf>,
}

/// The app key cannot be read.
#[derive(Debug, Error)]
pub enum AppKeyError {
    /// There is no such file, or it cannot be read.
    #[error("--app-key-file: {0} cannot be read")]
    File(PathBuf, #[source] std::io::Error),
    /// The file holds something else.
    #[error("--app-key-file: {0} holds no app key: it must be one line of printable characters")]
    Content(PathBuf),
}

impl CallSettings {
    /// What a call to a tenant may cost.
    #[must_use]
    pub fn limits(&self) -> CallLimits {
        CallLimits {
            connect: self.connect_timeout,
            call: self.tenant_timeout,
            calls_per_tenant: self.max_calls_per_tenant.get(),
        }
    }

    /// Reads the app key.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds no app key.
    pub fn app_key(&self) -> Result<Option<AppKey>, AppKeyError> {
        let Some(path) = &self.app_key_file else { return Ok(None) };
        let text = std::fs::read_to_string(path)
            .map_err(|error| AppKeyError::File(path.clone(), error))?;
        let key = AppKey::new(text.trim()).map_err(|_| AppKeyError::Content(path.clone()))?;
        Ok(Some(key))
    }
}

/// What is logged, and how.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logging")]
pub struct LogSettings {
    /// How log lines look [default: text on a terminal, else json]
    #[arg(long, env = "PROWFM_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// What is logged: a level, or a list of module=level
    #[arg(long, env = "PROWFM_LOG", value_name = "LEVEL", default_value = "info")]
    pub log: LogFilter,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Durations as people write them: `5s`, `500ms`, `2m`. A timeout of nothing would fail every call.
fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err("must be more than nothing".to_owned()),
        Ok(duration) => Ok(duration),
        Err(_) => Err("not a duration such as 5s, 500ms or 2m".to_owned()),
    }
}
