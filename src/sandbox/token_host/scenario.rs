use http::StatusCode;
use serde_json::json;

use super::errors;
use crate::sandbox::reply::Reply;

/// Behaviour of UKG Authentication, selected by the user name of a login with any password
/// (`docs/ukg-wire.md`, UKG Authentication).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UkgScenario {
    Locked,
    Throttled,
    SecondFactor,
    Suspicious,
    Leaked,
    Blocked,
    Rotating,
    ShortLived,
}

impl UkgScenario {
    /// With the user name that selects the scenario, and a description in a few words.
    pub const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::Locked, "locked", "blocked after too many wrong passwords (429)"),
        (Self::Throttled, "throttled", "too many requests (429)"),
        (Self::SecondFactor, "second-factor", "login that requires more than a password"),
        (Self::Suspicious, "suspicious", "bot detection wants a verification"),
        (Self::Leaked, "leaked", "password that is known from a data breach"),
        (Self::Blocked, "blocked", "user whom an administrator has blocked"),
        (Self::Rotating, "rotating", "tokens whose refresh token is replaced on each refresh"),
        (Self::ShortLived, "short-lived", "tokens that expire after two seconds"),
    ];

    #[must_use]
    pub fn of(username: &str) -> Option<Self> {
        let (scenario, ..) = Self::ALL.into_iter().find(|(_, name, _)| *name == username)?;
        Some(scenario)
    }

    /// The error of the login, if it fails. `now` is Unix time.
    pub(super) fn refusal(self, now: u64) -> Option<Reply> {
        let unauthorized = |error: &str, description: &str| {
            Reply::oauth_error(StatusCode::UNAUTHORIZED, error, description)
        };
        Some(match self {
            Self::Locked => errors::blocked(),
            Self::Throttled => errors::too_many_requests(now + 30),
            Self::SecondFactor => Reply::json(
                StatusCode::FORBIDDEN,
                json!({
                    "error": "mfa_required",
                    "error_description": "Multifactor authentication required",
                    "mfa_token": "Fe26.2*SANDBOX*0123456789abcdef",
                    "mfa_requirements": {"challenge": [{"type": "otp"}]},
                }),
            ),
            Self::Suspicious => {
                unauthorized("requires_verification", "Suspicious request requires verification")
            }
            Self::Leaked => unauthorized(
                "password_leaked",
                "This login has been blocked because the password is known from a data breach.",
            ),
            Self::Blocked => unauthorized("unauthorized", "user is blocked"),
            Self::Rotating | Self::ShortLived => return None,
        })
    }
}
