use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use poem_openapi::OpenApi;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::api::{
    API_KEY_HEADER, CLIENT_ID_HEADER, CLIENT_SECRET_HEADER, GetAccessToken, GetClientAccessToken,
    GetConnectionAccessToken, GetProfileAccessToken, VANITY_URL_HEADER,
};
use crate::cli::{explain, sandbox::scenarios};
use crate::page::{SampleFailure, Samples};
use crate::sandbox::{
    HOST, ORGANIZATION, Sandbox, SandboxError, Scenario, TOKEN_HOST, UKG_HOST, accounts,
};
use crate::settings::{TenantTable, Tenants};
use crate::tenant::{Pin, UkgAuthentication};
use crate::upstream::InvalidCertificates;

/// The simulated tenants of `serve --sandbox`, on a loopback port of this process.
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

    /// Makes both tenants reachable, which [`add_to`] has added.
    pub fn join(&self, tenants: Tenants) -> Result<Tenants, InvalidCertificates> {
        let pins = [HOST, UKG_HOST, TOKEN_HOST].into_iter().fold(tenants.pins, |pins, host| {
            pins.and(Pin { host: host.to_owned(), address: self.address })
        });
        let roots = tenants.roots.and_pem(self.ca_pem.as_bytes())?;
        Ok(Tenants { pins, roots, ..tenants })
    }

    /// Stops it after the facade, because it has to answer the calls that the facade finishes at the
    /// end.
    pub async fn stop(self) -> Result<(), Box<dyn Error>> {
        self.stop.cancel();
        Ok(self.serving.await?)
    }
}

/// Adds both tenants. The one with the legacy login service becomes the default tenant.
pub fn add_to(tenants: Tenants) -> Result<Tenants, Box<dyn Error>> {
    let login = UkgAuthentication::new(TOKEN_HOST.parse()?, Some(ORGANIZATION.parse()?), None)?;
    let mut tables = tenants.tables;
    tables.push(TenantTable {
        tenant: UKG_HOST.parse()?,
        login: Some(login),
        app_key_file: None,
        throttle: None,
    });
    Ok(Tenants {
        default: Some(HOST.parse()?),
        allow_list: tenants.allow_list.and(HOST.parse()?).and(UKG_HOST.parse()?),
        token_hosts: tenants.token_hosts.and(TOKEN_HOST.parse()?),
        tables,
        ..tenants
    })
}

/// Values for the forms on the start page, which are for the default tenant.
pub fn samples() -> Samples {
    Samples {
        fields: vec![
            ("username", accounts::USERNAME),
            ("password", accounts::PASSWORD),
            ("client_id", accounts::CLIENT_ID),
            ("client_secret", accounts::CLIENT_SECRET),
        ],
        failures: Scenario::ALL.map(failure).to_vec(),
    }
}

fn failure(
    (scenario, user_name, meaning): (Scenario, &'static str, &'static str),
) -> SampleFailure {
    SampleFailure { title: scenario.title(), user_name, meaning }
}

/// Prints how to get tokens from the facade at this address.
pub fn explain_calls(url: &str, asks_for_key: bool, has_profiles: bool) {
    let token_path = path_of::<GetAccessToken>();
    let client_path = path_of::<GetClientAccessToken>();
    let connection_path = path_of::<GetConnectionAccessToken>();
    let key = if asks_for_key { format!(" -H '{API_KEY_HEADER}: KEY'") } else { String::new() };
    let profile = if has_profiles { of_profile(url) } else { String::new() };
    let header = format!("-H '{VANITY_URL_HEADER}: https://{UKG_HOST}'");
    let (username, password) = (accounts::USERNAME, accounts::PASSWORD);
    let (client_id, secret) = (accounts::CLIENT_ID, accounts::CLIENT_SECRET);
    let service = accounts::NON_INTERACTIVE_CLIENT_ID;
    explain(format_args!(
        "
Two sandbox tenants run inside this process, one for each login service of UKG.
Try the default one in a browser: {url}

https://{HOST}, the default tenant, has the legacy login service. Get a token:

    curl -s {url}{token_path}{key} \\
        -d username={username} -d password={password} \\
        -d client_id={client_id} -d client_secret={secret}

The same as the connector of an account does it, with the user as Basic:

    curl -s {url}{connection_path}{key} \\
        -u {username}:{password} \\
        -H '{CLIENT_ID_HEADER}: {client_id}' -H '{CLIENT_SECRET_HEADER}: {secret}'

https://{UKG_HOST} has UKG Authentication. Get a token:

    curl -s {url}{token_path}{key} \\
        {header} \\
        -d username={username} -d password={password} \\
        -d client_id={client_id} -d client_secret={secret}

A client of this tenant can get one without a user:

    curl -s {url}{client_path}{key} \\
        {header} \\
        -d client_id={service} -d client_secret={secret}

{profile}Seven wrong passwords block a user there; a restart unblocks all.

{scenarios}",
        scenarios = scenarios(),
    ));
}

fn of_profile(url: &str) -> String {
    let path = path_of::<GetProfileAccessToken>();
    format!(
        "The account of a profile needs its key alone:

    curl -s {url}{path} -H '{API_KEY_HEADER}: KEY'

"
    )
}

/// The path of an operation. The tenant's path for the same call need not be equal.
fn path_of<T: OpenApi>() -> String {
    T::meta().into_iter().flat_map(|api| api.paths).map(|at| at.path).collect()
}
