//! The command `sandbox`, and what `serve --sandbox` shares with it.

use std::error::Error;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use crate::logging;
use crate::sandbox::{self, Scenario, accounts};
use crate::settings::LogSettings;
use crate::tenant::VanityUrl;

#[derive(Args, Debug)]
pub struct Sandbox {
    /// Address to listen on, with TLS; port 0 picks a free port
    #[arg(
        long,
        env = "PROWFM_SANDBOX_LISTEN",
        value_name = "IP:PORT",
        default_value = "127.0.0.1:8443"
    )]
    listen: SocketAddr,

    /// Host name for its certificate, in addition to localhost. Repeatable
    #[arg(long, value_name = "HOST", default_value = sandbox::HOST)]
    host: Vec<VanityUrl>,

    /// Write its CA certificate (PEM) to this file
    #[arg(long, value_name = "FILE")]
    ca_out: Option<PathBuf>,

    #[command(flatten)]
    log: LogSettings,
}

impl Sandbox {
    pub async fn run(self) -> Result<(), Box<dyn Error>> {
        logging::init(&self.log.log, self.log.log_format)?;
        let stop = super::signals::stop_on_signals()?;
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
        let ca = self.ca_out.as_deref().unwrap_or(Path::new("ca.pem")).display();
        let hint = match self.ca_out {
            Some(_) => "",
            None => "Clients must trust its authority: restart it with --ca-out ca.pem.\n\n",
        };
        super::explain(format_args!(
            "
{hint}Point a facade at it:

    prowfm-auth serve --tenant https://{host} --resolve {host}={address} --tenant-ca {ca}

User name {}, password {}, client id {}, client secret {}

{}",
            accounts::USERNAME,
            accounts::PASSWORD,
            accounts::CLIENT_ID,
            accounts::CLIENT_SECRET,
            scenarios(),
        ));
    }
}

/// A table of the user names that make the simulated tenant fail.
pub(super) fn scenarios() -> String {
    let mut table = String::from("These user names, with any password, show what can go wrong:\n");
    for (_, username, meaning) in Scenario::ALL {
        let _ = writeln!(table, "    {username:<22}{meaning}");
    }
    table
}
