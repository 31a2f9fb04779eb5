use std::error::Error as StdError;

use tokio_rustls::rustls::{CertificateError, Error as TlsError};

use super::resolver::{AddressRefused, LookupFailed};
use crate::token::OAuthError;

/// Why a call to a tenant brought nothing: it refused, it could not be reached in time, or it
/// answered something that cannot be understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UpstreamFailure {
    /// An OAuth error, secrets removed, with the tenant's status (4xx).
    Refused {
        /// The tenant's status.
        status: u16,
        /// What it says.
        error: OAuthError,
    },
    /// A refusal of a gateway or of WFM itself (4xx), with its code where it has a plain one.
    RefusedOtherwise {
        /// The tenant's status.
        status: u16,
        /// `errorcode` of a gateway, `errorCode` of WFM.
        code: Option<String>,
    },
    /// 429, with `Retry-After` in seconds where the tenant sent one.
    Throttled {
        /// Seconds.
        retry_after: Option<u32>,
    },
    /// 5xx, with `Retry-After` in seconds where the tenant sent one.
    Failed {
        /// The tenant's status.
        status: u16,
        /// Seconds.
        retry_after: Option<u32>,
    },
    /// An answer that is none of a token endpoint's.
    Unintelligible {
        /// The tenant's status, if it sent one.
        status: Option<u16>,
        /// What is wrong with it.
        reason: Unintelligible,
    },
    /// No connection, or one that broke.
    Unreachable(Unreachable),
    /// A certificate that is not valid.
    Certificate(CertificateFault),
    /// No complete answer in time.
    Late,
    /// The host resolves to an address that must not be called.
    AddressRefused,
    /// As many calls to this tenant are in flight as are allowed. It was not called.
    Busy,
    /// It was absent so often that it is not called for a while.
    Unavailable {
        /// Seconds until it is tried again.
        retry_after: u32,
    },
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unintelligible {
    /// 3xx: usually the login page of a host for single sign-on.
    Redirect,
    /// Not a JSON object: usually HTML.
    NotJson,
    /// Over 256 KiB.
    TooLarge,
    /// 2xx without `access_token`.
    NoAccessToken,
    /// A revocation answered with more than an empty object.
    NotARevocation,
    /// A status that no final answer has.
    Status,
    /// Not HTTP, or with more headers than any token endpoint sends.
    NotHttp,
}

/// At which step a connection failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unreachable {
    /// The host name is unknown.
    Lookup,
    /// Refused, or no answer within the connect timeout. No credentials were sent.
    Connect,
    /// TLS could not be agreed on. No credentials were sent.
    Tls,
    /// The connection broke after it was made.
    Broken,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CertificateFault {
    /// Its time is over, or has not come.
    Expired,
    /// It is for another host.
    WrongHost,
    /// Nobody known vouches for it.
    UnknownIssuer,
    /// Anything else.
    Invalid,
}

/// Finds out what a transport error is about. The error itself goes no further: it
/// would print the URL.
pub(super) fn of_transport(error: &reqwest::Error) -> UpstreamFailure {
    let connecting = error.is_connect();
    let late = error.is_timeout();
    for cause in causes(error) {
        if cause.is::<AddressRefused>() {
            return UpstreamFailure::AddressRefused;
        }
        if cause.is::<LookupFailed>() {
            return UpstreamFailure::Unreachable(Unreachable::Lookup);
        }
        // TLS can fail after the handshake too: then the request may have been sent.
        if let Some(tls) = cause.downcast_ref().filter(|_| connecting) {
            return of_tls(tls);
        }
        if cause.downcast_ref().is_some_and(hyper::Error::is_parse) {
            let reason = Unintelligible::NotHttp;
            return UpstreamFailure::Unintelligible { status: None, reason };
        }
    }
    match (connecting, late) {
        (true, _) => UpstreamFailure::Unreachable(Unreachable::Connect),
        (false, true) => UpstreamFailure::Late,
        (false, false) => UpstreamFailure::Unreachable(Unreachable::Broken),
    }
}

/// An error and all that are behind it.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| cause_of(*error))
}

/// What is wrapped in a `std::io::Error`, as rustls's errors are, does not show up as its source.
fn cause_of<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn of_tls(error: &TlsError) -> UpstreamFailure {
    let TlsError::InvalidCertificate(fault) = error else {
        return UpstreamFailure::Unreachable(Unreachable::Tls);
    };
    UpstreamFailure::Certificate(match fault {
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
