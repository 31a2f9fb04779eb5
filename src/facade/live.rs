//! What calls go by at the moment, and how it changes without a restart.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;

use super::StartError;
use super::current::Current;
use super::routes::{self, Routes, Site};
use crate::api::{OwnSettings, TenantCalls};
use crate::metrics::Metrics;
use crate::tenant::AllowList;
use crate::throttle::Throttle;
use crate::upstream::AppKey;

/// The settings that can change while the facade serves.
pub struct LiveSettings {
    pub allow_list: AllowList,
    pub token_hosts: AllowList,
    /// The tenants with settings of their own, by host name.
    pub own_settings: HashMap<String, OwnSettings>,
    pub throttle: Arc<Throttle>,
    /// The app key of a call that sends none.
    pub app_key: Option<AppKey>,
    pub max_calls: usize,
    pub max_calls_per_tenant: usize,
}

/// The throttles that are in force.
#[derive(Default)]
pub struct Throttles {
    pub of_all: Option<Arc<Throttle>>,
    /// Of single tenants, by host name.
    pub own: HashMap<String, Arc<Throttle>>,
}

/// Changes a facade that serves. Everything that calls go by is made anew and replaced at once: a call
/// sees all changes or none, and goes on with what it began with. What is remembered stays: calls in
/// flight, connections to tenants, circuit breakers, kept tokens, refused passwords.
#[derive(Clone)]
pub struct LiveControl(Arc<Inner>);

struct Inner {
    site: Site,
    current: Arc<ArcSwap<Current>>,
    routes: Arc<ArcSwap<Routes>>,
    metrics: Arc<Metrics>,
}

impl LiveControl {
    pub(super) fn new(
        site: Site,
        current: Arc<ArcSwap<Current>>,
        metrics: Arc<Metrics>,
    ) -> Result<Self, StartError> {
        let routes = Arc::new(ArcSwap::from_pointee(routes::all(&site, &current.load())?));
        Ok(Self(Arc::new(Inner { site, current, routes, metrics })))
    }

    pub(super) fn routes(&self) -> Arc<ArcSwap<Routes>> {
        Arc::clone(&self.0.routes)
    }

    /// The throttles of now.
    #[must_use]
    pub fn throttles(&self) -> Throttles {
        let tenants = &self.0.current.load().tenants;
        let own = tenants.own.iter();
        let own = own.filter_map(|(host, own)| Some((host.clone(), own.throttle.clone()?)));
        Throttles { of_all: Some(Arc::clone(&tenants.throttle)), own: own.collect() }
    }

    /// Puts settings in force. Takes some milliseconds, because the pages are made anew too.
    ///
    /// # Errors
    ///
    /// When a page cannot be made; then nothing has changed.
    pub fn apply(&self, live: LiveSettings) -> Result<(), StartError> {
        let Inner { site, current, routes, metrics } = &*self.0;
        let before = current.load();
        let with_tenants = live.allow_list.is_exhaustive();
        let tenants = TenantCalls {
            upstream: before.tenants.upstream.with_calls_per_tenant(live.max_calls_per_tenant),
            allow_list: live.allow_list,
            token_hosts: live.token_hosts,
            own: live.own_settings,
            throttle: live.throttle,
            app_key: live.app_key,
            ..(*before.tenants).clone()
        };
        let gate = before.gate.with_max_calls(live.max_calls);
        let next = Current { tenants: Arc::new(tenants), gate: Arc::new(gate) };
        let next_routes = routes::all(site, &next)?;
        current.store(Arc::new(next));
        routes.store(Arc::new(next_routes));
        metrics.set_with_tenants(with_tenants);
        Ok(())
    }
}
