//! What a maker can do about UKG Authentication (`docs/ukg-wire.md`, UKG Authentication's errors).

use crate::token::{RequestKind, UnexpectedBody};
use crate::upstream::{Unexpected, Unreachable, UpstreamFailure};

pub fn hint(kind: RequestKind, failure: &UpstreamFailure) -> Option<&'static str> {
    Some(match failure {
        UpstreamFailure::Refused { status, error } => return refusal(kind, *status, &error.error),
        UpstreamFailure::RefusedByGateway { status, .. } => match status {
            401 | 403 => {
                "Check client_id, client_secret and the Organization ID. If they are right, ask your \
                 UKG administrator whether the tenant accepts calls from the address of this service."
            }
            404 | 405 => NO_ENDPOINT,
            _ => return None,
        },
        UpstreamFailure::Throttled { .. } => {
            "Get one token and use it until it expires, instead of one for every call. UKG counts \
             every login, also the good ones."
        }
        UpstreamFailure::UnexpectedResponse {
            reason: Unexpected::Redirect | Unexpected::Body(UnexpectedBody::NotJson),
            ..
        } => {
            "Check the token URL. UKG's Client Management shows it beside the client, such as \
             https://welcome-us.ukg.net/oauth/token."
        }
        UpstreamFailure::Unreachable(Unreachable::Lookup) => {
            "Check the token URL for typing mistakes. If it is right, try again later."
        }
        UpstreamFailure::AddressRefused => {
            "Check the token URL. If the token host really is in a private network, ask the operator \
             of this service to set its address with --resolve."
        }
        _ => return None,
    })
}

const NO_ENDPOINT: &str = "Check the token URL: this host does not issue tokens in this way. \
    UKG's Client Management shows the token URL beside the client.";
const CLIENT: &str = "Check client_id and client_secret. Those of a test environment do not work in \
    production, and the token URL must be that of the same environment.";

fn refusal(kind: RequestKind, status: u16, code: &str) -> Option<&'static str> {
    use RequestKind::{Client, Password, Refresh, Revocation};
    Some(match (code, kind) {
        ("mfa_required", _) => {
            "A flow cannot confirm a second factor. Use a user for the API alone, ask your UKG \
             administrator to exempt this user from the second factor, or get an access token \
             without a user, with a client of its own."
        }
        ("requires_verification" | "requires_validation", _) => {
            "UKG finds this login suspicious. Log in once as this user in a browser, then try again."
        }
        ("password_leaked", _) => {
            "This password is in a list of stolen passwords. Change it in UKG, then in the flow."
        }
        ("unauthorized" | "blocked_user", _) => {
            "This user may not log in. Ask your UKG administrator whether the user is blocked."
        }
        ("invalid_client", _) => CLIENT,
        ("access_denied", _) if status == 401 => CLIENT,
        ("unauthorized_client", Password) => {
            "This client is not for user names and passwords. In UKG's Client Management it needs the \
             Application Flow Interactive with the Grant Type Password Flow (ROPC)."
        }
        ("unauthorized_client", Refresh) => {
            "This client may not refresh tokens. Get a new token with the user name and password, or \
             ask your UKG administrator."
        }
        ("unauthorized_client", Client) => {
            "This client is not for tokens without a user. In UKG's Client Management it needs the \
             Application Flow Non-interactive."
        }
        ("invalid_grant" | "invalid_user_password", Password) => {
            "Check the user name and the password before the next try: six wrong passwords block the \
             user. A federated user cannot log in this way."
        }
        ("invalid_grant" | "invalid_request" | "access_denied", Refresh) => {
            "The refresh token is expired, revoked or already used. Get a new one with the user name \
             and password."
        }
        ("access_denied", Password | Client) => {
            "Ask your UKG administrator whether this client may use the WFM API. The Organization ID \
             (--organization or X-WFM-Organization) and the audience in the settings of this service \
             must be those of the tenant."
        }
        ("invalid_request", Password) => {
            "Compare the realm (--realm or X-WFM-Realm) and the Organization ID (--organization or \
             X-WFM-Organization) with UKG's Client Management, which shows both beside the client."
        }
        ("invalid_request", Client) => {
            "Compare the Organization ID (--organization or X-WFM-Organization) with UKG's Client \
             Management, which shows it beside the client."
        }
        (
            "invalid_grant" | "invalid_request" | "access_denied" | "unauthorized_client",
            Revocation,
        ) => "Revoke the refresh token itself, with the client_id and client_secret that got it.",
        ("invalid_scope", _) => {
            "Ask the operator of this service to check the scope in the settings of the tenant."
        }
        (
            "unsupported_grant_type" | "endpoint_disabled" | "method_not_allowed" | "not_found",
            _,
        ) => NO_ENDPOINT,
        _ => return None,
    })
}
