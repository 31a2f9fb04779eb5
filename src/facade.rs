//! The composition root: puts the parts together, binds first and reports its port, serves until
//! told to stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use http::header::CONTENT_TYPE;
use poem::endpoint::{BoxEndpoint, make_sync};
use poem::{EndpointExt, IntoEndpoint, Response, Route, get};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::api::{self, Envelope, TenantCalls};
use crate::connector::swagger::Scheme;
use crate::connector::{self, DefinitionError, PublicUrl};
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
        let calls = Arc::new(TenantCalls {
            upstream: Upstream::new(settings.timeouts, settings.roots, resolver)?,
            allow_list: settings.allow_list,
            default_tenant: settings.default_tenant,
            app_key: settings.app_key,
        });
        let documents = [
            ("/apiDefinition.swagger.json", connector::print(&connector::definition(&public_url)?)),
            ("/apiProperties.json", connector::print(&connector::properties())),
            ("/openapi.json", connector::openapi(&calls, &public_url).spec()),
        ];
        let endpoint = Arc::new(endpoint(&calls, &public_url, documents).boxed());
        Ok(Self { tcp, address, endpoint })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled, then finishes what was accepted.
    pub async fn run(self, stop: CancellationToken) {
        listener::serve(self.tcp, None, self.endpoint, Limits::default(), stop).await;
    }
}

fn endpoint(
    calls: &Arc<TenantCalls>,
    public_url: &PublicUrl,
    documents: [(&'static str, String); 3],
) -> Envelope<impl poem::Endpoint<Output = Response> + use<>> {
    let mut methods = api::methods();
    let mut route = Route::new();
    for (path, document) in documents {
        methods.push((path.to_owned(), "GET, HEAD".to_owned()));
        route = route.at(path, get(make_sync(move |_| json(document.clone()))));
    }
    let operations = connector::openapi(calls, public_url).into_endpoint();
    Envelope::new(route.nest("/", operations).map_to_response(), methods)
}

fn json(document: String) -> Response {
    Response::builder().header(CONTENT_TYPE, "application/json").body(document)
}
