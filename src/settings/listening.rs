use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::BoolishValueParser;
use power_platform::PublicUrl;
use tokio_rustls::rustls::ServerConfig;

use super::{InvalidSetting, count, duration, socket_address};
use crate::file::{self, Mode};
use crate::listener::{self, CertificateError, CertificateLife, GivenSockets};
use crate::reload::{File, InvalidFile, Reload, ReloadError};
use crate::trusted_proxies::TrustedProxy;

/// More threads than one process can put to use.
const MAX_THREADS: usize = 256;

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Listening")]
pub struct ListenSettings {
    /// Address to listen on, such as 127.0.0.1:8080, localhost:8080, or :8080 for all addresses; port 0
    /// picks a free port
    #[arg(
        long,
        env = "PROWFM_LISTEN",
        value_name = "IP:PORT",
        default_value = "127.0.0.1:8080",
        value_parser = socket_address
    )]
    pub listen: SocketAddr,

    /// Second address, for /metrics, /health/ready and /diagnosis: without TLS, for operators only
    /// [default: none]
    #[arg(long, env = "PROWFM_ADMIN_LISTEN", value_name = "IP:PORT", value_parser = socket_address)]
    pub admin_listen: Option<SocketAddr>,

    /// Address that the generated definition advertises: scheme, host, base path [default: the listen
    /// address]
    #[arg(long, env = "PROWFM_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,

    /// Serve HTTPS with this certificate and its chain (PEM). A renewed file is reloaded without a
    /// restart
    #[arg(long, env = "PROWFM_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,

    /// Private key of the certificate (PEM)
    #[arg(long, env = "PROWFM_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// Address or network of a proxy in front, such as 10.0.0.0/8. Only its Forwarded or X-Forwarded-For
    /// tells the address of the caller, for the log. Repeatable, or separated by commas
    #[arg(long, env = "PROWFM_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxy: Vec<TrustedProxy>,

    /// Number of threads that serve calls. One thread serves thousands of calls a second, at a lower
    /// cost per call than several
    #[arg(
        long,
        env = "PROWFM_WORKER_THREADS",
        value_name = "THREADS",
        default_value = "1",
        value_parser = |text: &str| count(text, MAX_THREADS)
    )]
    pub worker_threads: NonZeroUsize,

    /// How long to keep accepting calls after a stop signal, while /health/ready returns 503, so that a
    /// load balancer notices first [default: no delay]
    #[arg(long, env = "PROWFM_STOP_DELAY", value_name = "DURATION", value_parser = duration)]
    pub stop_delay: Option<Duration>,
}

impl ListenSettings {
    /// Refuses a certificate without its key, and a key without its certificate.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        let (key, other) = match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => ("tls-cert", "tls-key"),
            (None, Some(_)) => ("tls-key", "tls-cert"),
            _ => return Ok(()),
        };
        Err(InvalidSetting { key, message: format!("--{other} is needed too") })
    }

    /// Takes over the addresses of the sockets that a service manager has opened, so that everything that
    /// depends on an address depends on the real one.
    pub fn take_over(&mut self, given: &GivenSockets) -> Result<(), InvalidSetting> {
        let invalid = |key, error: io::Error| InvalidSetting { key, message: error.to_string() };
        if let Some(socket) = &given.listen {
            self.listen = socket.local_addr().map_err(|error| invalid("listen", error))?;
        }
        match (&given.admin, &mut self.admin_listen) {
            (Some(socket), Some(address)) => {
                *address = socket.local_addr().map_err(|error| invalid("admin-listen", error))?;
            }
            (Some(_), None) => {
                let message =
                    "a second socket is given (LISTEN_FDS), which is for this listener: set \
                               it, or remove the socket"
                        .to_owned();
                return Err(InvalidSetting { key: "admin-listen", message });
            }
            (None, _) => {}
        }
        Ok(())
    }

    /// The certificate with its key, for TLS connections of callers; `life` is told of it.
    pub fn certificate(
        &self,
        life: &CertificateLife,
    ) -> Result<Option<Reload<ServerConfig>>, ReloadError> {
        let (Some(cert), Some(key)) = (&self.tls_cert, &self.tls_key) else { return Ok(None) };
        let file = |flag, path: &PathBuf| File { flag, path: path.clone(), mode: Mode::Any };
        let files = vec![file("--tls-cert", cert), file("--tls-key", key)];
        let (life, host) =
            (life.clone(), self.public_url.as_ref().map(|url| url.host().to_owned()));
        Reload::start("tls", files, move |contents| match &contents[..] {
            [certificates, key] => {
                file::warn_of_misuse("--tls-key", &key.file.path, Mode::Secret);
                let config = listener::server_config_of_pem(&certificates.bytes, &key.bytes);
                let config = config.map_err(|error| {
                    let of_the_key = matches!(error, CertificateError::Key);
                    InvalidFile { file: usize::from(of_the_key), cause: error.into() }
                })?;
                life.renew(&certificates.bytes, host.as_deref());
                Ok(config)
            }
            _ => Err(InvalidFile { file: 0, cause: "there are two files".into() }),
        })
        .map(Some)
    }
}

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Pages")]
pub struct PageSettings {
    /// Show no forms that call the operations, on the start page and in the reference
    #[arg(long, env = "PROWFM_NO_TRY", value_parser = BoolishValueParser::new())]
    pub no_try: bool,
}
