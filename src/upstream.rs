//! The client for tenants' login services: at most one request per call, over TLS, to a public or pinned
//! address.
//!
//! Pure functions build requests ([`mod@request`]) and read responses ([`mod@response`]); one shared
//! client sends them. Knows nothing of the web framework.

mod bulkheads;
mod circuit;
mod endpoints;
mod failure;
mod handshake;
mod probe;
mod redaction;
pub mod request;
mod resolver;
pub mod response;
mod roots;
mod system_lookup;

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Method;
use reqwest::{Client, Request, Response, redirect, retry};
use thiserror::Error;
use tokio::time::timeout_at;

pub use failure::{CertificateFault, NotCalled, Unexpected, Unreachable, UpstreamFailure};
pub use handshake::{Handshake, NotConnected};
pub use probe::{ClockReading, Connection, HostSeen, Landing, Probe, Sight};
pub use redaction::Redaction;
pub use request::{AppKey, ForwardedHeaders};
pub use resolver::{GuardedResolver, HostAddress, Lookup};
pub use roots::{InvalidCertificates, RootsError, TrustedRoots};
pub use system_lookup::SystemLookup;

use crate::tenant::{LoginService, VanityUrl};
use crate::token::{Parameter, TenantRequest};
use crate::wiped_buffer::WipedBuffer;
use bulkheads::{Bulkheads, Hosts};
use endpoints::Endpoints;
pub use response::TrackingId;
use response::{Body, MAX_BODY, RawResponse};

/// Maximum number of idle connections to a tenant: as many as concurrent calls are allowed by default,
/// or a busy minute would end with a handshake for each call.
const MAX_IDLE: usize = 256;
/// How long an idle connection is kept. Gateways keep theirs longer.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);
/// Initial read buffer for a response without Content-Length, in bytes.
const INITIAL_BODY: usize = 2 * 1024;
/// Maximum number of headers in a response.
const MAX_HEADERS: usize = 64;

#[derive(Clone, Copy, Debug)]
pub struct CallLimits {
    /// Time limit for a connection with its TLS handshake.
    pub connect: Duration,
    /// Time limit for a whole call, from connecting to the last byte of the response.
    pub call: Duration,
    /// Maximum of concurrent calls to one tenant.
    pub calls_per_tenant: usize,
}

/// The client that calls tenants. Cheap to clone; all clones share one pool of connections.
#[derive(Clone, Debug)]
pub struct Upstream {
    client: Client,
    call: Duration,
    bulkheads: Bulkheads,
    endpoints: Arc<Endpoints>,
}

/// The client could not be set up.
#[derive(Debug, Error)]
#[error("the client for calls to tenants cannot be set up")]
pub struct UpstreamSetupError(#[source] reqwest::Error);

/// A request to a tenant, and where it goes.
pub struct TenantCall<'a, R> {
    pub tenant: &'a VanityUrl,
    pub login: &'a LoginService,
    pub request: &'a R,
    /// The fields of the request for this login service.
    pub parameters: &'a [Parameter<'a>],
    pub forwarded: ForwardedHeaders<'a>,
}

#[derive(Debug)]
pub struct TenantResponse<T> {
    pub outcome: Result<T, UpstreamFailure>,
    pub tracking_id: Option<TrackingId>,
}

impl<T> TenantResponse<T> {
    fn without_head(failure: UpstreamFailure) -> Self {
        Self { outcome: Err(failure), tracking_id: None }
    }
}

impl Upstream {
    /// Sets the client up. Connects to nothing.
    ///
    /// # Errors
    ///
    /// When the TLS library refuses its configuration.
    pub fn new(
        limits: CallLimits,
        roots: TrustedRoots,
        resolver: GuardedResolver,
    ) -> Result<Self, UpstreamSetupError> {
        let max_idle = limits.calls_per_tenant.min(MAX_IDLE);
        let client = client(limits.connect, roots, resolver, max_idle)?;
        let bulkheads = Bulkheads::new(limits.calls_per_tenant);
        Ok(Self { client, call: limits.call, bulkheads, endpoints: Arc::default() })
    }

