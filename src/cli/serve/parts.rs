//! The parts of the facade, as the settings want them.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use tokio::sync::watch::Receiver;

use super::embedded_sandbox;
use super::{Inputs, Serve};
use crate::access::Access;
use crate::api::{Kept, OwnSettings};
use crate::clock::Clock;
use crate::facade::{FacadeSettings, LiveSettings, Throttles, WatchedFiles};
use crate::kept_tokens::KeptTokens;
use crate::listener::{GivenSockets, Limits, Security};
use crate::lockout_guard::LockoutGuard;
use crate::page::TryIt;
use crate::process_limits;
use crate::reload::Reload;
use crate::settings::{KeepTokens, OnOff, Redis, ThrottleError};
use crate::tenant::LoginService;
use crate::throttle::{Throttle, ThrottleRate};
use crate::traces::Traces;

impl Serve {
    pub(super) async fn facade_settings(
        &self,
        inputs: Inputs,
        given: GivenSockets,
        traces: Option<Arc<Traces>>,
    ) -> Result<FacadeSettings, Box<dyn Error>> {
        let LiveSettings { own_settings, throttle, .. } =
            self.live_settings(&inputs, &Throttles::default()).await?;
        let Keeping { kept, guard } = self.keeping(&inputs)?;
        let Inputs { tenants, certificate, life, keys, profiles, .. } = inputs;
        let mut files = WatchedFiles::default();
        let security = match certificate {
            Some(reload) => {
                tokio::spawn(life.clone().warn_daily());
                files.certificate = Some(life);
                Security::Tls(watch(reload, &mut files))
            }
            None => Security::Clear,
        };
        let access = keys.map(|reload| watch(reload, &mut files));
        let profiles = profiles.map(|reload| watch(reload, &mut files));
        Ok(FacadeSettings {
            listen: self.listen.listen,
            admin_listen: self.listen.admin_listen,
            given,
            security,
            limits: limits(),
            stop_delay: self.listen.stop_delay.unwrap_or_default(),
            access: access.map_or(Access::Anyone, Access::Keys),
            profiles,
            max_calls: self.calls.max_calls.get(),
            public_url: self.listen.public_url.clone(),
            try_it: self.try_it(),
            own_settings,
            default_tenant: tenants.default,
            allow_list: tenants.allow_list,
            token_hosts: tenants.token_hosts,
            pins: tenants.pins,
            roots: tenants.roots,
            call_limits: self.calls.limits(),
            throttle,
            app_key: inputs.app_key,
            kept,
            guard,
            user_hash: inputs.user_hash,
            traces,
            files,
            trusted_proxies: self.listen.trusted_proxy.iter().copied().collect(),
        })
    }

    /// The settings that can change while the service runs. `now` are the throttles of now, whose calls go
    /// on to count.
    pub(super) async fn live_settings(
        &self,
        inputs: &Inputs,
        now: &Throttles,
    ) -> Result<LiveSettings, ThrottleError> {
        let redis = inputs.redis.as_ref();
        Ok(LiveSettings {
            allow_list: inputs.tenants.allow_list.clone(),
            token_hosts: inputs.tenants.token_hosts.clone(),
            own_settings: self.own_settings(inputs, &now.own).await?,
            throttle: throttle(now.of_all.as_ref(), self.throttle.throttle, redis).await?,
            app_key: inputs.app_key.clone(),
            max_calls: self.calls.max_calls.get(),
            max_calls_per_tenant: self.calls.max_calls_per_tenant.get(),
        })
    }

    /// The settings of single tenants. Without an app key or a rate of its own, the default tenant has
    /// that of the flags; every other tenant has no app key, and the rate of the flags.
    async fn own_settings(
        &self,
        inputs: &Inputs,
        now: &HashMap<String, Arc<Throttle>>,
    ) -> Result<HashMap<String, OwnSettings>, ThrottleError> {
        let mut own = HashMap::new();
        for table in &inputs.tenants.tables {
            let host = table.tenant.host().to_owned();
            let is_default = inputs.tenants.default.as_ref() == Some(&table.tenant);
            let of_flags = if is_default { inputs.app_key.clone() } else { None };
            let app_key = inputs.app_keys.get(&host).cloned().or(of_flags);
            let throttle = match table.throttle {
                Some(rate) => Some(throttle(now.get(&host), rate, inputs.redis.as_ref()).await?),
                None => None,
            };
            let login = table.login.clone();
            let login = login.map_or(LoginService::Legacy, |login| {
                LoginService::UkgAuthentication(Box::new(login))
            });
            own.insert(host, OwnSettings { login, app_key, throttle });
        }
        Ok(own)
    }

    /// What remembers tokens and refused passwords: each replica alone, or shared through Redis.
    fn keeping(&self, inputs: &Inputs) -> Result<Keeping, Box<dyn Error>> {
        let keys = inputs.sealing_keys.clone();
        let redis = inputs.redis.as_ref().filter(|_| self.keeping.sealing_key_file.is_some());
        let store = redis.map(Redis::store).transpose()?.map(Arc::new);
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

    fn try_it(&self) -> TryIt {
        match (self.pages.no_try, self.sandbox) {
            (true, _) => TryIt::Off,
            (false, false) => TryIt::On,
            (false, true) => TryIt::WithSamples(embedded_sandbox::samples()),
        }
    }
}

/// A throttle of this rate, which counts the calls that another one knows.
async fn throttle(
    known: Option<&Arc<Throttle>>,
    rate: ThrottleRate,
    redis: Option<&Redis>,
) -> Result<Arc<Throttle>, ThrottleError> {
    let counting = match (known, rate) {
        (Some(known), ThrottleRate::Every(rate)) => known.with_rate(rate),
        (None, _) | (_, ThrottleRate::Off) => None,
    };
    Ok(Arc::new(match counting {
        Some(throttle) => throttle,
        None => Redis::throttle(redis, rate).await?,
    }))
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
