use std::error::Error;
use std::fmt::Display;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio_rustls::rustls;

/// Why a connection ended before the endpoint got a request. A peer that goes away by itself is not refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// What arrived is no request of HTTP/1.1; the response was 400.
    BadRequest,
    /// The response was 431 or 414.
    HeaderTooLarge,
    /// A header began and did not arrive in time.
    HeaderTimeout,
    /// What arrived is not TLS, for example HTTP in clear.
    NotTls,
    /// The two sides did not agree, or the peer refused the certificate.
    TlsHandshake,
    TlsTimeout,
}

impl Refusal {
    pub const ALL: [Self; 6] = [
        Self::BadRequest,
        Self::HeaderTooLarge,
        Self::HeaderTimeout,
        Self::NotTls,
        Self::TlsHandshake,
        Self::TlsTimeout,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadRequest => "bad_request",
            Self::HeaderTooLarge => "header_too_large",
            Self::HeaderTimeout => "header_timeout",
            Self::NotTls => "not_tls",
            Self::TlsHandshake => "tls_handshake",
            Self::TlsTimeout => "tls_timeout",
        }
    }

    fn of_http(error: &hyper::Error) -> Option<Self> {
        if error.is_parse_too_large() {
            Some(Self::HeaderTooLarge)
        } else {
            error.is_parse().then_some(Self::BadRequest)
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            _ => Self::TlsHandshake,
        }
    }
}

/// A refusal, for the log and the metrics.
pub struct Refused<'a> {
    pub peer: IpAddr,
    pub refusal: Refusal,
    /// A text of the HTTP or TLS library, which repeats nothing of the peer's.
    pub cause: Option<&'a dyn Display>,
}

/// Where refusals are reported.
pub type OnRefused = Arc<dyn Fn(&Refused<'_>) + Send + Sync>;

/// Reports the refusals of one connection.
#[derive(Clone)]
pub struct Refusals {
    pub peer: SocketAddr,
    pub report: OnRefused,
}

impl Refusals {
    pub fn report(&self, refusal: Refusal, cause: Option<&dyn Display>) {
        let peer = self.peer.ip().to_canonical();
        (self.report)(&Refused { peer, refusal, cause });
    }

    pub fn report_http(&self, error: &hyper::Error) {
        if let Some(refusal) = Refusal::of_http(error) {
            self.report(refusal, Some(error));
        }
    }

    pub fn report_tls(&self, error: &io::Error) {
        let cause = error.get_ref().and_then(<dyn Error + Send + Sync>::downcast_ref);
        if let Some(cause) = cause {
            self.report(Refusal::of_tls(cause), Some(cause));
        }
    }
}
