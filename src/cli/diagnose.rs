use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use tokio::runtime;

use super::{explain, print};
use crate::diagnosis::{Diagnosis, Report, TenantLogin};
use crate::settings::{HostSettings, TimeoutSettings, TokenHostSettings};
use crate::tenant::TokenUrl;
use crate::upstream::{CallLimits, GuardedResolver, Probe, SystemLookup};

#[derive(Args, Debug)]
pub struct Diagnose {
    /// The address at which people open UKG Pro WFM, such as acme.prd.mykronos.com
    #[arg(value_name = "URL")]
    vanity_url: String,

    /// OAuth token URL of the tenant, as UKG's Client Management shows it [default: where the start page
    /// leads]
    #[arg(long, value_name = "URL")]
    token_url: Option<TokenUrl>,

    /// The form of the report; json is for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    hosts: HostSettings,

    #[command(flatten)]
    token_hosts: TokenHostSettings,

    #[command(flatten)]
    timeouts: TimeoutSettings,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Diagnose {
    pub const NAME: &str = "diagnose";

    pub fn run(&self) -> Result<ExitCode, Box<dyn Error>> {
        for text in super::unknown_variables() {
            explain(format_args!("warning: {text}"));
        }
        let diagnosis = self.diagnosis()?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let set = self.token_url.clone().map(TenantLogin::Ukg);
        let examining = diagnosis.of(&self.vanity_url, set.as_ref());
        let report = runtime.block_on(examining);
        // Does not wait for a name lookup that hangs.
        runtime.shutdown_background();
        self.show(&report);
        Ok(if report.can_work() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn diagnosis(&self) -> Result<Diagnosis, Box<dyn Error>> {
        let limits = CallLimits {
            connect: self.timeouts.connect_timeout,
            call: self.timeouts.tenant_timeout,
            calls_per_tenant: 1,
        };
        let lookup = Arc::new(SystemLookup::default());
        let resolver = GuardedResolver::new(self.hosts.pins(), lookup);
        Ok(Diagnosis {
            probe: Probe::new(limits, self.hosts.roots()?, resolver)?,
            allow_list: self.hosts.allow_list(),
            token_hosts: self.token_hosts.token_hosts(),
        })
    }

    fn show(&self, report: &Report) {
        match self.format {
            Format::Text => print(&report.text()),
            Format::Json => print(&(report.json() + "\n")),
        }
    }
}
