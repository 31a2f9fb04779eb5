use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use poem_openapi::OpenApi;
use tokio_util::sync::CancellationToken;

use crate::access::Access;
use crate::api::GetAccessToken;
use crate::facade::{Facade, FacadeSettings};
use crate::listener::{Limits, Security};
use crate::logging::{self, LogFilter};
use crate::page::{Samples, TryIt};
use crate::process_limits;
use crate::reload::ReloadError;
use crate::sandbox::{self, Sandbox, Scenario, accounts};
use crate::settings::{
    AccessSettings, CallSettings, ListenSettings, LogSettings, PageSettings, SettingFault,
    TenantSettings, ThrottleSettings, TraceSettings,
};
use crate::tenant::{AllowList, Pin, Pins, VanityUrl};
use crate::traces::Traces;
use crate::upstream::SystemLookup;

/// Runs the facade.
#[derive(Args, Debug)]
pub struct Serve {
    /// Start a simulated tenant inside the process and make it the default tenant: nothing else is
    /// needed to try everything
    #[arg(long, conflicts_with = "tenant")]
    sandbox: bool,

    /// The configuration file, TOML: one key per setting below, named as its flag. SIGHUP has what it
    /// says of the log read again
    #[arg(long, env = "PROWFM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print the settings in force as a configuration file, and exit
    #[arg(long)]
    print_config: bool,

    #[command(flatten)]
    listen: ListenSettings,

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
    log: LogSettings,

    #[command(flatten)]
    traces: TraceSettings,
}

impl Serve {
    /// The name of the command.
    pub const NAME: &str = "serve";

    /// Whether the settings are to be printed, and nothing else.
    pub fn only_prints_settings(&self) -> bool {
        self.print_config
    }

    /// What is logged.
    pub fn log(&self) -> &LogFilter {
        &self.log.log
    }

    /// How many threads serve calls.
    pub fn worker_threads(&self) -> NonZeroUsize {
        self.listen.worker_threads
    }

    /// What is wrong usage, wherever the settings come from. (clap looks at flags and variables only.)
    ///
    /// # Errors
    ///
    /// What does not go together.
    pub fn check(&self) -> Result<(), SettingFault> {
        if self.sandbox && self.tenants.tenant.is_some() {
            let message = "--sandbox cannot be used with --tenant".to_owned();
            return Err(SettingFault { key: "tenant", message });
        }
        self.listen.check()?;
        self.access.check(self.listen.listen)?;
        self.throttle.check()?;
        self.tenants.check()
    }

    pub async fn run(mut self) -> Result<(), Box<dyn Error>> {
        let logs = logging::init(&self.log.log, self.log.log_format)?;
        super::read_log_filter_on_hangup(logs)?;
        process_limits::no_core_dumps();
        let stop = super::stop_on_signals()?;
        let mut roots = self.tenants.roots()?;
        let mut allow_list = self.tenants.allow_list();
        // The sandbox outlives the facade: it must answer the calls that are finished at the end.
        let sandbox_stop = CancellationToken::new();
        let mut sandbox_task = None;
        if self.sandbox {
            let sandbox = start_sandbox().await?;
            roots = roots.and_pem(sandbox.ca_pem().as_bytes()).map_err(|()| "no certificate")?;
            let tenant: VanityUrl = sandbox::HOST.parse()?;
            self.tenants
                .resolve
                .push(Pin { host: tenant.host().to_owned(), address: sandbox.address() });
            allow_list = allow_list.and(sandbox::HOST.parse()?);
            self.tenants.tenant = Some(tenant);
            sandbox_task = Some(tokio::spawn(sandbox.run(sandbox_stop.clone())));
        }
        let connections = process_limits::connections(process_limits::raise_descriptors());
        let limits = Limits::default();
        let traces = self.traces.otlp.as_ref().map(Traces::start).transpose()?.map(Arc::new);
        let facade = Facade::bind(
            FacadeSettings {
                listen: self.listen.listen,
                admin_listen: self.listen.admin_listen,
                security: self.security()?,
                limits: Limits { connections: limits.connections.min(connections), ..limits },
                stop_delay: self.listen.stop_delay.unwrap_or_default(),
                access: self.access(&allow_list)?,
                most_calls: self.calls.max_calls.get(),
                public_url: self.listen.public_url.clone(),
                try_it: self.try_it(),
                default_tenant: self.tenants.tenant.clone(),
                allow_list,
                pins: Pins::from_iter(self.tenants.resolve.clone()),
                roots,
                call_limits: self.calls.limits(),
                throttle: Arc::new(self.throttle.throttle().await?),
                app_key: self.calls.app_key()?,
                user_hash: self.traces.user_hash()?,
                traces: traces.clone(),
            },
            Arc::new(SystemLookup::default()),
        )
        .await?;
        let url = facade.url();
        super::announce("listening", &url);
        if let Some(address) = facade.admin_address() {
            super::announce("admin listening", &format!("http://{address}"));
        }
        if self.sandbox {
            explain_sandbox(&url, self.access.api_keys.is_some());
        }
        facade.run(stop).await;
        if let Some(traces) = traces {
            tokio::task::spawn_blocking(move || traces.stop()).await?;
        }
        sandbox_stop.cancel();
        if let Some(task) = sandbox_task {
            task.await?;
        }
        Ok(())
    }

