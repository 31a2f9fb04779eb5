use std::time::Duration;

use http::StatusCode;
use serde_json::json;

use super::accounts;
use super::reply::Reply;

/// Behaviour on request: logging in with one of these user names, and any password, shows what a
/// tenant in that state answers (`ukg-wire.md`, section 2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scenario {
    /// A locked account: looks exactly like a wrong password.
    Locked,
    /// A login chain that wants more than a password.
    SecondFactor,
    /// A client that may not use the password grant.
    UnauthorizedClient,
    /// An error text that repeats the password.
    EchoedPassword,
    /// An older tenant that misses the app key.
    MissingAppKey,
    /// An older tenant that does not know the app key.
    InvalidAppKey,
    /// Too many calls, with `Retry-After`.
    Throttled,
    /// Too many calls, without `Retry-After`.
    ThrottledWithoutRetryAfter,
    /// An error of WFM itself.
    NoLicence,
    /// Maintenance, with `Retry-After`.
    Unavailable,
    /// Maintenance, without `Retry-After`.
    UnavailableWithoutRetryAfter,
    /// A gateway that has lost its backend.
    BadGateway,
    /// A login page instead of JSON.
    LoginPage,
    /// A redirect to a login page.
    Redirect,
    /// Success without an access token.
    NoAccessToken,
    /// More than any token answer has.
    Huge,
    /// No answer for two minutes.
    Silent,
    /// A token answer after three seconds.
    Slow,
    /// Tokens without `refresh_token` and `id_token`.
    AccessTokenOnly,
    /// `expires_in` as text.
    ExpiresInAsText,
    /// Tokens that expire after two seconds.
    ShortLived,
    /// A federated user: a refresh brings a new refresh token and ends the old one.
    Rotating,
}

/// What stands where the backend of an Apigee gateway failed.
const GATEWAY_PAGE: &str = "<html><body><h1>The service is not available</h1></body></html>";
const LOGIN_PAGE: &str = "<!DOCTYPE html><html><head><title>Log in</title></head></html>";

