//! The composition root: puts the parts together, binds first and reports its port, serves until
//! told to stop.

mod admin;
pub mod boundary;
mod call_log;
mod detached;
mod downloads;
mod pages;
mod request_id;
mod routes;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Response};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::access::Access;
use crate::api::{self, Gate, TenantCalls};
use crate::connector::DefinitionError;
use crate::listener::{self, Limits, Security};
use crate::logging::UserHash;
use crate::metrics::Metrics;
use crate::page::{PageError, TryIt};
use crate::tenant::{AllowList, Pins, VanityUrl};
use crate::throttle::Throttle;
use crate::traces::Traces;
use crate::upstream::{
    AppKey, CallLimits, GuardedResolver, Lookup, TrustedRoots, Upstream, UpstreamSetupError,
};
use power_platform::PublicUrl;
use power_platform::swagger::Scheme;

use admin::Readiness;
use boundary::Envelope;

/// After the longest call that there can be: for its answer to leave.
const MARGIN: Duration = Duration::from_secs(5);

/// For the operator's listener: what watches the facade needs a few, and each takes a descriptor that
/// the limit for callers does not count.
const ADMIN_CONNECTIONS: usize = 16;

/// Everything that the facade has to be told.
pub struct FacadeSettings {
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the second listener listens, for the operator. Port 0 takes a free one.
    pub admin_listen: Option<SocketAddr>,
    /// How connections are secured.
    pub security: Security,
    /// What a connection may cost.
    pub limits: Limits,
    /// How long to go on accepting after the stop signal, so that a load balancer notices first.
    pub stop_delay: Duration,
    /// Who may call.
    pub access: Access,
    /// Calls to tenants in flight.
    pub most_calls: usize,
    /// The address that the definition advertises; that of the listener where there is none.
    pub public_url: Option<PublicUrl>,
    /// Whether the operations can be tried on the pages.
    pub try_it: TryIt,
    /// The tenant of a call that names none.
    pub default_tenant: Option<VanityUrl>,
    /// The tenants that may be called.
    pub allow_list: AllowList,
    /// Hosts whose addresses are given.
    pub pins: Pins,
    /// Who vouches for tenants.
    pub roots: TrustedRoots,
    /// What a call to a tenant may cost.
    pub call_limits: CallLimits,
    /// How often a connection may call.
    pub throttle: Arc<Throttle>,
    /// The app key of a call that brings none.
    pub app_key: Option<AppKey>,
    /// What stands for users in the log.
    pub user_hash: UserHash,
    /// What exports traces, if anything does.
    pub traces: Option<Arc<Traces>>,
}

