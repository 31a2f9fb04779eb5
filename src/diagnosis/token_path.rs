//! The token endpoint of the legacy service, at the tenant's own host, called without any field.

use super::check::{Check, Status};
use super::settings::TenantLogin;
use super::words;
use crate::tenant::VanityUrl;
use crate::upstream::{Sight, Unexpected, UpstreamFailure};

/// What a call without fields got.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TokenPath {
    /// An error of OAuth or of the gateway before it: the endpoint is there.
    Answers,
    /// Something that no token endpoint sends.
    SomethingElse(String),
    /// It answers, but takes no calls at the moment.
    NotNow(String),
    /// No response.
    Silent(&'static str),
}

impl TokenPath {
    pub fn of(response: Result<Sight, UpstreamFailure>) -> Self {
        let sight = match response {
            Ok(sight) => sight,
            Err(failure) => return Self::Silent(words::no_response(&failure)),
        };
        let status = sight.status.as_u16();
        match sight.failure() {
            // RFC 6749 has no 404; OpenAM without an OAuth provider sends it.
            Some(UpstreamFailure::Refused { status: 404, .. }) | None => {
                Self::SomethingElse(format!("status {status}"))
            }
            Some(
                UpstreamFailure::Refused { .. }
                | UpstreamFailure::RefusedByGateway { code: Some(_), .. },
            ) => Self::Answers,
            Some(UpstreamFailure::RefusedByGateway { code: None, .. }) => {
                Self::SomethingElse(format!("status {status} without an OAuth error"))
            }
            Some(UpstreamFailure::Throttled { .. } | UpstreamFailure::Failed { .. }) => {
                Self::NotNow(format!("status {status}"))
            }
            Some(UpstreamFailure::UnexpectedResponse { reason: Unexpected::Redirect, .. }) => {
                Self::SomethingElse("a redirect, as to a login page".to_owned())
            }
            Some(UpstreamFailure::TimedOut) => Self::Silent("no response within --tenant-timeout"),
            Some(
                UpstreamFailure::UnexpectedResponse { .. }
                | UpstreamFailure::Unreachable(_)
                | UpstreamFailure::Certificate(_)
                | UpstreamFailure::AddressRefused
                | UpstreamFailure::NotCalled(_),
            ) => Self::SomethingElse(format!("status {status}, but not the JSON of OAuth")),
        }
    }
}

pub fn check(tenant: &VanityUrl, seen: &TokenPath, login: Option<&TenantLogin>) -> Check {
    let ok = |finding: String| Check::ok("token_path", tenant.host(), finding);
    let finding = match seen {
        TokenPath::Answers => "the legacy token endpoint answers".to_owned(),
        TokenPath::SomethingElse(what) => format!("no legacy token endpoint: {what}"),
        TokenPath::NotNow(what) => format!("the legacy token endpoint takes no calls now: {what}"),
        TokenPath::Silent(why) => format!("the legacy token endpoint: {why}"),
    };
    if matches!(login, Some(TenantLogin::Ukg(_))) {
        return ok(format!("not used; {finding}"));
    }
    let advice = match seen {
        TokenPath::Answers => return ok(finding),
        TokenPath::NotNow(_) => "Try again later; UKG may be in maintenance.",
        TokenPath::Silent(_) => {
            "Try again; then ask UKG, or the people who run the network between."
        }
        TokenPath::SomethingElse(_) => {
            "The tenant may use UKG Authentication now: if UKG's Client Management shows an OAuth URL, \
             use it as --token-url."
        }
    };
    ok(finding).but(Status::Fault, advice)
}