impl Scenario {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::Locked,
        Self::SecondFactor,
        Self::UnauthorizedClient,
        Self::EchoedPassword,
        Self::MissingAppKey,
        Self::InvalidAppKey,
        Self::Throttled,
        Self::ThrottledWithoutRetryAfter,
        Self::NoLicence,
        Self::Unavailable,
        Self::UnavailableWithoutRetryAfter,
        Self::BadGateway,
        Self::LoginPage,
        Self::Redirect,
        Self::NoAccessToken,
        Self::Huge,
        Self::Silent,
        Self::Slow,
        Self::AccessTokenOnly,
        Self::ExpiresInAsText,
        Self::ShortLived,
        Self::Rotating,
    ];

    /// The scenario of a user name.
    #[must_use]
    pub fn of(username: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.username() == username)
    }

    /// The user name that asks for it.
    #[must_use]
    pub fn username(self) -> &'static str {
        self.texts().0
    }

    /// What it shows, in a few words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.texts().1
    }

    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Locked => ("locked", "a locked account, which looks like a wrong password"),
            Self::SecondFactor => ("second-factor", "a login that wants more than a password"),
            Self::UnauthorizedClient => ("unauthorized-client", "a client without this grant"),
            Self::EchoedPassword => ("echo", "an error text that repeats the password"),
            Self::MissingAppKey => ("missing-app-key", "401 of a gateway without an app key"),
            Self::InvalidAppKey => {
                ("invalid-app-key", "401 of a gateway for another app key than sandbox-app-key")
            }
            Self::Throttled => ("throttled", "429 with Retry-After"),
            Self::ThrottledWithoutRetryAfter => ("throttled-silently", "429 without Retry-After"),
            Self::NoLicence => ("no-licence", "403 of WFM itself"),
            Self::Unavailable => ("unavailable", "503 with Retry-After"),
            Self::UnavailableWithoutRetryAfter => {
                ("unavailable-silently", "503 without Retry-After")
            }
            Self::BadGateway => ("bad-gateway", "502 as a page"),
            Self::LoginPage => ("login-page", "200 with a page instead of JSON"),
            Self::Redirect => ("redirect", "302 to a login page"),
            Self::NoAccessToken => ("no-access-token", "200 without an access token"),
            Self::Huge => ("huge", "200 with 300 KiB"),
            Self::Silent => ("silent", "no answer for two minutes"),
            Self::Slow => ("slow", "tokens after three seconds"),
            Self::AccessTokenOnly => ("access-token-only", "tokens without refresh and id token"),
            Self::ExpiresInAsText => ("expires-as-text", "tokens with expires_in as text"),
            Self::ShortLived => ("short-lived", "tokens that expire after two seconds"),
            Self::Rotating => ("rotating", "refreshing replaces the refresh token"),
        }
    }

    /// The answer of the gateway, where the OAuth server is not asked at all.
    pub(super) fn gateway_reply(self, app_key: Option<&str>) -> Option<Reply> {
        let fault = |status, text: &str, code: &str| {
            let fault = json!({"faultstring": text, "detail": {"errorcode": code}});
            Reply::json(status, json!({ "fault": fault }))
        };
        let no_app_key = "Failed to resolve API Key variable request.header.appkey";
        let quota = "policies.ratelimit.QuotaViolation";
        let throttled =
            || fault(StatusCode::TOO_MANY_REQUESTS, "Rate limit quota violation.", quota);
        let unavailable = || Reply::html(StatusCode::SERVICE_UNAVAILABLE, GATEWAY_PAGE);
        Some(match self {
            Self::MissingAppKey if app_key.is_none() => {
                let code = "steps.oauth.v2.FailedToResolveAPIKey";
                fault(StatusCode::UNAUTHORIZED, no_app_key, code)
            }
            Self::InvalidAppKey if app_key != Some(accounts::APP_KEY) => {
                fault(StatusCode::UNAUTHORIZED, "Invalid ApiKey", "oauth.v2.InvalidApiKey")
            }
            Self::Throttled => throttled().with("retry-after", "7"),
            Self::ThrottledWithoutRetryAfter => throttled(),
            Self::NoLicence => Reply::json(
                StatusCode::FORBIDDEN,
                json!({"errorCode": "WCO-106194", "message": "No licence.", "details": {}}),
            ),
            Self::Unavailable => unavailable().with("retry-after", "30"),
            Self::UnavailableWithoutRetryAfter => unavailable(),
            Self::BadGateway => Reply::html(StatusCode::BAD_GATEWAY, GATEWAY_PAGE),
            Self::LoginPage => Reply::html(StatusCode::OK, LOGIN_PAGE),
            Self::Redirect => Reply::html(StatusCode::FOUND, LOGIN_PAGE)
                .with("location", "https://login.example.com/authn/XUI/?realm=/sandbox#login"),
            Self::NoAccessToken => Reply::json(StatusCode::OK, json!({"scope": "openid"})),
            Self::Huge => {
                Reply::json(StatusCode::OK, json!({"access_token": "x".repeat(300 * 1024)}))
            }
            Self::Silent => {
                Reply::html(StatusCode::GATEWAY_TIMEOUT, GATEWAY_PAGE).after(Duration::from_mins(2))
            }
            Self::MissingAppKey
            | Self::InvalidAppKey
            | Self::EchoedPassword
            | Self::UnauthorizedClient
            | Self::SecondFactor
            | Self::Locked
            | Self::Slow
            | Self::AccessTokenOnly
            | Self::ExpiresInAsText
            | Self::ShortLived
            | Self::Rotating => return None,
        })
    }

    /// The refusal of the OAuth server, where there is one.
    pub(super) fn refusal(self, password: &str) -> Option<Reply> {
        let (error, description) = match self {
            Self::Locked => {
                ("invalid_grant", "The provided access grant is invalid, expired, or revoked.")
            }
            Self::EchoedPassword => {
                ("invalid_grant", &*format!("No user has the password {password} here."))
            }
            Self::UnauthorizedClient => (
                "unauthorized_client",
                "The client is not authorized to request an authorization code using this method.",
            ),
            Self::SecondFactor => ("server_error", "The login chain needs more callbacks."),
            _ => return None,
        };
        Some(Reply::oauth_error(StatusCode::BAD_REQUEST, error, description))
    }
}
