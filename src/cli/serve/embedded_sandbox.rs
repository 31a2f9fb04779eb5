use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use poem_openapi::OpenApi;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::api::GetAccessToken;
use crate::cli::{explain, sandbox::scenarios};
use crate::page::Samples;
use crate::sandbox::{HOST, Sandbox, SandboxError, Scenario, accounts};
use crate::settings::Tenants;
use crate::tenant::Pin;

/// The simulated tenant of `serve --sandbox`, on a loopback port of this process.
pub struct EmbeddedSandbox {
    address: SocketAddr,
    ca_pem: String,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl EmbeddedSandbox {
    pub async fn start() -> Result<Self, SandboxError> {
        let free_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sandbox = Sandbox::bind(free_port, &[HOST.to_owned()], Arc::new(Instant::now)).await?;
        let stop = CancellationToken::new();
        Ok(Self {
            address: sandbox.address(),
            ca_pem: sandbox.ca_pem().to_owned(),
            serving: tokio::spawn(sandbox.run(stop.clone())),
            stop,
        })
    }

    /// Makes it the default tenant.
    pub fn join(&self, tenants: Tenants) -> Result<Tenants, Box<dyn Error>> {
        let pin = Pin { host: HOST.to_owned(), address: self.address };
        Ok(Tenants {
            default: Some(HOST.parse()?),
            allow_list: tenants.allow_list.and(HOST.parse()?),
            pins: tenants.pins.and(pin),
            roots: tenants.roots.and_pem(self.ca_pem.as_bytes())?,
            ..tenants
        })
    }

    /// Stops it after the facade, because it has to answer the calls that the facade finishes at the
    /// end.
    pub async fn stop(self) -> Result<(), Box<dyn Error>> {
        self.stop.cancel();
        Ok(self.serving.await?)
    }
}

/// Values for the forms on the start page.
pub fn samples() -> Samples {
    Samples {
        fields: vec![
            ("username", accounts::USERNAME),
            ("password", accounts::PASSWORD),
            ("client_id", accounts::CLIENT_ID),
            ("client_secret", accounts::CLIENT_SECRET),
        ],
        user_names: Scenario::ALL.map(|(_, username, meaning)| (username, meaning)).to_vec(),
    }
}

/// Prints how to get a token from the facade at this address.
pub fn explain_calls(url: &str, asks_for_key: bool) {
    explain(format_args!(
        "
The sandbox tenant https://{HOST} runs inside this process. Try it in a browser: {url}
Get a token:

    curl -s {url}{path}{key} \\
        -d username={username} -d password={password} \\
        -d client_id={client_id} -d client_secret={client_secret}

{scenarios}",
        path = token_path(),
        key = if asks_for_key { " -H 'X-API-Key: KEY'" } else { "" },
        username = accounts::USERNAME,
        password = accounts::PASSWORD,
        client_id = accounts::CLIENT_ID,
        client_secret = accounts::CLIENT_SECRET,
        scenarios = scenarios(),
    ));
}

/// The path of the operation. The tenant's path for the same call need not be equal.
fn token_path() -> String {
    GetAccessToken::meta().into_iter().flat_map(|api| api.paths).map(|at| at.path).collect()
}
