mod derived;
mod embedded_sandbox;
mod inputs;
mod parts;
mod reloading;

use std::error::Error;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::faults::Faults;
use super::signals;
use crate::facade::Facade;
use crate::listener::GivenSockets;
use crate::logging::{self, LogControl, LogFormat, explain};
use crate::process_limits;
use crate::reload::Status;
use crate::settings::{
    AccessSettings, CallSettings, ConfigFile, InForce, InvalidSetting, KeepingSettings,
    ListenSettings, LogSettings, PageSettings, TenantSettings, ThrottleSettings, TraceSettings,
};
use crate::traces::Traces;
use crate::upstream::SystemLookup;
use embedded_sandbox::EmbeddedSandbox;
use inputs::Inputs;
use reloading::{Reloading, off_this_thread};

/// The exit code of clap for wrong usage.
const WRONG_USAGE: u8 = 2;

const MORE: &str = "\
Examples:
  prowfm-auth serve --sandbox
  prowfm-auth serve --tenant https://acme.prd.mykronos.com --listen localhost:8080
  prowfm-auth serve --config prowfm-auth.toml --check-config

Signals:
  SIGTERM, SIGINT  finish the calls in flight, then end; a second one ends at once
  SIGHUP           read the settings again; the log says which changes need a restart

Exit codes:
  0  stopped by a signal, with every call finished
  1  the start failed, or a second signal
  2  wrong usage, or settings that cannot be used; a restart does not help";

#[derive(Args, Clone, Debug)]
#[command(version, after_long_help = MORE)]
pub struct Serve {
    /// Start two simulated tenants in this process, one for each login service, and make the one with the
    /// legacy login service the default tenant. Nothing else is needed to try the service
    #[arg(long, conflicts_with = "tenant")]
    sandbox: bool,

    /// Configuration file (TOML): one key per setting below, named like its flag. On SIGHUP it is
    /// read again; the log says which changes need a restart
    #[arg(long, env = "PROWFM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print the settings in force as a configuration file, and exit
    #[arg(long)]
    print_config: bool,

    /// Read and judge everything that a start would read: settings, keys, certificates and other files.
    /// Starts nothing: exit code 0 if all can be used, 2 if not
    #[arg(long)]
    check_config: bool,

    /// Where the settings come from.
    #[arg(skip)]
    in_force: InForce,

    #[command(flatten)]
    pub listen: ListenSettings,

    #[command(flatten)]
    access: AccessSettings,

    #[command(flatten)]
    pages: PageSettings,

    #[command(flatten)]
    tenants: TenantSettings,

    #[command(flatten)]
    calls: CallSettings,

    #[command(flatten)]
    throttle: ThrottleSettings,

    #[command(flatten)]
    keeping: KeepingSettings,

    #[command(flatten)]
    pub log: LogSettings,

    #[command(flatten)]
    traces: TraceSettings,
}

/// A service that listens, but does not serve yet.
struct Prepared {
    facade: Facade,
    reloading: Reloading,
    sandbox: Option<EmbeddedSandbox>,
    traces: Option<Arc<Traces>>,
}

impl Serve {
    pub const NAME: &str = "serve";

