mod embedded_sandbox;

use std::collections::HashMap;
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::sync::watch::Receiver;

use super::signals;
use crate::access::Access;
use crate::api::{Kept, OwnSettings};
use crate::clock::Clock;
use crate::facade::{Facade, FacadeSettings, WatchedFiles};
use crate::kept_tokens::KeptTokens;
use crate::listener::{CertificateLife, Limits, Security};
use crate::lockout_guard::LockoutGuard;
use crate::logging;
use crate::page::TryIt;
use crate::process_limits;
use crate::reload::{Reload, ReloadError};
use crate::settings::{
    AccessSettings, CallSettings, ConfigFile, ConfigFileError, InvalidSetting, KeepTokens,
    KeepingSettings, ListenSettings, LogSettings, OnOff, PageSettings, TenantSettings, Tenants,
    ThrottleSettings, TraceSettings,
};
use crate::tenant::LoginService;
use crate::traces::Traces;
use crate::upstream::SystemLookup;
use embedded_sandbox::EmbeddedSandbox;

#[derive(Args, Debug)]
pub struct Serve {
    /// Start two simulated tenants in this process, one for each login service, and make the one with the
    /// legacy login service the default tenant. Nothing else is needed to try the service
    #[arg(long, conflicts_with = "tenant")]
    sandbox: bool,

    /// Configuration file (TOML): one key per setting below, named like its flag. On SIGHUP its log
    /// filter is read again
    #[arg(long, env = "PROWFM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Print the effective settings as a configuration file, and exit
    #[arg(long)]
    pub print_config: bool,

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

impl Serve {
    pub const NAME: &str = "serve";

    /// Takes over the tables of single tenants, which are in the file alone.
    pub fn read_tables(&mut self, file: &ConfigFile) -> Result<(), ConfigFileError> {
        self.tenants.tables = file.tenants()?;
        let faults = file.faults(self.tenants.faults_of_tables());
        if faults.is_empty() { Ok(()) } else { Err(ConfigFileError::Several(faults)) }
    }

