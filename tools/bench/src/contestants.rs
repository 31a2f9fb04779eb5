use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::time::{Instant, sleep};

use crate::Failure;
use crate::credentials::{Credentials, HOST};
use crate::nginx::{Nginx, Way};
use crate::process::Process;

/// Flags for answers from kept tokens.
const KEPT: [&str; 2] = ["--keep-tokens", "all"];

/// How long a process may take to listen.
const START: Duration = Duration::from_secs(10);

/// What is measured: a program between callers and the tenant.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Contestant {
    /// The least that any program could do; all others are measured by it
    Forwarder,
    /// The least with the facade's web framework and HTTP client
    Floor,
    /// A service in the ordinary way with the facade's packages
    Plain,
    /// This product, with default settings
    Facade,
    /// The same, answering from kept tokens: the tenant is called once for each client
    FacadeKept,
    /// This product as it is shipped, built with a profile
    Shipped,
    /// The same, answering from kept tokens
    ShippedKept,
    /// nginx, which appends to the body without looking at it
    Nginx,
    /// nginx with njs, which reads the body
    NginxNjs,
}

impl Contestant {
    pub const ALL: [Self; 9] = [
        Self::Forwarder,
        Self::Floor,
        Self::Plain,
        Self::Facade,
        Self::FacadeKept,
        Self::Shipped,
        Self::ShippedKept,
        Self::Nginx,
        Self::NginxNjs,
    ];

    pub fn is_facade(self) -> bool {
        matches!(self, Self::Facade | Self::FacadeKept) || self.is_shipped()
    }

    pub fn is_shipped(self) -> bool {
        matches!(self, Self::Shipped | Self::ShippedKept)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Forwarder => "bare forwarder",
            Self::Floor => "floor: poem, reqwest",
            Self::Plain => "plain service, same packages",
            Self::Facade => "prowfm-auth",
            Self::FacadeKept => "prowfm-auth, kept token",
            Self::Shipped => "prowfm-auth as shipped",
            Self::ShippedKept => "prowfm-auth as shipped, kept token",
            Self::Nginx => "nginx, proxy_set_body",
            Self::NginxNjs => "nginx, njs",
        }
    }
}

/// The programs of this product.
pub struct Facades {
    /// By `cargo build --release`.
    pub built: PathBuf,
    /// As it is shipped, built with a profile.
    pub shipped: Option<PathBuf>,
}

/// What all contestants share: a folder that goes with this value, and the tenant's credentials.
pub struct Bench {
    facades: Facades,
    templates: PathBuf,
    modules: PathBuf,
    folder: TempDir,
    credentials: Credentials,
}

/// A process that listens.
pub struct Running {
    pub process: Process,
    pub address: SocketAddr,
    /// From its start until it listened.
    pub start: Duration,
}

impl Bench {
    pub fn set_up(facades: Facades, templates: PathBuf, modules: PathBuf) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        // nginx's workers are another user, if this is root.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(folder.path(), open)?;
        let credentials = Credentials::issue(folder.path())?;
        std::fs::write(folder.path().join("app-key"), "K3y")?;
        Ok(Self { facades, templates, modules, folder, credentials })
    }

    pub fn load(&self) -> PathBuf {
        self.templates.join("load.lua")
    }

    /// Starts a tenant with this delay.
    pub async fn tenant(&self, delay: Duration) -> Result<Running, Failure> {
        let listen = free_address().await?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["tenant", "--listen", &listen.to_string()]);
        command.arg("--certificate").arg(&self.credentials.certificate);
        command.arg("--key").arg(&self.credentials.key);
        command.args(["--delay", &delay.as_millis().to_string()]);
        self.run(command, listen, "tenant").await
    }

    /// Starts a contestant in front of a tenant.
    pub async fn start(
        &self,
        contestant: Contestant,
        tenant: SocketAddr,
    ) -> Result<Running, Failure> {
        let listen = free_address().await?;
        let nginx = |way, name| {
            let templates = self.templates.canonicalize()?;
            let folder = self.folder.path().join(name);
            std::fs::create_dir_all(&folder)?;
            let (modules, authority) = (self.modules.clone(), self.credentials.authority.clone());
            Nginx { templates, modules, folder, listen, tenant, authority }.command(way)
        };
        let command = match contestant {
            Contestant::Forwarder => self.own("forwarder", listen, tenant)?,
            Contestant::Floor => self.own("floor", listen, tenant)?,
            Contestant::Plain => self.own("plain", listen, tenant)?,
            Contestant::Facade => self.facade(&self.facades.built, listen, tenant, &[]),
            Contestant::FacadeKept => self.facade(&self.facades.built, listen, tenant, &KEPT),
            Contestant::Shipped => self.facade(self.shipped()?, listen, tenant, &[]),
            Contestant::ShippedKept => self.facade(self.shipped()?, listen, tenant, &KEPT),
            Contestant::Nginx => nginx(Way::SetBody, "nginx")?,
            Contestant::NginxNjs => nginx(Way::Script, "nginx-njs")?,
        };
        self.run(command, listen, "contestant").await
    }

    /// Starts the facade with further flags.
    pub async fn facade_with(
        &self,
        tenant: SocketAddr,
        flags: &[&str],
    ) -> Result<Running, Failure> {
        let listen = free_address().await?;
        let command = self.facade(&self.facades.built, listen, tenant, flags);
        self.run(command, listen, "contestant").await
    }

    fn shipped(&self) -> Result<&PathBuf, Failure> {
        self.facades.shipped.as_ref().ok_or_else(|| "--shipped FILE is missing".into())
    }

    /// A contestant that is part of this program.
    fn own(&self, name: &str, listen: SocketAddr, tenant: SocketAddr) -> Result<Command, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args([name, "--listen", &listen.to_string()]);
        command.args(["--tenant", &tenant.to_string()]);
        command.arg("--authority").arg(&self.credentials.authority);
        Ok(command)
    }

    /// With default settings except the tenant's address and the throttle, which allows its maximum.
    fn facade(
        &self,
        program: &PathBuf,
        listen: SocketAddr,
        tenant: SocketAddr,
        flags: &[&str],
    ) -> Command {
        let mut command = Command::new(program);
        command.env_clear().args(["serve", "--listen", &listen.to_string()]);
        command.args(["--tenant", &format!("https://{HOST}")]);
        command.args(["--resolve", &format!("{HOST}={tenant}")]);
        command.arg("--tenant-ca").arg(&self.credentials.authority);
        command.arg("--app-key-file").arg(self.folder.path().join("app-key"));
        command.args(["--throttle", "10000/60s"]).args(flags);
        command
    }

    async fn run(
        &self,
        mut command: Command,
        address: SocketAddr,
        name: &str,
    ) -> Result<Running, Failure> {
        let log = self.folder.path().join(name).with_extension("log");
        let started = Instant::now();
        let process = Process::start(&mut command, log.clone())?;
        while TcpStream::connect(address).await.is_err() {
            if started.elapsed() > START {
                let said = std::fs::read_to_string(log)?;
                return Err(format!("the {name} does not listen: {said}").into());
            }
            sleep(Duration::from_micros(100)).await;
        }
        Ok(Running { process, address, start: started.elapsed() })
    }
}

/// An address with a free port.
async fn free_address() -> Result<SocketAddr, Failure> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?)
}
