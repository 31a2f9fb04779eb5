//! The client is not right, or not right for what is asked.

use insta::assert_snapshot;

use super::{Operation, refusals};

#[tokio::test]
async fn a_wrong_client() {
    let wrong = [
        (401, "access_denied", "Unauthorized"),
        (401, "invalid_client", "Client authentication failed"),
        (401, "invalid_client", "Missing client_id"),
        (400, "invalid_client", "Missing client_id"),
    ];
    assert_snapshot!(refusals(Operation::Password, &wrong).await, @r"
        401 -> 401 access_denied
          Unauthorized
          Check client_id and client_secret. Those of a test environment do not work in production, and the token URL must be that of the same environment.
        401 -> 401 invalid_client
          Client authentication failed
          Check client_id and client_secret. Those of a test environment do not work in production, and the token URL must be that of the same environment.
        401 -> 401 invalid_client
          Missing client_id
          Check client_id and client_secret. Those of a test environment do not work in production, and the token URL must be that of the same environment.
        400 -> 400 invalid_client
          Missing client_id
          Check client_id and client_secret. Those of a test environment do not work in production, and the token URL must be that of the same environment.
    ");
}

#[tokio::test]
async fn a_client_of_the_other_application_flow() {
    let grant = "http://auth0.com/oauth/grant-type/password-realm";
    let text = format!("Grant type '{grant}' not allowed for the client.");
    assert_snapshot!(refusals(Operation::Password, &[(403, "unauthorized_client", &text)]).await, @r"
        403 -> 403 unauthorized_client
          Grant type 'http://auth0.com/oauth/grant-type/password-realm' not allowed for the client.
          This client is not for user names and passwords. In UKG's Client Management it needs the Application Flow Interactive with the Grant Type Password Flow (ROPC).
    ");
    let text = "Grant type 'client_credentials' not allowed for the client.";
    assert_snapshot!(refusals(Operation::Client, &[(403, "unauthorized_client", text)]).await, @r"
        403 -> 403 unauthorized_client
          Grant type 'client_credentials' not allowed for the client.
          This client is not for tokens without a user. In UKG's Client Management it needs the Application Flow Non-interactive.
    ");
}

#[tokio::test]
async fn a_client_without_access() {
    let without = [
        (403, "access_denied", "Service not enabled within domain: https://wfm.ukg.net/api"),
        (
            403,
            "access_denied",
            "Client is not authorized to access \"https://wfm.ukg.net/api\". You need to create a \
             \"client-grant\" associated to this API.",
        ),
        (400, "invalid_request", "parameter organization is required for this client"),
        (403, "access_denied", "parameter organization is not allowed for this client"),
        (401, "access_denied", "Unauthorized"),
    ];
    assert_snapshot!(refusals(Operation::Client, &without).await, @r#"
        403 -> 403 access_denied
          Service not enabled within domain: https://wfm.ukg.net/api
          Ask your UKG administrator whether this client may use the WFM API. The Organization ID (--organization or X-WFM-Organization) and the audience in the settings of this service must be those of the tenant.
        403 -> 403 access_denied
          Client is not authorized to access "https://wfm.ukg.net/api". You need to create a "client-grant" associated to this API.
          Ask your UKG administrator whether this client may use the WFM API. The Organization ID (--organization or X-WFM-Organization) and the audience in the settings of this service must be those of the tenant.
        400 -> 400 invalid_request
          parameter organization is required for this client
          Compare the Organization ID (--organization or X-WFM-Organization) with UKG's Client Management, which shows it beside the client.
        403 -> 403 access_denied
          parameter organization is not allowed for this client
          Ask your UKG administrator whether this client may use the WFM API. The Organization ID (--organization or X-WFM-Organization) and the audience in the settings of this service must be those of the tenant.
        401 -> 401 access_denied
          Unauthorized
          Check client_id and client_secret. Those of a test environment do not work in production, and the token URL must be that of the same environment.
    "#);
}
