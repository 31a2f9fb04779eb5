//! The command `sandbox`, and what `serve --sandbox` shares with it.

use std::error::Error;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::logging;
use crate::sandbox::{
    self, ORGANIZATION, RESET_PATH, Scenario, TOKEN_HOST, UKG_HOST, UkgScenario, accounts,
};
use crate::settings::{self, LogSettings};
use crate::tenant::VanityUrl;

#[derive(Args, Debug)]
pub struct Sandbox {
    /// Address to listen on, with TLS; port 0 picks a free port
    #[arg(
        long,
        env = "PROWFM_SANDBOX_LISTEN",
        value_name = "IP:PORT",
        default_value = "127.0.0.1:8443",
        value_parser = settings::socket_address
    )]
    listen: SocketAddr,

    /// Host name of the tenant with the legacy login service, for its certificate. Repeatable
    #[arg(long, value_name = "HOST", default_value = sandbox::HOST)]
    host: Vec<VanityUrl>,

    /// Answer as tenants that UKG has upgraded to UKG Authentication: how their legacy token path answers
    #[arg(long, value_name = "HOW", require_equals = true, num_args = 0..=1)]
    #[arg(default_missing_value = "not-found")]
    upgraded: Option<Upgraded>,

    /// Write its CA certificate (PEM) to this file
    #[arg(long, value_name = "FILE")]
    ca_out: Option<PathBuf>,

    #[command(flatten)]
    log: LogSettings,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Upgraded {
    /// 404 with an HTML page
    NotFound,
    /// As before the upgrade
    Works,
}

impl From<Upgraded> for sandbox::Upgraded {
    fn from(upgraded: Upgraded) -> Self {
        match upgraded {
            Upgraded::NotFound => Self::NotFound,
            Upgraded::Works => Self::Works,
        }
    }
}

impl Sandbox {
    pub async fn run(self) -> Result<(), Box<dyn Error>> {
        logging::init(&self.log.log, self.log.log_format)?;
        let stop = super::signals::stop_on_signals()?;
        let hosts: Vec<String> = self.host.iter().map(|host| host.host().to_owned()).collect();
        let clock = Arc::new(Instant::now);
        let mut sandbox = sandbox::Sandbox::bind(self.listen, &hosts, clock).await?;
        if let Some(upgraded) = self.upgraded {
            sandbox = sandbox.upgraded(upgraded.into());
        }
        if let Some(file) = &self.ca_out {
            std::fs::write(file, sandbox.ca_pem())
                .map_err(|error| format!("--ca-out: {}: {error}", file.display()))?;
        }
        super::announce(format!("listening on https://{}\n", sandbox.address())).await;
        self.explain(sandbox.address(), &hosts);
        sandbox.run(stop).await;
        Ok(())
    }

    fn explain(&self, address: SocketAddr, hosts: &[String]) {
        let host = hosts.first().map_or(sandbox::HOST, String::as_str);
        let ca = self.ca_out.as_deref().unwrap_or(Path::new("ca.pem")).display();
        let trust = match self.ca_out {
            Some(_) => "",
            None => "Clients must trust its authority: restart it with --ca-out ca.pem.\n\n",
        };
        let legacy = match self.upgraded {
            None => "Point a facade at the tenant with the legacy login service:",
            Some(Upgraded::NotFound) => {
                "UKG has upgraded both tenants, and their legacy token path answers 404. A facade that still \n\
                 calls it says what to change:"
            }
            Some(Upgraded::Works) => {
                "UKG has upgraded both tenants, but their legacy token path still works:"
            }
        };
        super::explain(format_args!(
            "
{trust}{legacy}

    prowfm-auth serve --tenant https://{host} \\
        --resolve {host}={address} --tenant-ca {ca}

Or at the tenant with UKG Authentication:

    prowfm-auth serve --tenant https://{UKG_HOST} \\
        --token-url https://{TOKEN_HOST}/oauth/token --organization {ORGANIZATION} \\
        --allow-token-host {TOKEN_HOST} \\
        --resolve {UKG_HOST}={address} \\
        --resolve {TOKEN_HOST}={address} --tenant-ca {ca}

Both have the user {username} with the password {password}, and the client
{client_id} with the secret {secret}. UKG Authentication has the client
{service} with the same secret, for tokens without a user.
POST https://{address}{RESET_PATH} unblocks all users.

{scenarios}",
            username = accounts::USERNAME,
            password = accounts::PASSWORD,
            client_id = accounts::CLIENT_ID,
            secret = accounts::CLIENT_SECRET,
            service = accounts::NON_INTERACTIVE_CLIENT_ID,
            scenarios = match self.upgraded {
                Some(Upgraded::NotFound) => ukg_scenarios(),
                Some(Upgraded::Works) | None => scenarios(),
            },
        ));
    }
}

/// Tables of the user names that make the simulated tenants fail.
pub(super) fn scenarios() -> String {
    let legacy = Scenario::ALL.map(|(_, username, meaning)| (username, meaning));
    format!(
        "\
These user names, with any password, show what can go wrong with the legacy login service:
{}
{}",
        table(&legacy),
        ukg_scenarios(),
    )
}

fn ukg_scenarios() -> String {
    let ukg = UkgScenario::ALL.map(|(_, username, meaning)| (username, meaning));
    format!(
        "\
These show what can go wrong with UKG Authentication, where the seventh wrong password in a row
also blocks a user:
{}",
        table(&ukg),
    )
}

fn table(rows: &[(&str, &str)]) -> String {
    rows.iter().fold(String::new(), |mut table, (username, meaning)| {
        let _ = writeln!(table, "    {username:<22}{meaning}");
        table
    })
}