/// The facade cannot be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("{0}: cannot listen on {1}")]
    Listen(&'static str, SocketAddr, #[source] io::Error),
    /// The client for tenants cannot be set up.
    #[error(transparent)]
    Upstream(#[from] UpstreamSetupError),
    /// The definition cannot be made.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// The OpenAPI document cannot be made.
    #[error("the OpenAPI document cannot be made")]
    OpenApi(#[from] serde_json::Error),
    /// A page cannot be made.
    #[error(transparent)]
    Page(#[from] PageError),
}

/// A facade that is ready and listens, but does not serve yet.
pub struct Facade {
    tcp: TcpListener,
    address: SocketAddr,
    security: Security,
    limits: Limits,
    endpoint: Arc<BoxEndpoint<'static, Response>>,
    calls: TaskTracker,
    connections: TaskTracker,
    admin: Option<Admin>,
    stop_delay: Duration,
    stopping: CancellationToken,
}

/// The second listener.
struct Admin {
    tcp: TcpListener,
    address: SocketAddr,
    endpoint: Arc<BoxEndpoint<'static, Response>>,
}

impl Facade {
    /// Puts everything together and listens. Connections wait until [`run`](Self::run).
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on, or a part cannot be set up.
    pub async fn bind(
        settings: FacadeSettings,
        lookup: Arc<dyn Lookup>,
    ) -> Result<Self, StartError> {
        let (tcp, address) = listen("--listen", settings.listen).await?;
        let scheme = match settings.security {
            Security::Clear => Scheme::Http,
            Security::Tls(_) => Scheme::Https,
        };
        let public_url =
            settings.public_url.unwrap_or_else(|| PublicUrl::of_listener(scheme, address));
        let resolver = GuardedResolver::new(settings.pins, lookup);
        let asks_for_key = settings.access.asks_for_key();
        let gate = Arc::new(Gate::new(settings.access, settings.most_calls));
        // A call that was accepted is finished: its body arrives, then the tenant answers.
        let longest_call = api::BODY_DEADLINE + settings.call_limits.call;
        let limits = Limits { drain: longest_call + MARGIN, ..settings.limits };
        let tenant_calls = Arc::new(TenantCalls {
            upstream: Upstream::new(settings.call_limits, settings.roots, resolver)?,
            allow_list: settings.allow_list,
            default_tenant: settings.default_tenant,
            throttle: Arc::clone(&settings.throttle),
            app_key: settings.app_key,
            user_hash: settings.user_hash,
        });
        let stopping = CancellationToken::new();
        let throttle = Arc::clone(&tenant_calls.throttle);
        let readiness = Readiness { stopping: stopping.clone(), throttle };
        let routes = routes::all(
            &tenant_calls,
            &public_url,
            asks_for_key,
            &settings.try_it,
            readiness.clone(),
        )?;
        let methods = routes.methods();
        let routes = routes.data(Arc::clone(&gate));
        let (calls, connections) = (TaskTracker::new(), TaskTracker::new());
        let gauges = admin::gauges(&connections, &gate, &tenant_calls);
        let metrics = Arc::new(Metrics::new(tenant_calls.allow_list.names_each(), gauges));
        let endpoint =
            Envelope::new(routes, methods, calls.clone(), Arc::clone(&metrics), settings.traces);
        let endpoint = Arc::new(endpoint.boxed());
        let admin = match settings.admin_listen {
            None => None,
            Some(address) => {
                let (tcp, address) = listen("--admin-listen", address).await?;
                let endpoint = admin::endpoint(metrics, readiness.clone());
                Some(Admin { tcp, address, endpoint: Arc::new(endpoint) })
            }
        };
        let (security, stop_delay) = (settings.security, settings.stop_delay);
        Ok(Self {
            tcp,
            address,
            security,
            limits,
            endpoint,
            calls,
            connections,
            admin,
            stop_delay,
            stopping,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the second listener listens.
    #[must_use]
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|admin| admin.address)
    }

    /// How it is called on its own machine.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = match self.security {
            Security::Clear => "http",
            Security::Tls(_) => "https",
        };
        format!("{scheme}://{}", self.address)
    }

    /// Serves until `stop` is cancelled; then says that it is not ready, and finishes what was
    /// accepted.
    pub async fn run(self, stop: CancellationToken) {
        let closing = CancellationToken::new();
        let serving = listener::serve(
            self.tcp,
            self.security,
            self.endpoint,
            self.limits,
            self.connections,
            closing.clone(),
        );
        // The operator wants to watch until the end.
        let over = CancellationToken::new();
        let admin = self.admin.map(|admin| {
            tokio::spawn(listener::serve(
                admin.tcp,
                Security::Clear,
                admin.endpoint,
                Limits { connections: ADMIN_CONNECTIONS, ..Limits::default() },
                TaskTracker::new(),
                over.clone(),
            ))
        });
        let waiting = async {
            stop.cancelled().await;
            self.stopping.cancel();
            sleep(self.stop_delay).await;
            closing.cancel();
        };
        tokio::join!(serving, waiting);
        // Calls whose callers have gone away are finished too.
        self.calls.close();
        let _ = timeout(self.limits.drain, self.calls.wait()).await;
        over.cancel();
        if let Some(admin) = admin {
            let _ = admin.await;
        }
    }
}

async fn listen(
    flag: &'static str,
    address: SocketAddr,
) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |error| StartError::Listen(flag, address, error);
    let tcp = TcpListener::bind(address).await.map_err(failed)?;
    let address = tcp.local_addr().map_err(failed)?;
    Ok((tcp, address))
}
