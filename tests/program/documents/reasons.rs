//! The words of the log that say more than an error code. A new one does not compile here until it is
//! explained.

use std::time::Duration;

use indexmap::IndexMap;
use prowfm_auth::api::{Asked, CrossSite, Failure};
use prowfm_auth::listener::Refusal;
use prowfm_auth::lockout_guard::{Paused, Why};
use prowfm_auth::tenant::LoginKind;
use prowfm_auth::token::{RequestKind, UnexpectedBody};
use prowfm_auth::upstream::{
    CertificateFault, NotCalled, Unexpected, Unreachable, UpstreamFailure,
};

use super::code;

/// Error, reason, meaning.
pub fn of_errors() -> Vec<[String; 3]> {
    let failures = unreachable()
        .chain(certificate())
        .chain(unexpected())
        .chain([
            (UpstreamFailure::AddressRefused, "the name has an address that is not public"),
            (UpstreamFailure::NotCalled(NotCalled::Busy), "too many calls to one tenant"),
        ])
        .map(|(failure, meaning)| (Failure::Tenant { asked: ASKED, failure }, meaning))
        .chain(of_this_service())
        .chain(cross_site())
        .chain(paused());
    let mut by_error: IndexMap<&str, Vec<[String; 3]>> = IndexMap::new();
    for (failure, meaning) in failures {
        let (error, reason) = (failure.known_code(), failure.reason().unwrap());
        by_error.entry(error).or_default().push([code(error), code(reason), meaning.to_owned()]);
    }
    by_error.into_values().flatten().collect()
}

const ASKED: Asked = Asked {
    kind: RequestKind::Password,
    login: LoginKind::Legacy,
    by_basic: false,
    by_profile: false,
};

fn unreachable() -> impl Iterator<Item = (UpstreamFailure, &'static str)> {
    use Unreachable::{Broken, Connect, Lookup, Tls};
    [Lookup, Connect, Tls, Broken].into_iter().map(|step| {
        let meaning = match step {
            Lookup => "no such host name",
            Connect => "refused, or not made in time",
            Tls => "no TLS handshake",
            Broken => "broken after it was made; the tenant may have received the call",
        };
        (UpstreamFailure::Unreachable(step), meaning)
    })
}

fn certificate() -> impl Iterator<Item = (UpstreamFailure, &'static str)> {
    use CertificateFault::{Expired, Invalid, UnknownIssuer, WrongHost};
    [Expired, WrongHost, UnknownIssuer, Invalid].into_iter().map(|fault| {
        let meaning = match fault {
            Expired => "expired, or not yet valid",
            WrongHost => "for another host",
            UnknownIssuer => "no trusted authority issued it",
            Invalid => "any other fault",
        };
        (UpstreamFailure::Certificate(fault), meaning)
    })
}

fn unexpected() -> impl Iterator<Item = (UpstreamFailure, &'static str)> {
    use Unexpected::{Body, NotHttp, Redirect, Status, TooLarge};
    use UnexpectedBody::{NoAccessToken, NotJson, NotRevoked};
    let all =
        [Redirect, Body(NotJson), Body(NoAccessToken), Body(NotRevoked), TooLarge, Status, NotHttp];
    all.into_iter().map(|reason| {
        let meaning = match reason {
            Redirect => "to another page, usually a login page",
            Body(NotJson) => "a success that is not JSON",
            Body(NoAccessToken) => "a success without an access token",
            Body(NotRevoked) => "a success that says that the token was not revoked",
            TooLarge => "more than 256 KiB",
            Status => "a status that no token endpoint sends",
            NotHttp => "not HTTP, or too many headers",
        };
        (UpstreamFailure::UnexpectedResponse { status: Some(200), reason }, meaning)
    })
}

fn of_this_service() -> [(Failure, &'static str); 4] {
    [
        (Failure::TenantOfAnotherKey, "the API key is for another tenant"),
        (Failure::TokenHostNotAllowed, "the token host is not one of `--allow-token-host`"),
        (Failure::ExpiredApiKey, "the last day of the key is over"),
        (
            Failure::TooManyConnections { retry_after: 1 },
            "too many connections for the throttle. Without a reason: `--max-calls`, or too many unfinished bodies",
        ),
    ]
}

fn cross_site() -> impl Iterator<Item = (Failure, &'static str)> {
    [CrossSite::Page, CrossSite::Host].into_iter().map(|what| {
        let meaning = match what {
            CrossSite::Page => "a page of another site sent the call",
            CrossSite::Host => {
                "the call names another host than this machine: on a loopback address without `--public-url` \
                 only `localhost` and its addresses are answered"
            }
        };
        (Failure::CrossSite(what), meaning)
    })
}

fn paused() -> impl Iterator<Item = (Failure, &'static str)> {
    [Why::Password, Why::Passwords, Why::Blocked].into_iter().map(|why| {
        let meaning = match why {
            Why::Password => "the tenant has refused this password",
            Why::Passwords => "it has refused too many passwords of this user",
            Why::Blocked => "it has reported the user as blocked",
        };
        let paused = Paused { why, since: Duration::ZERO, wait: Duration::from_mins(15) };
        (Failure::LoginPaused(paused), meaning)
    })
}

/// Of requests that end before they are calls.
pub fn of_refused_requests() -> Vec<[String; 2]> {
    Refusal::ALL
        .map(|refusal| {
            let meaning = match refusal {
                Refusal::BadRequest => "no request of HTTP/1.1; the response was 400",
                Refusal::HeaderTooLarge => {
                    "a header of more than 32 KiB or 100 lines, such as long cookies; the response was 431"
                }
                Refusal::HeaderTimeout => "a header began and did not arrive in 10 seconds",
                Refusal::NotTls => "HTTP in clear, or something else, on the port for HTTPS",
                Refusal::TlsHandshake => {
                    "the two sides did not agree, or the caller does not trust the certificate"
                }
                Refusal::TlsTimeout => "the handshake did not end in 10 seconds",
            };
            [code(refusal.name()), meaning.to_owned()]
        })
        .into()
}
