//! What UKG Authentication refuses: status, code and texts are its own, as far as they help the maker.

mod blocked;
mod clients;
mod shapes;

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::json;
use testing::{
    Act, CLIENT_ID, CLIENT_SECRET, Response, ScriptedTenant, Start, credentials, raw_response,
};

const CLIENT: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

/// What a caller asks for.
#[derive(Clone, Copy)]
enum Operation {
    Password,
    Client,
    Refresh,
    Revocation,
}

/// The response of a token host, with the headers that it always sends.
fn auth0(status: u16, headers: &[(&str, &str)], body: &str) -> Act {
    let headers = [
        &[
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("X-Auth0-RequestId", "0123456789abcdef0123"),
            ("X-RateLimit-Limit", "100"),
            ("X-RateLimit-Remaining", "99"),
            ("cf-ray", "8c1f0d2e3b4a5c6d-FRA"),
        ],
        headers,
    ];
    Act::Answer(raw_response(status, &headers.concat(), body))
}

async fn response_to(operation: Operation, act: Act) -> Response {
    let host = ScriptedTenant::answering(act).await;
    let facade = Start::with_token_host(&host).run().await;
    let call = match operation {
        Operation::Password => facade.token().form(&credentials()),
        Operation::Client => facade.post("/api/authentication/client_access_token").form(&CLIENT),
        Operation::Refresh => {
            let fields = [&[("refresh_token", "v1.M")], &CLIENT[..]].concat();
            facade.post("/api/authentication/refresh_token").form(&fields)
        }
        Operation::Revocation => {
            let fields = [&[("token", "v1.M")], &CLIENT[..]].concat();
            facade.post("/api/authentication/token/revoke").form(&fields)
        }
    };
    let response = call.send().await;
    assert_eq!(host.received().len(), 1, "the token host is called exactly once");
    response
}

/// The responses to these refusals, each with the status of the token host before it.
async fn refusals(operation: Operation, refusals: &[(u16, &str, &str)]) -> String {
    let mut shown = String::new();
    for (status, error, description) in refusals {
        let body = json!({"error": error, "error_description": description}).to_string();
        let response = response_to(operation, auth0(*status, &[], &body)).await;
        assert_eq!(response.header("retry-after"), None, "a refusal must not be repeated");
        show(&mut shown, *status, &response);
    }
    shown
}

fn show(shown: &mut String, status: u16, response: &Response) {
    let body = response.json();
    let text = |name: &str| body[name].as_str().unwrap_or("-").to_owned();
    let wait = response.header("retry-after").map(|wait| format!(", retry-after {wait}"));
    let (code, wait) = (text("error"), wait.unwrap_or_default());
    writeln!(shown, "{status} -> {} {code}{wait}", response.status).unwrap();
    writeln!(shown, "  {}\n  {}", text("error_description"), text("hint")).unwrap();
}

