//! The composition root: puts the parts together, binds first and reports its port, and serves until it is
//! stopped.

mod admin;
pub mod boundary;
mod call_log;
mod cross_site;
mod current;
mod diagnosis;
mod downloads;
mod live;
mod metadata;
mod openapi;
mod opened;
mod pages;
mod refused;
mod request_id;
pub mod routes;
mod socket;
mod start_error;
mod strict;
mod watched_files;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Response};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::access::Access;
use crate::api::{self, Gate, Kept, OwnSettings, TenantCalls};
use crate::listener::{self, GivenSockets, Limits, OnRefused, Places, Security};
use crate::lockout_guard::LockoutGuard;
use crate::logging::UserHash;
use crate::metrics::Metrics;
use crate::page::TryIt;
use crate::profiles::Profiles;
use crate::tenant::{AllowList, Pins, VanityUrl};
use crate::throttle::Throttle;
use crate::traces::Traces;
use crate::trusted_proxies::TrustedProxies;
use crate::upstream::{AppKey, CallLimits, GuardedResolver, Lookup, Probe, TrustedRoots, Upstream};
use power_platform::PublicUrl;
use power_platform::swagger::Scheme;

use admin::Readiness;
use boundary::Boundary;
use cross_site::OwnSite;
use current::Current;
use diagnosis::DiagnosisPage;
pub use live::{LiveControl, LiveSettings, Throttles};
use routes::Site;
use socket::Socket;
pub use start_error::StartError;
pub use watched_files::WatchedFiles;

/// Time for the response of the longest possible call to be sent.
const MARGIN: Duration = Duration::from_secs(5);

/// Maximum number of connections to the operator's listener. Monitoring needs a few, and each takes a
/// descriptor that the limit for callers does not count.
const ADMIN_CONNECTIONS: usize = 16;

/// Settings that the composition root needs, already parsed and validated.
pub struct FacadeSettings {
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The operator's listener. Port 0 takes a free one.
    pub admin_listen: Option<SocketAddr>,
    /// Sockets that listen on these addresses already.
    pub given: GivenSockets,
    pub security: Security,
    /// Limits of a connection.
    pub limits: Limits,
    /// How long to go on accepting after the stop signal, so that a load balancer notices first.
    pub stop_delay: Duration,
    pub access: Access,
    /// Maximum of concurrent calls to tenants.
    pub max_calls: usize,
    /// The address in the definition; by default that of the listener.
    pub public_url: Option<PublicUrl>,
    /// Whether the pages offer to try the operations.
    pub try_it: TryIt,
    /// The tenant of a call that names none.
    pub default_tenant: Option<VanityUrl>,
    pub allow_list: AllowList,
    /// The hosts of UKG Authentication that may be called.
    pub token_hosts: AllowList,
    /// The tenants with settings of their own, by host name.
    pub own_settings: HashMap<String, OwnSettings>,
    pub pins: Pins,
    /// The authorities that tenants' certificates may come from.
    pub roots: TrustedRoots,
    pub call_limits: CallLimits,
    pub throttle: Arc<Throttle>,
    /// The app key of a call that sends none.
    pub app_key: Option<AppKey>,
    /// `None` if no tokens are kept.
    pub kept: Option<Kept>,
    /// `None` if no password is held back.
    pub guard: Option<LockoutGuard>,
    /// The accounts of this server, if there are any.
    pub profiles: Option<watch::Receiver<Arc<Profiles>>>,
    pub user_hash: UserHash,
    pub traces: Option<Arc<Traces>>,
    /// The files that are read again while the service runs.
    pub files: WatchedFiles,
    pub trusted_proxies: TrustedProxies,
}

/// A facade that listens, but does not serve yet.
pub struct Facade {
    socket: Socket,
    security: Security,
    limits: Limits,
    endpoint: SharedEndpoint,
    control: LiveControl,
    public_url: PublicUrl,
    refused: OnRefused,
    calls: TaskTracker,
    places: Places,
    admin: Option<(Socket, SharedEndpoint)>,
    stop_delay: Duration,
    stopping: CancellationToken,
}

type SharedEndpoint = Arc<BoxEndpoint<'static, Response>>;