    fn security(&self) -> Result<Security, ReloadError> {
        let Some(reload) = self.listen.certificate()? else {
            if !self.listen.listen.ip().is_loopback() {
                tracing::warn!(
                    "passwords arrive here in clear: end TLS in front of this address, or pass \
                     --tls-cert and --tls-key"
                );
            }
            return Ok(Security::Clear);
        };
        let config = reload.value();
        tokio::spawn(reload.run());
        Ok(Security::Tls(config))
    }

    fn try_it(&self) -> TryIt {
        match (self.pages.no_try, self.sandbox) {
            (true, _) => TryIt::Off,
            (false, false) => TryIt::On,
            (false, true) => TryIt::WithSamples(Samples {
                fields: vec![
                    ("username", accounts::USERNAME),
                    ("password", accounts::PASSWORD),
                    ("client_id", accounts::CLIENT_ID),
                    ("client_secret", accounts::CLIENT_SECRET),
                ],
                user_names: Scenario::ALL.map(|s| (s.username(), s.meaning())).to_vec(),
            }),
        }
    }

    fn access(&self, allow_list: &AllowList) -> Result<Access, ReloadError> {
        let Some(reload) = self.access.keys(allow_list.clone())? else { return Ok(Access::Anyone) };
        let keys = reload.value();
        tokio::spawn(reload.run());
        Ok(Access::Keys(keys))
    }
}

async fn start_sandbox() -> Result<Sandbox, sandbox::SandboxError> {
    let free_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Sandbox::bind(free_port, &[sandbox::HOST.to_owned()], Arc::new(Instant::now)).await
}

fn explain_sandbox(url: &str, asks_for_key: bool) {
    let key = if asks_for_key { " -H 'X-API-Key: KEY'" } else { "" };
    super::explain(format_args!(
        "
The sandbox tenant https://{host} runs inside this process. Try it at {url} in a browser.
Get a token:

    curl -s {url}{path}{key} \\
        -d username={username} -d password={password} \\
        -d client_id={client_id} -d client_secret={client_secret}

With these user names, and any password, the sandbox shows what can go wrong:
{scenarios}",
        host = sandbox::HOST,
        path = token_path(),
        username = accounts::USERNAME,
        password = accounts::PASSWORD,
        client_id = accounts::CLIENT_ID,
        client_secret = accounts::CLIENT_SECRET,
        scenarios = super::sandbox::table(&Scenario::ALL),
    ));
}

/// The path of the operation, which need not be the tenant's.
fn token_path() -> String {
    GetAccessToken::meta().into_iter().flat_map(|api| api.paths).map(|at| at.path).collect()
}
