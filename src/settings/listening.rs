use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio_rustls::rustls::ServerConfig;

use super::{SettingFault, duration, socket_address};
use crate::listener::{self, CertificateError};
use crate::reload::{self, Reload, ReloadError, Unusable};
use power_platform::PublicUrl;

/// Where the facade listens and what it calls itself.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Listening")]
pub struct ListenSettings {
    /// Where the facade listens; port 0 takes a free one
    #[arg(long, env = "PROWFM_LISTEN", value_name = "IP:PORT", default_value = "127.0.0.1:8080", value_parser = socket_address)]
    pub listen: SocketAddr,

    /// A second listener, in clear, for /metrics and /health/ready; not for callers [default: none]
    #[arg(
        long,
        env = "PROWFM_ADMIN_LISTEN",
        value_name = "IP:PORT",
        value_parser = socket_address
    )]
    pub admin_listen: Option<SocketAddr>,

    /// The address that the generated definition advertises: scheme, host, base path [default: the
    /// listen address]
    #[arg(long, env = "PROWFM_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,

    /// Serve HTTPS with this certificate and its chain, as PEM. A renewed file is picked up
    #[arg(long, env = "PROWFM_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,

    /// The private key of the certificate, as PEM
    #[arg(long, env = "PROWFM_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// Threads that serve calls. One serves thousands a second, at less cost for each than several do
    #[arg(long, env = "PROWFM_WORKER_THREADS", value_name = "THREADS", default_value = "1", value_parser = worker_threads)]
    pub worker_threads: NonZeroUsize,

    /// After a stop signal, how long to go on accepting while /health/ready says 503, so that a load
    /// balancer notices first [default: not at all]
    #[arg(long, env = "PROWFM_STOP_DELAY", value_name = "DURATION", value_parser = duration)]
    pub stop_delay: Option<Duration>,
}

/// The most threads: far more than one process can put to use.
const MOST_THREADS: usize = 256;

fn worker_threads(text: &str) -> Result<NonZeroUsize, &'static str> {
    let threads = text.parse().ok().filter(|threads: &NonZeroUsize| threads.get() <= MOST_THREADS);
    threads.ok_or("not a number from 1 to 256")
}

impl ListenSettings {
    /// Refuses a certificate without its key, and the other way round.
    ///
    /// # Errors
    ///
    /// When one of them is missing.
    pub fn check(&self) -> Result<(), SettingFault> {
        let key = match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => "tls-cert",
            (None, Some(_)) => "tls-key",
            _ => return Ok(()),
        };
        Err(SettingFault::new(key, "--tls-cert and --tls-key need each other"))
    }

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
            [certificates, key] => {
                listener::server_config_of_pem(certificates, key).map_err(|error| {
                    let of_the_key = matches!(error, CertificateError::Key);
                    Unusable { file: usize::from(of_the_key), cause: error.into() }
                })
            }
            _ => Err(Unusable { file: 0, cause: "there are two files".into() }),
        })
        .map(Some)
    }
}
