use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use tokio_util::sync::CancellationToken;

use crate::facade::{Facade, FacadeSettings};
use crate::sandbox::{self, Sandbox, Scenario, accounts};
use crate::settings::{CallSettings, ListenSettings, LogSettings, TenantSettings};
use crate::telemetry;
use crate::tenant::{Pin, Pins, VanityUrl};
use crate::upstream::request::TOKEN_PATH;
use crate::upstream::{SystemLookup, TrustedRoots};

/// Runs the facade.
#[derive(Args, Debug)]
pub struct Serve {
    /// Start a simulated tenant inside the process and make it the default tenant: nothing else is
    /// needed to try everything
    #[arg(long, conflicts_with = "tenant")]
    sandbox: bool,

    #[command(flatten)]
    listen: ListenSettings,

    #[command(flatten)]
    tenants: TenantSettings,

    #[command(flatten)]
    calls: CallSettings,

    #[command(flatten)]
    log: LogSettings,
}

impl Serve {
    pub async fn run(mut self) -> Result<(), Box<dyn Error>> {
        telemetry::init(&self.log)?;
        self.listen.check()?;
        self.tenants.check()?;
        let stop = super::stop_on_signals()?;
        let mut roots = TrustedRoots::of_this_machine();
        if let Some(file) = &self.tenants.tenant_ca {
            roots = roots.and_file(file)?;
        }
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
        let facade = Facade::bind(
            FacadeSettings {
                listen: self.listen.listen,
                public_url: self.listen.public_url.clone(),
                default_tenant: self.tenants.tenant.clone(),
                allow_list,
                pins: Pins::from_iter(self.tenants.resolve.clone()),
                roots,
                timeouts: self.calls.timeouts(),
                app_key: self.calls.app_key()?,
            },
            Arc::new(SystemLookup),
        )
        .await?;
        let url = format!("http://{}", facade.address());
        super::announce(&url);
        if self.sandbox {
            explain_sandbox(&url);
        }
        facade.run(stop).await;
        sandbox_stop.cancel();
        if let Some(task) = sandbox_task {
            task.await?;
        }
        Ok(())
    }
}

async fn start_sandbox() -> Result<Sandbox, sandbox::SandboxError> {
    let free_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Sandbox::bind(free_port, &[sandbox::HOST.to_owned()], Arc::new(Instant::now)).await
}

fn explain_sandbox(url: &str) {
    super::explain(format_args!(
        "
The sandbox tenant https://{host} runs inside this process. Get a token:

    curl -s {url}{TOKEN_PATH} \\
        -d username={username} -d password={password} \\
        -d client_id={client_id} -d client_secret={client_secret}

With these user names, and any password, the sandbox shows what can go wrong:
{scenarios}",
        host = sandbox::HOST,
        username = accounts::USERNAME,
        password = accounts::PASSWORD,
        client_id = accounts::CLIENT_ID,
        client_secret = accounts::CLIENT_SECRET,
        scenarios = super::sandbox::table(&Scenario::ALL),
    ));
}
