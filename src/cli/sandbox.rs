use std::error::Error;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use crate::logging;
use crate::sandbox::{self, Scenario, accounts};
use crate::settings::LogSettings;
use crate::tenant::VanityUrl;

/// Runs the simulated tenant alone.
#[derive(Args, Debug)]
pub struct Sandbox {
    /// Where the tenant listens, over TLS; port 0 takes a free one
    #[arg(
        long,
        env = "PROWFM_SANDBOX_LISTEN",
        value_name = "IP:PORT",
        default_value = "127.0.0.1:8443"
    )]
    listen: SocketAddr,

    /// Host names that its certificate is for, beside localhost. Repeatable
    #[arg(long, value_name = "HOST", default_value = sandbox::HOST)]
    host: Vec<VanityUrl>,

    /// Write the certificate of the authority that it made, as PEM
    #[arg(long, value_name = "FILE")]
    ca_out: Option<PathBuf>,

    #[command(flatten)]
    log: LogSettings,
}

impl Sandbox {
    pub async fn run(self) -> Result<(), Box<dyn Error>> {
        logging::init(&self.log.log, self.log.log_format)?;
        let stop = super::stop_on_signals()?;
        let hosts: Vec<String> = self.host.iter().map(|host| host.host().to_owned()).collect();
        let sandbox = sandbox::Sandbox::bind(self.listen, &hosts, Arc::new(Instant::now)).await?;
        if let Some(file) = &self.ca_out {
            std::fs::write(file, sandbox.ca_pem())
                .map_err(|error| format!("--ca-out: {}: {error}", file.display()))?;
        }
        super::announce("listening", &format!("https://{}", sandbox.address()));
        self.explain(sandbox.address(), &hosts);
        sandbox.run(stop).await;
        Ok(())
    }

    fn explain(&self, address: SocketAddr, hosts: &[String]) {
        let host = hosts.first().map_or(sandbox::HOST, String::as_str);
        let ca = match &self.ca_out {
            Some(file) => file.display().to_string(),
            None => "ca.pem".to_owned(),
        };
        let first = match self.ca_out {
            Some(_) => "",
            None => "Nobody trusts it without its authority: start it with --ca-out ca.pem.\n\n",
        };
        super::explain(format_args!(
            "
{first}Point a facade at it:

    prowfm-auth serve --tenant https://{host} --resolve {host}={address} --tenant-ca {ca}

user name {}, password {}, client id {}, client secret {}

With these user names, and any password, it shows what can go wrong:
{}",
            accounts::USERNAME,
            accounts::PASSWORD,
            accounts::CLIENT_ID,
            accounts::CLIENT_SECRET,
            table(&Scenario::ALL),
        ));
    }
}

/// The scenarios, one a line.
pub(super) fn table(scenarios: &[Scenario]) -> String {
    scenarios.iter().fold(String::new(), |mut table, scenario| {
        let _ = writeln!(table, "    {:<22}{}", scenario.username(), scenario.meaning());
        table
    })
}
