//! Errors of UKG Authentication, with the texts of Auth0.

use http::StatusCode;

use crate::sandbox::reply::Reply;

pub fn invalid_request(description: &str) -> Reply {
    Reply::oauth_error(StatusCode::BAD_REQUEST, "invalid_request", description)
}

pub fn missing(parameter: &str) -> Reply {
    invalid_request(&format!("Missing required parameter: {parameter}"))
}

pub fn wrong_client() -> Reply {
    Reply::oauth_error(StatusCode::UNAUTHORIZED, "access_denied", "Unauthorized")
}

/// The client is of the other flow.
pub fn grant_not_allowed(grant_type: &str) -> Reply {
    let text = format!("Grant type '{grant_type}' not allowed for the client.");
    Reply::oauth_error(StatusCode::FORBIDDEN, "unauthorized_client", &text)
}

pub fn unknown_grant(grant_type: &str) -> Reply {
    let text = format!("Unsupported grant type: {grant_type}");
    Reply::oauth_error(StatusCode::NOT_IMPLEMENTED, "unsupported_grant_type", &text)
}

pub fn access_denied(description: &str) -> Reply {
    Reply::oauth_error(StatusCode::FORBIDDEN, "access_denied", description)
}

pub fn invalid_grant(description: &str) -> Reply {
    Reply::oauth_error(StatusCode::FORBIDDEN, "invalid_grant", description)
}

pub fn blocked() -> Reply {
    let text = "Your account has been blocked after multiple consecutive login attempts.";
    Reply::oauth_error(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", text)
}

/// `reset` is Unix time.
pub fn too_many_requests(reset: u64) -> Reply {
    let text = "Global limit has been reached";
    Reply::oauth_error(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", text)
        .with("x-ratelimit-remaining", "0")
        .with("x-ratelimit-reset", reset.to_string())
}