impl Facade {
    /// Puts the parts together and listens. Connections wait until [`run`](Self::run).
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on, or a part cannot be set up.
    pub async fn bind(
        settings: FacadeSettings,
        lookup: Arc<dyn Lookup>,
    ) -> Result<Self, StartError> {
        let socket = Socket::listen("--listen", settings.listen, settings.given.listen).await?;
        let resolver = GuardedResolver::new(settings.pins.clone(), lookup);
        let (admin, given) = (settings.admin_listen, settings.given.admin);
        let admin_socket = match admin {
            Some(address) => Some(Socket::listen("--admin-listen", address, given).await?),
            None => None,
        };
        let url = || PublicUrl::of_listener(scheme(&settings.security), socket.address);
        let own = OwnSite::new(settings.public_url.as_ref(), socket.address);
        let public_url = settings.public_url.unwrap_or_else(url);
        let examined = match (&settings.default_tenant, &admin_socket) {
            (Some(tenant), Some(_)) => {
                let (limits, roots) = (settings.call_limits, settings.roots.clone());
                Some((tenant.clone(), Probe::new(limits, roots, resolver.clone())?))
            }
            _ => None,
        };
        let asks_for_key = settings.access.asks_for_key();
        let gate = Arc::new(Gate::new(settings.access, settings.max_calls));
        let is_exhaustive = settings.allow_list.is_exhaustive();
        let tenants = Arc::new(TenantCalls {
            upstream: Upstream::new(settings.call_limits, settings.roots, resolver)?,
            allow_list: settings.allow_list,
            token_hosts: settings.token_hosts,
            own: settings.own_settings,
            default_tenant: settings.default_tenant,
            throttle: settings.throttle,
            app_key: settings.app_key,
            kept: settings.kept.map(Kept::shared),
            guard: settings.guard.map(Arc::new),
            user_hash: settings.user_hash,
            profiles: settings.profiles,
        });
        let current = Arc::new(ArcSwap::from_pointee(Current { tenants, gate }));
        let stopping = CancellationToken::new();
        let places = Places::new(settings.limits.connections);
        let readiness = Readiness {
            stopping: stopping.clone(),
            places: places.clone(),
            current: Arc::clone(&current),
            files: settings.files.clone(),
        };
        let calls = TaskTracker::new();
        let mut readings = admin::readings(&places, &current, settings.traces.as_ref());
        readings.extend(settings.files.readings());
        let metrics = Arc::new(Metrics::new(is_exhaustive, readings));
        let diagnosis = DiagnosisPage::new(examined, &current);
        let try_it = settings.try_it;
        let url = public_url.clone();
        let site = Site { public_url, own, asks_for_key, try_it, readiness: readiness.clone() };
        let control = LiveControl::new(site, current, Arc::clone(&metrics))?;
        let boundary = Boundary::new(
            control.routes(),
            calls.clone(),
            Arc::clone(&metrics),
            settings.traces,
            settings.trusted_proxies,
            &url,
        );
        // An accepted call is finished: its body arrives, then the tenant responds.
        let longest_call = api::BODY_DEADLINE + settings.call_limits.call;
        Ok(Self {
            socket,
            security: settings.security,
            limits: Limits { drain: longest_call + MARGIN, ..settings.limits },
            endpoint: Arc::new(boundary.boxed()),
            control,
            public_url: url,
            refused: refused::reporter(&metrics),
            calls,
            places,
            admin: admin_socket
                .map(|socket| (socket, Arc::new(admin::endpoint(metrics, readiness, diagnosis)))),
            stop_delay: settings.stop_delay,
            stopping,
        })
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.socket.address
    }

    #[must_use]
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|(socket, _)| socket.address)
    }

    /// What changes settings while it serves.
    #[must_use]
    pub fn control(&self) -> LiveControl {
        self.control.clone()
    }

    /// The address on which it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", scheme(&self.security), self.socket.address)
    }

    /// The address at which it is called: the public one, if it is known.
    #[must_use]
    pub fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    /// Serves until `stop` is cancelled; then reports that it is not ready, and finishes the accepted
    /// calls.
    pub async fn run(self, stop: CancellationToken) {
        let closing = CancellationToken::new();
        let serving = listener::serve(
            self.socket.tcp,
            self.security,
            self.endpoint,
            self.limits,
            self.places,
            closing.clone(),
            Arc::clone(&self.refused),
        );
        // The operator's listener serves until the end.
        let finished = CancellationToken::new();
        let admin = self.admin.map(|(socket, endpoint)| {
            tokio::spawn(listener::serve(
                socket.tcp,
                Security::Clear,
                endpoint,
                Limits { connections: ADMIN_CONNECTIONS, ..Limits::default() },
                Places::new(ADMIN_CONNECTIONS),
                finished.clone(),
                self.refused,
            ))
        });
        let waiting = async {
            stop.cancelled().await;
            self.stopping.cancel();
            sleep(self.stop_delay).await;
            closing.cancel();
        };
        tokio::join!(serving, waiting);
        // Includes the calls of callers that have gone away.
        self.calls.close();
        let _ = timeout(self.limits.drain, self.calls.wait()).await;
        finished.cancel();
        if let Some(admin) = admin {
            let _ = admin.await;
        }
    }
}

fn scheme(security: &Security) -> Scheme {
    match security {
        Security::Clear => Scheme::Http,
        Security::Tls(_) => Scheme::Https,
    }
}
