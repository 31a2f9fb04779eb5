#![expect(clippy::disallowed_types, reason = "a service in the ordinary way has no limits")]

use std::io;
use std::time::Instant;

use http::header::ACCEPT;
use poem::listener::TcpListener;
use poem::{Route, Server};
use poem_openapi::payload::{Form, Json};
use poem_openapi::{ApiResponse, Object, OpenApi, OpenApiService};
use reqwest::Client;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::Failure;
use crate::floor::{Options, URL};
use crate::tenant::{APP_KEY, PATH};

/// A service as one would write it with the packages of the facade and without a second thought: typed
/// bodies, validation, and a line in the log for each call. It has no limits, and keeps no secret.
struct Plain {
    client: Client,
}

/// Serves until the process is ended.
pub async fn serve(options: Options) -> Result<(), Failure> {
    tracing_subscriber::fmt().json().with_writer(io::stderr).init();
    let plain = Plain { client: options.client()? };
    let api = OpenApiService::new(plain, "Plain", "1.0");
    Server::new(TcpListener::bind(options.listen)).run(Route::new().nest("/", api)).await?;
    Ok(())
}

#[derive(Deserialize, Object, Serialize, Validate)]
struct Login {
    #[validate(length(min = 1, max = 4_096))]
    username: String,
    #[validate(length(min = 1, max = 4_096))]
    password: String,
    #[validate(length(min = 1, max = 4_096))]
    client_id: String,
    #[validate(length(min = 1, max = 4_096))]
    client_secret: String,
}

/// As the tenant takes it.
#[derive(Serialize)]
struct Fields<'a> {
    #[serde(flatten)]
    login: &'a Login,
    grant_type: &'a str,
    auth_chain: &'a str,
}

#[derive(Deserialize, Object, Serialize)]
struct Tokens {
    access_token: String,
    refresh_token: Option<String>,
    scope: Option<String>,
    id_token: Option<String>,
    token_type: Option<String>,
    expires_in: Option<i32>,
}

#[derive(Object)]
struct Problem {
    error: String,
    error_description: String,
}

#[derive(ApiResponse)]
enum Answer {
    /// The tokens.
    #[oai(status = 200)]
    Tokens(Json<Tokens>),
    /// A field is missing or too long.
    #[oai(status = 400)]
    Invalid(Json<Problem>),
    /// The tenant failed.
    #[oai(status = 502)]
    Failed(Json<Problem>),
}

impl Answer {
    fn status(&self) -> u16 {
        match self {
            Self::Tokens(_) => 200,
            Self::Invalid(_) => 400,
            Self::Failed(_) => 502,
        }
    }
}

fn problem(error: &str, description: &impl ToString) -> Json<Problem> {
    Json(Problem { error: error.to_owned(), error_description: description.to_string() })
}

#[OpenApi]
impl Plain {
    /// Get an access token
    #[oai(path = "/api/authentication/access_token", method = "post")]
    async fn get_access_token(&self, form: Form<Login>) -> Answer {
        let (id, started) = (uuid::Uuid::new_v4(), Instant::now());
        let answer = self.answer(&form.0).await;
        let milliseconds = started.elapsed().as_secs_f64() * 1e3;
        tracing::info!(request_id = %id, route = PATH, status = answer.status(), milliseconds, "call");
        answer
    }
}

impl Plain {
    #[expect(clippy::disallowed_methods, reason = "the errors have values, in the ordinary way")]
    async fn answer(&self, login: &Login) -> Answer {
        if let Err(errors) = login.validate() {
            return Answer::Invalid(problem("invalid_request", &errors));
        }
        match self.call(login).await {
            Ok(tokens) => Answer::Tokens(Json(tokens)),
            Err(error) => Answer::Failed(problem("tenant_error", &error)),
        }
    }

    async fn call(&self, login: &Login) -> Result<Tokens, Failure> {
        let fields = Fields { login, grant_type: "password", auth_chain: "OAuthLdapService" };
        let request = self
            .client
            .post(URL)
            .header(ACCEPT, "application/json")
            .header(APP_KEY, "K3y")
            .form(&fields);
        let response = request.send().await?.error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}
