use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use http::header::{CONNECTION, HOST};
use http::{Request, StatusCode};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Position, Url};

use crate::upstream::TrustedRoots;

/// From connecting to the answer. A facade that needs longer for so little is not well.
const DEADLINE: Duration = Duration::from_secs(3);

/// Asks a facade whether it is well: for supervisors without an HTTP client of their own, such as an
/// image without a shell.
#[derive(Args, Debug)]
pub struct Health {
    /// What to ask; /health/ready tells whether new calls should be sent there
    #[arg(
        long,
        env = "PROWFM_HEALTH_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:8080/health/live"
    )]
    url: HealthUrl,

    /// Connect to this address, whatever the host in the URL: for a certificate that is not for localhost
    #[arg(long, env = "PROWFM_HEALTH_CONNECT", value_name = "IP:PORT")]
    connect: Option<SocketAddr>,

    /// PEM certificates trusted for https, beside the system's
    #[arg(long, env = "PROWFM_HEALTH_CA", value_name = "FILE")]
    ca: Option<PathBuf>,
}

/// An address that can be asked.
#[derive(Clone, Debug)]
struct HealthUrl {
    url: Url,
    /// Without the brackets of an IPv6 address.
    host: String,
    port: u16,
}

/// The text is no such address.
#[derive(Clone, Copy, Debug, Error)]
#[error("not an address such as http://127.0.0.1:8080/health/live, without user name and password")]
struct InvalidHealthUrl;

impl FromStr for HealthUrl {
    type Err = InvalidHealthUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url: Url = text.parse().map_err(|_| InvalidHealthUrl)?;
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !anonymous {
            return Err(InvalidHealthUrl);
        }
        let host = url.host_str().ok_or(InvalidHealthUrl)?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().ok_or(InvalidHealthUrl)?;
        Ok(Self { url, host, port })
    }
}

impl Health {
    pub fn run(&self) -> Result<ExitCode, Box<dyn Error>> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let outcome = runtime.block_on(async { timeout(DEADLINE, self.ask()).await });
        // A name lookup that hangs is not waited for.
        runtime.shutdown_background();
        let outcome = outcome.unwrap_or_else(|_| Err(format!("no answer in {DEADLINE:?}").into()));
        let failed = |what: String| format!("{}: {what}", self.url.url);
        match outcome {
            Ok(status) if status.is_success() => Ok(ExitCode::SUCCESS),
            Ok(status) => Err(failed(format!("answered {status}")).into()),
            Err(error) => Err(failed(super::with_causes(error.as_ref())).into()),
        }
    }

    async fn ask(&self) -> Result<StatusCode, Box<dyn Error>> {
        let HealthUrl { url, host, port } = &self.url;
        let tcp = match self.connect {
            Some(address) => TcpStream::connect(address).await?,
            None => TcpStream::connect((host.as_str(), *port)).await?,
        };
        if url.scheme() == "http" {
            return status(tcp, url).await;
        }
        let mut roots = TrustedRoots::of_this_machine();
        if let Some(file) = &self.ca {
            roots = roots.and_file(file)?;
        }
        let mut config = roots.into_client_config();
        // HTTP/1.1, which is what a server speaks with whom it has agreed on nothing.
        config.alpn_protocols.clear();
        let name = ServerName::try_from(host.clone())?;
        let tls = TlsConnector::from(Arc::new(config)).connect(name, tcp).await?;
        status(tls, url).await
    }
}

/// Sends one request over a connection. The answer's body is left unread.
async fn status<S>(stream: S, url: &Url) -> Result<StatusCode, Box<dyn Error>>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let request = Request::get(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(CONNECTION, "close")
        .body(String::new())?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It moves the bytes; what goes wrong there is told to the request.
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?.status())
}
