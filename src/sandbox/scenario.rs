use std::time::Duration;

use http::StatusCode;
use serde_json::json;

use super::accounts;
use super::reply::Reply;

/// Behaviour of a tenant, selected by the user name of a login with any password (`docs/ukg-wire.md`, error
/// layers).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scenario {
    Locked,
    SecondFactor,
    UnauthorizedClient,
    EchoedPassword,
    MissingAppKey,
    InvalidAppKey,
    Throttled,
    ThrottledWithoutRetryAfter,
    NoLicence,
    Unavailable,
    UnavailableWithoutRetryAfter,
    BadGateway,
    LoginPage,
    Redirect,
    NoAccessToken,
    Huge,
    Silent,
    Slow,
    AccessTokenOnly,
    ExpiresInAsText,
    ShortLived,
    Rotating,
}

/// The page of an Apigee gateway whose backend failed.
const GATEWAY_PAGE: &str = "<html><body><h1>The service is not available</h1></body></html>";
const LOGIN_PAGE: &str = "<!DOCTYPE html><html><head><title>Log in</title></head></html>";

impl Scenario {
    /// With the user name that selects the scenario, and a description in a few words.
    pub const ALL: [(Self, &'static str, &'static str); 22] = [
        (Self::Locked, "locked", "locked account, which looks like a wrong password"),
        (Self::SecondFactor, "second-factor", "login that requires more than a password"),
        (Self::UnauthorizedClient, "unauthorized-client", "client that may not use this grant"),
        (Self::EchoedPassword, "echo", "error message that repeats the password"),
        (Self::MissingAppKey, "missing-app-key", "a missing app key (401 of the gateway)"),
        (
            Self::InvalidAppKey,
            "invalid-app-key",
            "any app key but sandbox-app-key (401 of the gateway)",
        ),
        (Self::Throttled, "throttled", "too many calls (429), with Retry-After"),
        (
            Self::ThrottledWithoutRetryAfter,
            "throttled-silently",
            "too many calls (429), without Retry-After",
        ),
        (Self::NoLicence, "no-licence", "a missing licence (403 of WFM itself)"),
        (Self::Unavailable, "unavailable", "maintenance (503), with Retry-After"),
        (
            Self::UnavailableWithoutRetryAfter,
            "unavailable-silently",
            "maintenance (503), without Retry-After",
        ),
        (Self::BadGateway, "bad-gateway", "a failed gateway (502 with an HTML page)"),
        (Self::LoginPage, "login-page", "a login page instead of JSON (200)"),
        (Self::Redirect, "redirect", "a redirect to a login page (302)"),
        (Self::NoAccessToken, "no-access-token", "a response without an access token (200)"),
        (Self::Huge, "huge", "a response that is too large (200 with 300 KiB)"),
        (Self::Silent, "silent", "no response for two minutes"),
        (Self::Slow, "slow", "tokens after three seconds"),
        (Self::AccessTokenOnly, "access-token-only", "only an access token"),
        (Self::ExpiresInAsText, "expires-as-text", "tokens with expires_in as a string"),
        (Self::ShortLived, "short-lived", "tokens that expire after two seconds"),
        (Self::Rotating, "rotating", "tokens whose refresh token is replaced on each refresh"),
    ];

    #[must_use]
    pub fn of(username: &str) -> Option<Self> {
        let (scenario, ..) = Self::ALL.into_iter().find(|(_, name, _)| *name == username)?;
        Some(scenario)
    }

    /// What it is, for people who meet it in a flow.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Locked => "Wrong password",
            Self::SecondFactor => "Second factor",
            Self::UnauthorizedClient => "Client not allowed",
            Self::EchoedPassword => "Password echoed",
            Self::MissingAppKey => "No app key",
            Self::InvalidAppKey => "Wrong app key",
            Self::Throttled => "Too many calls",
            Self::ThrottledWithoutRetryAfter => "Too many, no wait",
            Self::NoLicence => "No licence",
            Self::Unavailable => "Maintenance",
            Self::UnavailableWithoutRetryAfter => "Maintenance, no end",
            Self::BadGateway => "Gateway failed",
            Self::LoginPage => "Login page",
            Self::Redirect => "Redirect",
            Self::NoAccessToken => "No token",
            Self::Huge => "Huge response",
            Self::Silent => "No response",
            Self::Slow => "Slow response",
            Self::AccessTokenOnly => "No refresh token",
            Self::ExpiresInAsText => "Lifetime as text",
            Self::ShortLived => "Short-lived token",
            Self::Rotating => "New refresh token",
        }
    }

    /// The gateway's response, if the request does not reach the OAuth server.
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
            _ => return None,
        })
    }

    /// The OAuth server's error, if it refuses the login.
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
