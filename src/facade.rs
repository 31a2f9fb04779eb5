//! The composition root: puts the parts together, binds first and reports its port, serves until
//! told to stop.

mod documents;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, IntoEndpoint, Response, Route};
use poem_openapi::{ContactObject, OpenApiService};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::api::{self, Envelope, Operations, TenantCalls};
use crate::connector::swagger::Scheme;
use crate::connector::{DefinitionError, PublicUrl, texts};
use crate::listener::{self, Limits};
use crate::tenant::{AllowList, Pins, VanityUrl};
use crate::upstream::{
    AppKey, GuardedResolver, Lookup, Timeouts, TrustedRoots, Upstream, UpstreamSetupError,
};

/// Everything that the facade has to be told.
pub struct FacadeSettings {
    /// Where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address that the definition advertises; that of the listener where there is none.
    pub public_url: Option<PublicUrl>,
    /// The tenant of a call that names none.
    pub default_tenant: Option<VanityUrl>,
    /// The tenants that may be called.
    pub allow_list: AllowList,
    /// Hosts whose addresses are given.
    pub pins: Pins,
    /// Who vouches for tenants.
    pub roots: TrustedRoots,
    /// How long a tenant may take.
    pub timeouts: Timeouts,
    /// The app key of a call that brings none.
    pub app_key: Option<AppKey>,
}

/// The facade cannot be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The client for tenants cannot be set up.
    #[error(transparent)]
    Upstream(#[from] UpstreamSetupError),
    /// The definition cannot be made.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
}

/// A facade that is ready and listens, but does not serve yet.
pub struct Facade {
    tcp: TcpListener,
    address: SocketAddr,
    endpoint: Arc<BoxEndpoint<'static, Response>>,
    calls: TaskTracker,
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
        let listening = |error| StartError::Listen(settings.listen, error);
        let tcp = TcpListener::bind(settings.listen).await.map_err(listening)?;
        let address = tcp.local_addr().map_err(listening)?;
        let public_url =
            settings.public_url.unwrap_or_else(|| PublicUrl::of_listener(Scheme::Http, address));
        let resolver = GuardedResolver::new(settings.pins, lookup);
        let with_default_tenant = settings.default_tenant.is_some();
        let tenant_calls = Arc::new(TenantCalls {
            upstream: Upstream::new(settings.timeouts, settings.roots, resolver)?,
            allow_list: settings.allow_list,
            default_tenant: settings.default_tenant,
            app_key: settings.app_key,
        });
        let service = service(&tenant_calls, &public_url);
        let mut methods = api::methods();
        let documents = documents::all(&public_url, with_default_tenant, service.spec())?;
        let mut route = Route::new();
        for document in documents {
            methods.push((document.path.to_owned(), documents::METHODS.to_owned()));
            route = route.at(document.path, document);
        }
        let route = route.nest("/", service.into_endpoint()).map_to_response();
        let calls = TaskTracker::new();
        let endpoint = Arc::new(Envelope::new(route, methods, calls.clone()).boxed());
        Ok(Self { tcp, address, endpoint, calls })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled, then finishes what was accepted.
    pub async fn run(self, stop: CancellationToken) {
        let limits = Limits::default();
        listener::serve(self.tcp, None, self.endpoint, limits, stop).await;
        // Calls whose callers have gone away are finished too.
        self.calls.close();
        let _ = tokio::time::timeout(limits.drain, self.calls.wait()).await;
    }
}

/// The operations with the connector's texts, as poem-openapi serves and documents them.
fn service(calls: &Arc<TenantCalls>, public_url: &PublicUrl) -> OpenApiService<Operations, ()> {
    let contact = ContactObject::new()
        .name(texts::CONTACT_NAME)
        .url(texts::CONTACT_URL)
        .email(texts::CONTACT_EMAIL);
    OpenApiService::new(api::operations(calls), texts::TITLE, texts::CONTRACT_VERSION)
        .description(texts::DESCRIPTION)
        .contact(contact)
        .server(public_url.to_string())
}
