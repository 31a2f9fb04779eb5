//! The tenant's OAuth server, as this program calls it: exactly once per call, over TLS, to a public
//! or pinned address.
//!
//! Requests are built and answers read by pure functions ([`mod@request`], [`mod@answer`]); between
//! them stands one shared client. Nothing of the web framework is known here.

pub mod answer;
mod bulkheads;
mod circuit;
mod failure;
mod redaction;
pub mod request;
mod resolver;
mod roots;
mod system_lookup;

use std::time::{Duration, Instant};

use http::Method;
use reqwest::{Client, Request, Response, redirect, retry};
use thiserror::Error;
use tokio::time::timeout_at;
use zeroize::Zeroizing;

pub use failure::{CertificateFault, Unintelligible, Unreachable, UpstreamFailure};
pub use redaction::Redaction;
pub use request::{AppKey, Extras};
pub use resolver::{GuardedResolver, Lookup};
pub use roots::{RootsError, TrustedRoots};
pub use system_lookup::SystemLookup;

use crate::tenant::VanityUrl;
use crate::token::{Grant, IssuedTokens, Parameter, Revocation};
use answer::{Body, RawAnswer};
use bulkheads::Bulkheads;

/// Most idle connections that are kept to a tenant: as many as calls to it may be in flight by default, or a
/// busy minute would end with a handshake for each call.
const MOST_IDLE: usize = 256;
/// How long an idle connection is kept: below what gateways keep theirs.
const IDLE_TIME: Duration = Duration::from_mins(1);
/// How large an answer that does not say so mostly is at most, in bytes: a few tokens.
const USUAL_BODY: usize = 8 * 1024;
/// Most headers accepted in an answer.
const MOST_HEADERS: usize = 64;

/// What a call to a tenant may cost.
#[derive(Clone, Copy, Debug)]
pub struct CallLimits {
    /// For the connection with its TLS handshake.
    pub connect: Duration,
    /// For the whole call, from connecting to the last byte of the answer.
    pub call: Duration,
    /// Calls in flight to one tenant.
    pub calls_per_tenant: usize,
}

/// The client that calls tenants. Cheap to clone; all clones share one pool of connections.
#[derive(Clone, Debug)]
pub struct Upstream {
    client: Client,
    call: Duration,
    bulkheads: Bulkheads,
}

/// The client could not be set up.
#[derive(Debug, Error)]
#[error("the client for calls to tenants cannot be set up")]
pub struct UpstreamSetupError(#[source] reqwest::Error);

/// An answer in the form that the caller wants, and what the tenant said beside it.
#[derive(Debug)]
pub struct Answered<T> {
    /// What was asked for, or why there is none.
    pub outcome: Result<T, UpstreamFailure>,
    /// The tenant's tracking id (`kronos-tid`), which UKG's support asks for.
    pub kronos_tid: Option<String>,
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
        #[expect(clippy::disallowed_methods, reason = "the one place where a client is made")]
        let client = Client::builder()
            .tls_backend_preconfigured(roots.into_client_config())
            .https_only(true)
            .redirect(redirect::Policy::none())
            .referer(false)
            // reqwest reads the proxy variables of the environment unless told not to.
            .no_proxy()
            // A credential is never sent a second time.
            .retry(retry::never())
            .dns_resolver(resolver)
            .connect_timeout(limits.connect)
            .pool_max_idle_per_host(limits.calls_per_tenant.min(MOST_IDLE))
            .pool_idle_timeout(IDLE_TIME)
            .http1_max_headers(MOST_HEADERS)
            .user_agent(concat!("prowfm-auth/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(UpstreamSetupError)?;
        let bulkheads = Bulkheads::new(limits.calls_per_tenant);
        Ok(Self { client, call: limits.call, bulkheads })
    }

    /// How many tenants are not called at the moment, because they were absent again and again.
    #[must_use]
    pub fn open_circuits(&self) -> usize {
        self.bulkheads.open_circuits()
    }

    /// Exchanges a grant for tokens.
    pub async fn issue(
        &self,
        tenant: &VanityUrl,
        grant: &Grant,
        extras: &Extras<'_>,
    ) -> Answered<IssuedTokens> {
        let secrets = grant.secrets().into_iter().chain(extras.app_key.map(AppKey::secret));
        let redaction = Redaction::of(secrets);
        let parameters = grant.parameters();
        self.call(tenant, request::TOKEN_PATH, &parameters, extras, |answer| Answered {
            outcome: answer::tokens(answer, &redaction),
            kronos_tid: answer.tracking_id(&redaction),
        })
        .await
    }

    /// Revokes a token.
    pub async fn revoke(
        &self,
        tenant: &VanityUrl,
        revocation: &Revocation,
        extras: &Extras<'_>,
    ) -> Answered<()> {
        let secrets = revocation.secrets().into_iter().chain(extras.app_key.map(AppKey::secret));
        let redaction = Redaction::of(secrets);
        let parameters = revocation.parameters();
        self.call(tenant, request::REVOCATION_PATH, &parameters, extras, |answer| Answered {
            outcome: answer::revoked(answer, &redaction),
            kronos_tid: answer.tracking_id(&redaction),
        })
        .await
    }

    /// Calls a tenant, unless too many calls to it are in flight or it has been absent for a while.
    async fn call<T>(
        &self,
        tenant: &VanityUrl,
        path: &'static str,
        parameters: &[Parameter<'_>],
        extras: &Extras<'_>,
        read: impl FnOnce(&RawAnswer) -> Answered<T>,
    ) -> Answered<T> {
        let mut pass = match self.bulkheads.enter(tenant.host(), Instant::now()) {
            Ok(pass) => pass,
            Err(failure) => return Answered { outcome: Err(failure), kronos_tid: None },
        };
        let answered = match self.post(tenant, path, parameters, extras).await {
            Ok(answer) => read(&answer),
            Err(failure) => Answered { outcome: Err(failure), kronos_tid: None },
        };
        pass.note(answered.outcome.as_ref().err());
        answered
    }

    async fn post(
        &self,
        tenant: &VanityUrl,
        path: &'static str,
        parameters: &[Parameter<'_>],
        extras: &Extras<'_>,
    ) -> Result<RawAnswer, UpstreamFailure> {
        let deadline = Instant::now() + self.call;
        let mut request = Request::new(Method::POST, tenant.endpoint(path));
        *request.headers_mut() = request::headers(extras);
        *request.body_mut() = Some(request::form(parameters).into());
        let response = timeout_at(deadline.into(), self.client.execute(request)).await;
        let response = response.map_err(|_| UpstreamFailure::Late)?;
        let response = response.map_err(|error| failure::of_transport(&error))?;
        let mut answer = RawAnswer::from_head(response.status(), response.headers());
        if answer.is_worth_reading() {
            // What the status says counts also if the body is late.
            let body = timeout_at(deadline.into(), read(response)).await;
            answer.body = body.unwrap_or(Body::Broken(UpstreamFailure::Late));
        }
        Ok(answer)
    }
}

async fn read(mut response: Response) -> Body {
    let promised = response.content_length();
    // A buffer that grows, as that of a large answer without a length does, leaves copies behind.
    let expected = promised.and_then(|length| usize::try_from(length).ok());
    let capacity = expected.map_or(USUAL_BODY, |length| length.min(answer::LARGEST_BODY));
    let mut body = Zeroizing::new(Vec::with_capacity(capacity));
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > answer::LARGEST_BODY => {
                return Body::TooLarge;
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Body::Complete(body),
            Err(error) => return Body::Broken(failure::of_transport(&error)),
        }
    }
}