    /// Settings that do not go together, wherever they come from. (clap checks only flags and
    /// variables.)
    pub fn faults(&self) -> impl Iterator<Item = InvalidSetting> {
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

    pub async fn run(self) -> Result<(), Box<dyn Error>> {
        let logs = logging::init(&self.log.log, self.log.log_format)?;
        signals::reload_log_filter_on_hangup(logs)?;
        super::unknown_variables().for_each(|text| tracing::warn!("{text}"));
        process_limits::no_core_dumps();
        let stop = signals::stop_on_signals()?;

        let mut tenants = self.tenants.tenants()?;
        let sandbox = if self.sandbox { Some(EmbeddedSandbox::start().await?) } else { None };
        if let Some(sandbox) = &sandbox {
            tenants = sandbox.join(tenants)?;
        }
        let traces = self.traces.exporter()?.map(Arc::new);
        let settings = self.facade_settings(tenants, traces.clone()).await?;
        let facade = Facade::bind(settings, Arc::new(SystemLookup::default())).await?;
        self.announce(&facade).await;

        facade.run(stop).await;
        if let Some(traces) = traces {
            tokio::task::spawn_blocking(move || traces.stop()).await?;
        }
        if let Some(sandbox) = sandbox {
            sandbox.stop().await?;
        }
        Ok(())
    }

    async fn facade_settings(
        &self,
        tenants: Tenants,
        traces: Option<Arc<Traces>>,
    ) -> Result<FacadeSettings, Box<dyn Error>> {
        let Keeping { kept, guard } = self.keeping()?;
        let mut files = WatchedFiles::default();
        let security = self.security(&mut files)?;
        let access = self.access(&tenants, &mut files)?;
        let profiles = self.access.profiles(tenants.allow_list.clone())?;
        let profiles = profiles.map(|reload| watch(reload, &mut files));
        Ok(FacadeSettings {
            listen: self.listen.listen,
            admin_listen: self.listen.admin_listen,
            security,
            limits: limits(),
            stop_delay: self.listen.stop_delay.unwrap_or_default(),
            access,
            profiles,
            max_calls: self.calls.max_calls.get(),
            public_url: self.listen.public_url.clone(),
            try_it: self.try_it(),
            own_settings: self.own_settings(&tenants).await?,
            default_tenant: tenants.default,
            allow_list: tenants.allow_list,
            token_hosts: tenants.token_hosts,
            pins: tenants.pins,
            roots: tenants.roots,
            call_limits: self.calls.limits(),
            throttle: Arc::new(self.throttle.throttle().await?),
            app_key: self.calls.app_key()?,
            kept,
            guard,
            user_hash: self.traces.user_hash()?,
            traces,
            files,
            trusted_proxies: self.listen.trusted_proxy.iter().copied().collect(),
        })
    }

    /// The settings of single tenants. Without an app key or a rate of its own, the default tenant has
    /// that of the flags; every other tenant has no app key, and the rate of the flags.
    async fn own_settings(
        &self,
        tenants: &Tenants,
    ) -> Result<HashMap<String, OwnSettings>, Box<dyn Error>> {
        let mut own = HashMap::new();
        for table in &tenants.tables {
            let is_default = tenants.default.as_ref() == Some(&table.tenant);
            if table.login.as_ref().is_some_and(|login| login.realm.is_none()) {
                let tenant = table.tenant.host();
                tracing::warn!(
                    tenant,
                    "no organization and no realm is set: passwords cannot be sent to its token host"
                );
            }
            let app_key = match &table.app_key_file {
                Some(path) => {
                    let setting = format!("tenants.{:?}.app-key-file", table.tenant.host());
                    Some(CallSettings::app_key_in(&setting, path)?)
                }
                None if is_default => self.calls.app_key()?,
                None => None,
            };
            let throttle = match table.throttle {
                Some(rate) => Some(Arc::new(self.throttle.throttle_at(rate).await?)),
                None => None,
            };
            let login = table.login.clone();
            let login = login.map_or(LoginService::Legacy, |login| {
                LoginService::UkgAuthentication(Box::new(login))
            });
            let host = table.tenant.host().to_owned();
            own.insert(host, OwnSettings { login, app_key, throttle });
        }
        Ok(own)
    }

    /// What remembers tokens and refused passwords: each replica alone, or shared through Redis.
    fn keeping(&self) -> Result<Keeping, Box<dyn Error>> {
        let keys = self.keeping.sealing_keys()?;
        let store = match self.keeping.sealing_key_file {
            Some(_) => self.throttle.shared_store()?.map(Arc::new),
            None => None,
        };
        let at_least = self.keeping.keep_tokens_at_least;
        let kept = (self.keeping.keep_tokens != KeepTokens::Off).then(|| Kept {
            tokens: KeptTokens::new(keys.clone(), at_least, Clock::default(), store.clone()),
            every_password: self.keeping.keep_tokens == KeepTokens::All,
        });
        let patience = self.calls.timeouts.tenant_timeout;
        let guard = (self.keeping.lockout_guard == OnOff::On)
            .then(|| LockoutGuard::new(keys, patience, Clock::default(), store));
        Ok(Keeping { kept, guard })
    }

    fn security(&self, files: &mut WatchedFiles) -> Result<Security, ReloadError> {
        let life = CertificateLife::default();
        let Some(reload) = self.listen.certificate(&life)? else {
            if !self.listen.listen.ip().is_loopback() {
                tracing::warn!(
                    "passwords arrive here unencrypted: terminate TLS in front of this address, or \
                     pass --tls-cert and --tls-key"
                );
            }
            return Ok(Security::Clear);
        };
        tokio::spawn(life.clone().warn_daily());
        files.certificate = Some(life);
        Ok(Security::Tls(watch(reload, files)))
    }

    fn access(&self, tenants: &Tenants, files: &mut WatchedFiles) -> Result<Access, ReloadError> {
        let Some(reload) = self.access.keys(tenants.allow_list.clone())? else {
            return Ok(Access::Anyone);
        };
        Ok(Access::Keys(watch(reload, files)))
    }

    fn try_it(&self) -> TryIt {
        match (self.pages.no_try, self.sandbox) {
            (true, _) => TryIt::Off,
            (false, false) => TryIt::On,
            (false, true) => TryIt::WithSamples(embedded_sandbox::samples()),
        }
    }

    async fn announce(&self, facade: &Facade) {
        let url = facade.url();
        let mut lines = format!("listening on {url}\n");
        if let Some(address) = facade.admin_address() {
            lines += &format!("admin listening on http://{address}\n");
        }
        super::announce(lines).await;
        if self.sandbox {
            embedded_sandbox::explain_calls(&url, self.access.api_keys.is_some());
        }
    }
}

struct Keeping {
    kept: Option<Kept>,
    guard: Option<LockoutGuard>,
}

/// The newest value of files, at any time. From now on they are watched.
fn watch<T: Send + Sync + 'static>(
    reload: Reload<T>,
    files: &mut WatchedFiles,
) -> Receiver<Arc<T>> {
    let value = reload.value();
    files.reloads.push(reload.status());
    tokio::spawn(reload.run());
    value
}

/// The default limits, with as many connections as this process may have descriptors for.
fn limits() -> Limits {
    let connections = process_limits::connections(process_limits::raise_descriptors());
    let limits = Limits::default();
    Limits { connections: limits.connections.min(connections), ..limits }
}