    /// Takes over what clap does not: where the settings come from, and the tables of single tenants, which
    /// are in the file alone.
    pub fn complete(&mut self, in_force: InForce, file: Option<&ConfigFile>) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if let Some(file) = file {
            self.tenants.tables = faults.note(file.tenants()).unwrap_or_default();
            for fault in file.faults(self.tenants.faults_of_tables()) {
                faults.add(fault.to_string());
            }
        }
        self.in_force = in_force;
        faults.and(self.faults_at_source()).none()
    }

    fn faults_at_source(&self) -> Faults {
        let mut faults = Faults::default();
        for InvalidSetting { key, message } in self.faults() {
            faults.add(format!("{}: {message}", self.in_force.source_of(key)));
        }
        faults
    }

    /// Settings that do not go together, wherever they come from. (clap checks only flags and
    /// variables.)
    fn faults(&self) -> impl Iterator<Item = InvalidSetting> {
        let with_tenant = self.sandbox && self.tenants.tenant.is_some();
        let with_tenant = with_tenant.then(|| InvalidSetting {
            key: "tenant",
            message: "--sandbox cannot be used with --tenant".to_owned(),
        });
        let checks = [
            with_tenant.map_or(Ok(()), Err),
            self.listen.check(),
            self.access.check(self.listen.listen),
            self.keeping.check(self.throttle.redis.is_some()),
            self.throttle.check(self.keeping.sealing_key_file.is_some()),
            self.tenants.check(),
        ];
        checks.into_iter().filter_map(Result::err)
    }

    /// Whether the settings are only shown or checked.
    pub fn starts_nothing(&self) -> bool {
        self.print_config || self.check_config
    }

    /// Prints or checks the settings.
    pub fn show(&self) -> ExitCode {
        if self.check_config
            && let Err(faults) = self.check()
        {
            explain(format_args!("error: {faults}"));
            return ExitCode::from(WRONG_USAGE);
        }
        if self.print_config {
            super::print(&self.in_force.text(&self.derived()));
        } else {
            explain(format_args!("everything that a start reads can be used"));
        }
        ExitCode::SUCCESS
    }

    fn check(&self) -> Result<(), Box<dyn Error>> {
        logging::init(&self.log.log, self.log.log_format.or(Some(LogFormat::Text)))?;
        self.warn();
        Inputs::read(self)?;
        Ok(())
    }

    /// Warns of what can be used, and is probably not meant.
    fn warn(&self) {
        for text in super::unknown_variables() {
            tracing::warn!("{text}");
        }
        if self.listen.tls_cert.is_none() && !self.listen.listen.ip().is_loopback() {
            tracing::warn!(
                "passwords arrive here unencrypted: terminate TLS in front of this address, or pass \
                 --tls-cert and --tls-key"
            );
        }
        self.tenants.warn_of_missing_realms();
    }

    /// Runs the service until it has stopped. Called while the process has one thread.
    pub fn start(mut self) -> Result<ExitCode, Box<dyn Error>> {
        match self.given_sockets() {
            Ok(given) => super::run_service(self.listen.worker_threads, self.run(given)),
            Err(faults) => {
                explain(format_args!("error: {faults}"));
                Ok(ExitCode::from(WRONG_USAGE))
            }
        }
    }

    /// The sockets of the service manager. Their addresses are in force instead of those of the settings.
    fn given_sockets(&mut self) -> Result<GivenSockets, Faults> {
        let mut faults = Faults::default();
        let given = faults.note(GivenSockets::take()).unwrap_or_default();
        if let Err(InvalidSetting { key, message }) = self.listen.take_over(&given) {
            faults.add(format!("{}: {message}", self.in_force.source_of(key)));
        }
        faults.and(self.faults_at_source()).none()?;
        Ok(given)
    }

    async fn run(self, given: GivenSockets) -> Result<(), Box<dyn Error>> {
        let logs = logging::init(&self.log.log, self.log.log_format)?;
        self.warn();
        for (flag, socket) in [("--listen", &given.listen), ("--admin-listen", &given.admin)] {
            if let Some(address) = socket.as_ref().map(TcpListener::local_addr).transpose()? {
                tracing::info!(%address, "the service manager's socket is used (LISTEN_FDS), not {flag}");
            }
        }
        let hangups = signals::hangups()?;
        process_limits::no_core_dumps();
        let stop = signals::stop_on_signals()?;
        let prepared = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(()),
            prepared = self.prepare(given, logs) => prepared?,
        };
        let Prepared { facade, reloading, sandbox, traces } = prepared;
        tokio::spawn(reloading.run(hangups));

        facade.run(stop).await;
        if let Some(traces) = traces {
            tokio::task::spawn_blocking(move || traces.stop()).await?;
        }
        if let Some(sandbox) = sandbox {
            sandbox.stop().await?;
        }
        Ok(())
    }

    /// Everything before the first call. It may be dropped at any time: what can hang is read by a thread of
    /// its own.
    async fn prepare(
        self,
        given: GivenSockets,
        logs: LogControl,
    ) -> Result<Prepared, Box<dyn Error>> {
        let serve = self.clone();
        let mut inputs = off_this_thread(move || Inputs::read(&serve)).await??;
        let sandbox = if self.sandbox { Some(EmbeddedSandbox::start().await?) } else { None };
        if let Some(sandbox) = &sandbox {
            inputs.tenants = sandbox.join(inputs.tenants)?;
        }
        let traces = self.traces.exporter()?.map(Arc::new);
        let (allow_list, status) = (inputs.allow_list.clone(), Status::on_request("config"));
        let mut settings = self.facade_settings(inputs, given, traces.clone()).await?;
        let files = settings.files.reloads.clone();
        settings.files.reloads.push(status.clone());
        let facade = Facade::bind(settings, Arc::new(SystemLookup::default())).await?;
        self.announce(&facade).await;
        let (control, started) = (facade.control(), self.in_force.clone());
        let reloading =
            Reloading { serve: self, started, control, allow_list, logs, status, files };
        Ok(Prepared { facade, reloading, sandbox, traces })
    }

    async fn announce(&self, facade: &Facade) {
        let url = facade.url();
        let mut lines = format!("listening on {url}\n");
        if let Some(address) = facade.admin_address() {
            lines += &format!("admin listening on http://{address}\n");
        }
        // The address last: a stop that follows it must not cut the explanation off.
        if self.sandbox {
            let has_key = self.access.api_keys.is_some();
            let url = facade.public_url().to_string();
            embedded_sandbox::explain_calls(&url, has_key, self.access.profiles.is_some());
        }
        super::announce(lines).await;
    }
}
