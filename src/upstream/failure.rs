use std::error::Error as StdError;

use tokio_rustls::rustls::{CertificateError, Error as TlsError};

use super::resolver::{AddressRefused, LookupFailed};
use crate::token::{OAuthError, UnexpectedBody};

/// Why a request to a tenant brought no success.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UpstreamFailure {
    /// The tenant's OAuth server refused (4xx or 501). Secrets are removed from its texts.
    Refused {
        status: u16,
        error: OAuthError,
    },
    /// The gateway before it, or WFM itself, refused (4xx): `errorcode` or `errorCode`, where it has
    /// the form of a code.
    RefusedByGateway {
        status: u16,
        code: Option<String>,
    },
    /// 429, unless it is a refusal; with the seconds to wait where the tenant sent them.
    Throttled {
        retry_after: Option<u32>,
    },
    /// 5xx, with `Retry-After` in seconds where the tenant sent it.
    Failed {
        status: u16,
        retry_after: Option<u32>,
    },
    /// A response that no token endpoint sends; without a status where there was not even that.
    UnexpectedResponse {
        status: Option<u16>,
        reason: Unexpected,
    },
    /// No connection, or a broken one.
    Unreachable(Unreachable),
    /// The tenant's certificate is not valid.
    Certificate(CertificateFault),
    /// No complete response within the time limit.
    TimedOut,
    /// The host name resolves to an address that must not be called.
    AddressRefused,
    NotCalled(NotCalled),
}

/// What is unexpected about a response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unexpected {
    /// 3xx: usually to the login page of a host for single sign-on.
    Redirect,
    /// Over 256 KiB.
    TooLarge,
    /// Neither a success, a redirect, nor an error.
    Status,
    /// Not HTTP, or more headers than a token endpoint sends.
    NotHttp,
    /// 2xx with an unexpected body.
    Body(UnexpectedBody),
}

/// The step at which a connection failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unreachable {
    /// The host name has no address.
    Lookup,
    /// Refused, or not made within the connect timeout. No credentials were sent.
    Connect,
    /// The TLS handshake failed. No credentials were sent.
    Tls,
    /// The connection broke after it was made. Credentials may have been sent.
    Broken,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CertificateFault {
    /// Expired or not yet valid.
    Expired,
    WrongHost,
    /// No trusted authority issued it.
    UnknownIssuer,
    /// Any other fault.
    Invalid,
}

/// Why a tenant was not called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotCalled {
    /// The maximum of concurrent calls to this tenant is reached.
    Busy,
    /// Its circuit breaker is open for so many seconds.
    Unavailable { retry_after: u32 },
}

/// Classifies a transport error. The error itself goes no further: its text has the URL in it.
pub(super) fn of_transport(error: &reqwest::Error) -> UpstreamFailure {
    let connecting = error.is_connect();
    for cause in causes(error) {
        if cause.is::<AddressRefused>() {
            return UpstreamFailure::AddressRefused;
        }
        if cause.is::<LookupFailed>() {
            return UpstreamFailure::Unreachable(Unreachable::Lookup);
        }
        // TLS can fail after the handshake too; then the request may have been sent.
        if let Some(tls) = cause.downcast_ref().filter(|_| connecting) {
            return of_tls(tls);
        }
        if cause.downcast_ref().is_some_and(hyper::Error::is_parse) {
            let reason = Unexpected::NotHttp;
            return UpstreamFailure::UnexpectedResponse { status: None, reason };
        }
    }
    if connecting {
        UpstreamFailure::Unreachable(Unreachable::Connect)
    } else if error.is_timeout() {
        UpstreamFailure::TimedOut
    } else {
        UpstreamFailure::Unreachable(Unreachable::Broken)
    }
}

/// An error and its chain of sources.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| cause_of(*error))
}

/// `std::io::Error` does not report the error that it wraps, as those of rustls, as its source.
fn cause_of<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn of_tls(error: &TlsError) -> UpstreamFailure {
    match certificate_fault(error) {
        Some(fault) => UpstreamFailure::Certificate(fault),
        None => UpstreamFailure::Unreachable(Unreachable::Tls),
    }
}

/// What is wrong with the certificate, if a handshake failed because of it.
pub(super) fn certificate_fault(error: &TlsError) -> Option<CertificateFault> {
    let TlsError::InvalidCertificate(fault) = error else { return None };
    Some(match fault {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => CertificateFault::Expired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::WrongHost
        }
        CertificateError::UnknownIssuer => CertificateFault::UnknownIssuer,
        _ => CertificateFault::Invalid,
    })
}
