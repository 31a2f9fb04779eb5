use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::caller::KeyIfAny;

/// The state of the service.
#[derive(Object)]
pub struct HealthResponse {
    /// Always ok.
    status: String,
}

#[derive(ApiResponse)]
pub enum Alive {
    /// The service answers.
    #[oai(status = 200)]
    Ok(Json<HealthResponse>),
}

/// `GET /health/live`: the test of a connection, and a liveness probe.
pub struct Health;

#[expect(clippy::unused_async, reason = "poem-openapi requires an async function")]
#[OpenApi]
impl Health {
    /// Test the connection
    ///
    /// Answers whenever the service runs. It is used to test a connection and calls no tenant.
    #[oai(path = "/health/live", method = "get", operation_id = "TestConnection")]
    async fn live(&self, KeyIfAny: KeyIfAny) -> Alive {
        Alive::Ok(Json(HealthResponse { status: "ok".to_owned() }))
    }
}
