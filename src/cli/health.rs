use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use reqwest::header::{CONNECTION, HOST};
use reqwest::{Client, StatusCode, redirect};
use tokio::runtime;
use tokio::time::timeout;
use url::{Host, Position, Url};

use crate::error_chain::{message_with_causes, root_cause};
use crate::upstream::TrustedRoots;

/// From connecting to the response. A facade that takes longer for so little is not healthy.
const DEADLINE: Duration = Duration::from_secs(3);

/// For supervisors without an HTTP client of their own, such as an image without a shell.
#[derive(Args, Debug)]
pub struct Health {
    /// Address to check; /health/ready says whether the facade should get new calls
    #[arg(
        long,
        env = "PROWFM_HEALTH_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:8080/health/live",
        value_parser = health_url
    )]
    url: Url,

    /// Connect to this address instead of the host in the URL, for a certificate that is not valid for
    /// localhost
    #[arg(long, env = "PROWFM_HEALTH_CONNECT", value_name = "IP:PORT")]
    connect: Option<SocketAddr>,

    /// CA certificates (PEM) to trust for https, in addition to the system's
    #[arg(long, env = "PROWFM_HEALTH_CA", value_name = "FILE")]
    ca: Option<PathBuf>,
}

fn health_url(text: &str) -> Result<Url, &'static str> {
    let url = text.parse::<Url>().ok().filter(|url| {
        let anonymous = url.username().is_empty() && url.password().is_none();
        matches!(url.scheme(), "http" | "https") && url.has_host() && anonymous
    });
    url.ok_or(
        "not an address such as http://127.0.0.1:8080/health/live, without user name and password",
    )
}

/// The error, and what to do about one whose name says nothing to most people.
fn in_words(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    // `openssl req -x509` makes such a certificate, and curl accepts it. It has no type in rustls.
    if text.contains("CaUsedAsEndEntity") {
        text += ": the certificate is that of a CA, and no server's; make one with \
                 basicConstraints=CA:FALSE, by openssl req -x509 … -addext \
                 basicConstraints=critical,CA:FALSE";
    }
    text
}

impl Health {
    pub fn run(&self) -> Result<ExitCode, Box<dyn Error>> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let outcome = runtime.block_on(async { timeout(DEADLINE, self.status()).await });
        // Does not wait for a name lookup that hangs.
        runtime.shutdown_background();
        let failure = match outcome {
            Ok(Ok(status)) if status.is_success() => return Ok(ExitCode::SUCCESS),
            Ok(Ok(status)) => format!("returned {status}"),
            Ok(Err(error)) => message_with_causes(error.as_ref()),
            Err(_) => format!("no response within {DEADLINE:?}"),
        };
        Err(format!("{}: {failure}", self.url).into())
    }

    async fn status(&self) -> Result<StatusCode, Box<dyn Error>> {
        let (client, url) = self.client()?;
        let host = &self.url[Position::BeforeHost..Position::AfterPort];
        let request = client.get(url).header(HOST, host).header(CONNECTION, "close");
        let response = request.send().await.map_err(|error| in_words(root_cause(&error)))?;
        Ok(response.status())
    }

    /// The client, and the URL with the port that it connects to.
    fn client(&self) -> Result<(Client, Url), Box<dyn Error>> {
        #[expect(clippy::disallowed_methods, reason = "a facade is not a tenant")]
        let mut client = Client::builder().redirect(redirect::Policy::none()).no_proxy();
        client = match self.url.scheme() {
            "https" => {
                let roots = TrustedRoots::of_this_machine();
                let roots = self.ca.iter().try_fold(roots, |roots, file| roots.and_file(file))?;
                client.tls_backend_preconfigured(roots.into_client_config())
            }
            // Loads no roots, which would take longer than the request.
            _ => client.tls_certs_only([]),
        };
        let mut url = self.url.clone();
        if let Some(address) = self.connect {
            let Some(Host::Domain(host)) = self.url.host() else {
                return Err("--connect needs a host name in --url, not an IP address".into());
            };
            client = client.resolve(host, address);
            // reqwest prefers a port in the URL to that of the address.
            url.set_port(Some(address.port())).map_err(|()| "the URL cannot have a port")?;
        }
        Ok((client.build()?, url))
    }
}