#[tokio::test]
async fn a_refused_password() {
    let wrong = [
        (403, "invalid_grant", "Wrong email or password."),
        (401, "invalid_grant", "Wrong email or password."),
        (403, "invalid_user_password", "Wrong email or password."),
        (401, "invalid_user_password", "Wrong email or password."),
    ];
    assert_snapshot!(refusals(Operation::Password, &wrong).await, @r"
        403 -> 403 invalid_grant
          Wrong email or password.
          Check the user name and the password before the next try: six wrong passwords block the user. A federated user cannot log in this way.
        401 -> 401 invalid_grant
          Wrong email or password.
          Check the user name and the password before the next try: six wrong passwords block the user. A federated user cannot log in this way.
        403 -> 403 invalid_user_password
          Wrong email or password.
          Check the user name and the password before the next try: six wrong passwords block the user. A federated user cannot log in this way.
        401 -> 401 invalid_user_password
          Wrong email or password.
          Check the user name and the password before the next try: six wrong passwords block the user. A federated user cannot log in this way.
    ");
}

#[tokio::test]
async fn a_login_that_a_program_cannot_finish() {
    let others = [
        (403, "mfa_required", "Multifactor authentication required"),
        (401, "mfa_required", "Multifactor authentication required"),
        (401, "requires_verification", "Suspicious request requires verification"),
        (401, "requires_validation", "Suspicious request requires verification"),
        (
            401,
            "password_leaked",
            "This login attempt has been blocked because the password you're using was previously disclosed.",
        ),
        (401, "unauthorized", "user is blocked"),
        (403, "unauthorized", "user is blocked"),
        (401, "blocked_user", "user is blocked"),
    ];
    assert_snapshot!(refusals(Operation::Password, &others).await, @r"
        403 -> 403 mfa_required
          UKG asks for a second factor to log this user in.
          A flow cannot confirm a second factor. Use a user for the API alone, ask your UKG administrator to exempt this user from the second factor, or get an access token without a user, with a client of its own.
        401 -> 401 mfa_required
          UKG asks for a second factor to log this user in.
          A flow cannot confirm a second factor. Use a user for the API alone, ask your UKG administrator to exempt this user from the second factor, or get an access token without a user, with a client of its own.
        401 -> 401 requires_verification
          Suspicious request requires verification
          UKG finds this login suspicious. Log in once as this user in a browser, then try again.
        401 -> 401 requires_validation
          Suspicious request requires verification
          UKG finds this login suspicious. Log in once as this user in a browser, then try again.
        401 -> 401 password_leaked
          This login attempt has been blocked because the password you're using was previously disclosed.
          This password is in a list of stolen passwords. Change it in UKG, then in the flow.
        401 -> 401 unauthorized
          user is blocked
          This user may not log in. Ask your UKG administrator whether the user is blocked.
        403 -> 403 unauthorized
          user is blocked
          This user may not log in. Ask your UKG administrator whether the user is blocked.
        401 -> 401 blocked_user
          user is blocked
          This user may not log in. Ask your UKG administrator whether the user is blocked.
    ");
}

#[tokio::test]
async fn a_realm_an_organization_or_an_audience_that_is_not_the_tenants() {
    let others = [
        (400, "invalid_request", "the connection was not found"),
        (403, "invalid_request", "Unknown realm AbC123-custom"),
        (403, "access_denied", "Service not found: https://wfm.ukg.net/api"),
        (403, "invalid_scope", "The scope is not allowed."),
    ];
    assert_snapshot!(refusals(Operation::Password, &others).await, @r"
        400 -> 400 invalid_request
          the connection was not found
          Compare the realm (--realm or X-WFM-Realm) and the Organization ID (--organization or X-WFM-Organization) with UKG's Client Management, which shows both beside the client.
        403 -> 403 invalid_request
          Unknown realm AbC123-custom
          Compare the realm (--realm or X-WFM-Realm) and the Organization ID (--organization or X-WFM-Organization) with UKG's Client Management, which shows both beside the client.
        403 -> 403 access_denied
          Service not found: https://wfm.ukg.net/api
          Ask your UKG administrator whether this client may use the WFM API. The Organization ID (--organization or X-WFM-Organization) and the audience in the settings of this service must be those of the tenant.
        403 -> 403 invalid_scope
          The scope is not allowed.
          Ask the operator of this service to check the scope in the settings of the tenant.
    ");
}

#[tokio::test]
async fn a_refused_refresh() {
    let refused = [
        (403, "invalid_grant", "Unknown or invalid refresh token."),
        (
            403,
            "invalid_grant",
            "The refresh_token was generated for a user who doesn't exist anymore.",
        ),
        (403, "access_denied", "Unknown or invalid refresh token."),
        (400, "invalid_request", "Missing required parameter: refresh_token"),
        (401, "access_denied", "Unauthorized"),
        (403, "unauthorized_client", "Grant type 'refresh_token' not allowed for the client."),
    ];
    assert_snapshot!(refusals(Operation::Refresh, &refused).await, @r"
        403 -> 403 invalid_grant
          Unknown or invalid refresh token.
          The refresh token is expired, revoked or already used. Get a new one with the user name and password.
        403 -> 403 invalid_grant
          The refresh_token was generated for a user who doesn't exist anymore.
          The refresh token is expired, revoked or already used. Get a new one with the user name and password.
        403 -> 403 access_denied
          Unknown or invalid refresh token.
          The refresh token is expired, revoked or already used. Get a new one with the user name and password.
        400 -> 400 invalid_request
          Missing required parameter: refresh_token
          The refresh token is expired, revoked or already used. Get a new one with the user name and password.
        401 -> 401 access_denied
          Unauthorized
          Check client_id and client_secret. Those of a test environment do not work in production, and the token URL must be that of the same environment.
        403 -> 403 unauthorized_client
          Grant type 'refresh_token' not allowed for the client.
          This client may not refresh tokens. Get a new token with the user name and password, or ask your UKG administrator.
    ");
}

#[tokio::test]
async fn a_refused_revocation() {
    let refused = [
        (401, "access_denied", "Unauthorized"),
        (401, "invalid_client", "Client authentication failed"),
        (400, "invalid_request", "Missing required parameter: token"),
        (403, "invalid_grant", "The token belongs to another client."),
    ];
    assert_snapshot!(refusals(Operation::Revocation, &refused).await, @r"
        401 -> 401 access_denied
          Unauthorized
          Check client_id and client_secret. Those of a test environment do not work in production, and the token URL must be that of the same environment.
        401 -> 401 invalid_client
          Client authentication failed
          Check client_id and client_secret. Those of a test environment do not work in production, and the token URL must be that of the same environment.
        400 -> 400 invalid_request
          Missing required parameter: token
          Revoke the refresh token itself, with the client_id and client_secret that got it.
        403 -> 403 invalid_grant
          The token belongs to another client.
          Revoke the refresh token itself, with the client_id and client_secret that got it.
    ");
}

/// 501 would be repeated.
#[tokio::test]
async fn a_grant_that_the_token_host_does_not_know() {
    let unknown = [
        (400, "unsupported_grant_type", "Unsupported grant type: password-realm"),
        (501, "unsupported_grant_type", "Unsupported grant type: password-realm"),
        (404, "endpoint_disabled", "Endpoint disabled"),
        (405, "method_not_allowed", "Method not allowed"),
        (404, "not_found", "Not found."),
    ];
    assert_snapshot!(refusals(Operation::Password, &unknown).await, @r"
        400 -> 400 unsupported_grant_type
          Unsupported grant type: password-realm
          Check the token URL: this host does not issue tokens in this way. UKG's Client Management shows the token URL beside the client.
        501 -> 400 unsupported_grant_type
          Unsupported grant type: password-realm
          Check the token URL: this host does not issue tokens in this way. UKG's Client Management shows the token URL beside the client.
        404 -> 404 endpoint_disabled
          Endpoint disabled
          Check the token URL: this host does not issue tokens in this way. UKG's Client Management shows the token URL beside the client.
        405 -> 405 method_not_allowed
          Method not allowed
          Check the token URL: this host does not issue tokens in this way. UKG's Client Management shows the token URL beside the client.
        404 -> 404 not_found
          Not found.
          Check the token URL: this host does not issue tokens in this way. UKG's Client Management shows the token URL beside the client.
    ");
}