    /// With another maximum of concurrent calls to one tenant.
    #[must_use]
    pub fn with_calls_per_tenant(&self, calls: usize) -> Self {
        Self { bulkheads: self.bulkheads.with_max_calls(calls), ..self.clone() }
    }

    /// Number of tenants whose circuit breaker is open.
    #[must_use]
    pub fn open_circuits(&self) -> usize {
        self.bulkheads.open_circuits()
    }

    /// Calls a tenant once, unless its maximum of concurrent calls is reached or the circuit breaker of the
    /// host is open.
    pub async fn call<R: TenantRequest>(
        &self,
        call: &TenantCall<'_, R>,
    ) -> TenantResponse<R::Success> {
        let hosts = Hosts { tenant: call.tenant.host(), called: call.login.host(call.tenant) };
        let mut permit = match self.bulkheads.acquire(hosts, Instant::now()) {
            Ok(permit) => permit,
            Err(reason) => return TenantResponse::without_head(UpstreamFailure::NotCalled(reason)),
        };
        let response = match self.post(call).await {
            Ok(response) => {
                let app_key = call.forwarded.app_key.map(AppKey::secret);
                let redaction = Redaction::of(call.request.secrets().into_iter().chain(app_key));
                TenantResponse {
                    outcome: response.read(&redaction),
                    tracking_id: response.tracking_id(&redaction),
                }
            }
            Err(failure) => TenantResponse::without_head(failure),
        };
        permit.record(response.outcome.as_ref().err());
        response
    }

    async fn post<R: TenantRequest>(
        &self,
        call: &TenantCall<'_, R>,
    ) -> Result<RawResponse, UpstreamFailure> {
        let deadline = (Instant::now() + self.call).into();
        let TenantCall { tenant, login, .. } = call;
        let path = request::path(login, call.request.kind());
        let url =
            self.endpoints.get(login.host(tenant), path, || request::url(tenant, login, path));
        let mut post = Request::new(Method::POST, url);
        *post.headers_mut() = request::headers(&call.forwarded);
        *post.body_mut() = Some(request::form(call.parameters).into());
        let response = timeout_at(deadline, self.client.execute(post))
            .await
            .map_err(|_| UpstreamFailure::TimedOut)?
            .map_err(|error| failure::of_transport(&error))?;
        let mut raw = RawResponse::from_head(response.status(), response.headers());
        if raw.has_relevant_body() {
            // The status counts even if the body times out.
            let body = timeout_at(deadline, read_body(response)).await;
            raw.body = body.unwrap_or(Body::Broken(UpstreamFailure::TimedOut));
        }
        Ok(raw)
    }
}

/// The one client for tenants, with so many idle connections to each.
fn client(
    connect: Duration,
    roots: TrustedRoots,
    resolver: GuardedResolver,
    max_idle: usize,
) -> Result<Client, UpstreamSetupError> {
    #[expect(clippy::disallowed_methods, reason = "the one client for tenants")]
    Client::builder()
        .tls_backend_preconfigured(roots.into_client_config())
        .https_only(true)
        .redirect(redirect::Policy::none())
        .referer(false)
        // By default reqwest reads the proxy variables of the environment.
        .no_proxy()
        // A credential is never sent a second time.
        .retry(retry::never())
        .dns_resolver(resolver)
        .connect_timeout(connect)
        .pool_max_idle_per_host(max_idle)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .http1_max_headers(MAX_HEADERS)
        .user_agent(concat!("prowfm-auth/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(UpstreamSetupError)
}

async fn read_body(mut response: Response) -> Body {
    let length = response.content_length().and_then(|length| usize::try_from(length).ok());
    let capacity = length.map_or(INITIAL_BODY, |length| length.min(MAX_BODY));
    let mut body = WipedBuffer::with_capacity(capacity);
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.as_slice().len() + chunk.len() > MAX_BODY => {
                return Body::TooLarge;
            }
            Ok(Some(chunk)) => body.push(&chunk),
            Ok(None) => return Body::Complete(body),
            Err(error) => return Body::Broken(failure::of_transport(&error)),
        }
    }
}
