//! Whether a token host of UKG Authentication answers as one.

use http::StatusCode;
use serde::Deserialize;

use super::check::{Check, Status};
use super::words;
use crate::tenant::TokenUrl;
use crate::upstream::{Sight, UpstreamFailure};

const CHECK: &str = "token_host";

/// What matters here of an OpenID provider's document.
#[derive(Deserialize)]
struct Discovery {
    token_endpoint: String,
}

pub fn not_allowed(host: &str) -> Check {
    Check::ok(CHECK, host, "calls to this token host are not allowed").but(
        Status::Fault,
        format!("If UKG's Client Management shows it, add --allow-token-host {host}."),
    )
}

pub fn check(token_url: &TokenUrl, document: Result<Sight, UpstreamFailure>) -> Check {
    let ok = |finding: String| Check::ok(CHECK, token_url.host(), finding);
    let sight = match document {
        Ok(sight) => sight,
        Err(failure) => {
            let advice = "Try again; then ask the people who run the network between.";
            return ok(words::no_response(&failure).to_owned()).but(Status::Fault, advice);
        }
    };
    let status = sight.status;
    if status.is_server_error() {
        let finding = format!("answers with status {}", status.as_u16());
        return ok(finding).but(Status::Fault, "Try again later.");
    }
    match sight.json::<Discovery>().filter(|_| status == StatusCode::OK) {
        Some(document) if document.token_endpoint == token_url.to_string() => {
            ok("answers, and names this token endpoint".to_owned())
        }
        Some(_) => ok("answers, but names another token endpoint".to_owned()).but(
            Status::Warning,
            "Compare the token URL with the OAuth URL in UKG's Client Management.",
        ),
        None => ok(format!(
            "answers with status {}, but does not describe itself as a login service",
            status.as_u16()
        ))
        .but(
            Status::Warning,
            "Compare the token URL with the OAuth URL in UKG's Client Management.",
        ),
    }
}
