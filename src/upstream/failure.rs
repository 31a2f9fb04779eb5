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
        /// The tenant's status.
        status: u16,
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

/// Finds out what a transport error is about. The error itself is dropped: it would print the URL.
pub(super) fn of_transport(error: reqwest::Error) -> UpstreamFailure {
    let connecting = error.is_connect();
    let late = error.is_timeout();
    let mut source: Option<&(dyn StdError + 'static)> = Some(&error);
    while let Some(cause) = source {
        if cause.is::<AddressRefused>() {
            return UpstreamFailure::AddressRefused;
        }
        if cause.is::<LookupFailed>() {
            return UpstreamFailure::Unreachable(Unreachable::Lookup);
        }
        if let Some(tls) = tls_error(cause) {
            return of_tls(tls);
        }
        source = cause.source();
    }
    match (connecting, late) {
        (true, _) => UpstreamFailure::Unreachable(Unreachable::Connect),
        (false, true) => UpstreamFailure::Late,
        (false, false) => UpstreamFailure::Unreachable(Unreachable::Broken),
    }
}

/// rustls's errors travel inside `std::io::Error`, which does not show them as its source.
fn tls_error<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a TlsError> {
    let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    cause.downcast_ref().or_else(|| inner.and_then(|inner| inner.downcast_ref()))
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
