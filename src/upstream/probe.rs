//! Looks at hosts without credentials. Every rule of calls holds: name, addresses, certificates, no
//! redirect is followed by the client, no request is sent twice.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures_util::future::join_all;
use http::header::{CONTENT_LENGTH, DATE, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use reqwest::{Client, Request};
use serde::de::DeserializeOwned;
use tokio::time::{timeout, timeout_at};
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use url::Url;

use super::handshake::{Handshake, handshake};
use super::request::{self, ForwardedHeaders, TOKEN_PATH};
use super::resolver::{GuardedResolver, HostAddress};
use super::response::{Body, RawResponse};
use super::{
    CallLimits, Redaction, TrustedRoots, UpstreamFailure, UpstreamSetupError, client, failure,
    read_body,
};
use crate::tenant::{TokenUrl, VanityUrl};
use crate::token::IssuedTokens;

/// Every OpenID provider has its document there (OpenID Connect Discovery 1.0, section 4).
const DISCOVERY_PATH: &str = "/.well-known/openid-configuration";
const HTTPS: u16 = 443;
/// Maximum number of addresses of a host that are connected to.
const MAX_ADDRESSES: usize = 8;
/// Maximum number of redirects within a host that are followed to see where they lead.
const MAX_HOPS: usize = 5;

/// A client that sends no credentials. It has no connections of its own to keep.
#[derive(Clone)]
pub struct Probe {
    client: Client,
    resolver: GuardedResolver,
    verifier: Arc<WebPkiServerVerifier>,
    connect: Duration,
    call: Duration,
}

/// What there is behind a host name.
#[derive(Clone, Debug)]
pub enum HostSeen {
    /// The name has no address, or no name server answers in time.
    NoAddress,
    /// At least one address may not be called, so none is.
    Refused(Vec<HostAddress>),
    Connected(Vec<Connection>),
}

/// A connection to one address of a host.
#[derive(Clone, Debug)]
pub struct Connection {
    pub address: SocketAddr,
    pub is_pinned: bool,
    pub handshake: Handshake,
}

/// A response.
pub struct Sight {
    pub status: StatusCode,
    /// The address in `Location`, complete.
    pub location: Option<Url>,
    pub clock: Option<ClockReading>,
    response: RawResponse,
}

/// Two clocks at the same time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClockReading {
    pub here: SystemTime,
    /// In whole seconds.
    pub there: SystemTime,
}

/// Where the start page of a tenant leads.
pub struct Landing {
    /// The last response.
    pub sight: Sight,
    /// The address that was not opened: one of another host, or one that says enough.
    pub leads_to: Option<Url>,
}

impl Probe {
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
        let verifier = roots.clone().verifier();
        let client = client(limits.connect, roots, resolver.clone(), 0)?;
        Ok(Self { client, resolver, verifier, connect: limits.connect, call: limits.call })
    }

    /// Looks a host up and, if it may be called, makes a TLS connection to each of its addresses.
    pub async fn host(&self, host: &str) -> HostSeen {
        let found = timeout(self.connect, self.resolver.addresses(host.to_owned())).await;
        let Ok(Ok(found)) = found else { return HostSeen::NoAddress };
        if !found.iter().all(|found| found.is_allowed) {
            return HostSeen::Refused(found);
        }
        let connections = found.into_iter().take(MAX_ADDRESSES).map(async |found| {
            let HostAddress { mut address, is_pinned, .. } = found;
            if !is_pinned {
                address.set_port(HTTPS);
            }
            let verifier = Arc::clone(&self.verifier);
            let handshake = handshake(host, address, self.connect, verifier).await;
            Connection { address, is_pinned, handshake }
        });
        HostSeen::Connected(join_all(connections).await)
    }

    /// Opens the start page, and follows redirects within the host until one says enough or leads away.
    pub async fn start_page(
        &self,
        tenant: &VanityUrl,
        says_enough: impl Fn(&Url) -> bool,
    ) -> Result<Landing, UpstreamFailure> {
        let mut url = tenant.endpoint("/");
        let mut hops = 0;
        loop {
            let sight = self.send(Request::new(Method::GET, url), false).await?;
            match sight.location.clone() {
                Some(next) if says_enough(&next) || !is_of(&next, tenant) || hops == MAX_HOPS => {
                    return Ok(Landing { sight, leads_to: Some(next) });
                }
                Some(next) => url = next,
                None => return Ok(Landing { sight, leads_to: None }),
            }
            hops += 1;
        }
    }

    /// Calls the tenant's own token endpoint without any field.
    ///
    /// A `POST`, because a gateway may treat a `GET` in another way, which would say nothing about calls.
    /// It names neither a user nor a client, so none can be locked by it, and the response is defined
    /// (RFC 6749, section 5.2: `invalid_request`).
    pub async fn token_path(&self, tenant: &VanityUrl) -> Result<Sight, UpstreamFailure> {
        let mut post = Request::new(Method::POST, tenant.endpoint(TOKEN_PATH));
        *post.headers_mut() = request::headers(&ForwardedHeaders::default());
        // Without it some servers answer 411.
        post.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        self.send(post, true).await
    }

    /// The document in which an OpenID provider describes itself.
    pub async fn discovery(&self, token_url: &TokenUrl) -> Result<Sight, UpstreamFailure> {
        self.send(Request::new(Method::GET, token_url.endpoint(DISCOVERY_PATH)), true).await
    }

    async fn send(&self, request: Request, with_body: bool) -> Result<Sight, UpstreamFailure> {
        let deadline = (Instant::now() + self.call).into();
        let url = request.url().clone();
        let response = timeout_at(deadline, self.client.execute(request))
            .await
            .map_err(|_| UpstreamFailure::TimedOut)?
            .map_err(|error| failure::of_transport(&error))?;
        let (status, headers) = (response.status(), response.headers());
        let mut sight = Sight {
            status,
            location: location(status, headers, &url),
            clock: clock(headers),
            response: RawResponse::from_head(status, headers),
        };
        if with_body {
            let body = timeout_at(deadline, read_body(response)).await;
            sight.response.body = body.unwrap_or(Body::Broken(UpstreamFailure::TimedOut));
        }
        Ok(sight)
    }
}

impl Sight {
    /// What a call would have got with this response. A token cannot be in it.
    #[must_use]
    pub fn failure(&self) -> Option<UpstreamFailure> {
        self.response.read::<IssuedTokens>(&Redaction::of([])).err()
    }

    /// The body, if it is JSON of this form.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        match &self.response.body {
            Body::Complete(body) => serde_json::from_slice(body.as_slice()).ok(),
            Body::TooLarge | Body::Broken(_) => None,
        }
    }
}

/// Whether an address is one of this host, by the rules of vanity URLs.
fn is_of(url: &Url, tenant: &VanityUrl) -> bool {
    url.scheme() == "https"
        && url.host_str() == Some(tenant.host())
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

fn location(status: StatusCode, headers: &HeaderMap, url: &Url) -> Option<Url> {
    let location = headers.get(LOCATION).filter(|_| status.is_redirection())?;
    url.join(location.to_str().ok()?).ok()
}

fn clock(headers: &HeaderMap) -> Option<ClockReading> {
    let there = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    Some(ClockReading { here: SystemTime::now(), there })
}
