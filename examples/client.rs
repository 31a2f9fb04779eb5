//! Gets a token, uses the refresh token, and revokes it.
//!
//!     WFM_USERNAME=… WFM_PASSWORD=… WFM_CLIENT_ID=… WFM_CLIENT_SECRET=… \
//!         cargo run --example client [URL]
//!
//! URL is the address of the service, `http://127.0.0.1:8080` if left out. Optional: `WFM_VANITY_URL`
//! (which tenant), `WFM_API_KEY` (if the service asks for a key), `WFM_APP_KEY` (tenants before
//! 2024.R1).

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example tells what it does")]
#![expect(
    clippy::disallowed_methods,
    reason = "the rules of the service are not those of its clients"
)]

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use form_urlencoded::Serializer;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The headers that may be sent, and the variables that they come from.
const HEADERS: [(&str, &str); 3] = [
    ("X-WFM-Vanity-Url", "WFM_VANITY_URL"),
    ("X-API-Key", "WFM_API_KEY"),
    ("appkey", "WFM_APP_KEY"),
];

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    /// Left out where the tenant sent none.
    refresh_token: Option<String>,
    expires_in: Option<u64>,
}

/// A revocation is answered with an empty JSON object.
#[derive(Deserialize)]
struct Revoked {}

/// The body of every error.
#[derive(Deserialize)]
struct ErrorBody {
    error: String,
    error_description: String,
    hint: Option<String>,
    request_id: String,
}

#[derive(Debug, thiserror::Error)]
enum ClientError {
    #[error("set the environment variable {0}")]
    MissingVariable(&'static str),
    #[error(
        "{status} {error}: {description}\nhint: {hint}\nrequest id, for the log of the service: {request_id}"
    )]
    Refused { status: u16, error: String, description: String, hint: String, request_id: String },
    #[error("the response with status {0} is not from this service")]
    Unexpected(u16),
    #[error("the service cannot be reached")]
    Transport(#[from] reqwest::Error),
}

struct Service {
    http: reqwest::Client,
    url: String,
    client_id: String,
    client_secret: String,
}

impl Service {
    fn new(url: String) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder().timeout(Duration::from_mins(1)).build()?;
        let (client_id, client_secret) =
            (variable("WFM_CLIENT_ID")?, variable("WFM_CLIENT_SECRET")?);
        Ok(Self { http, url, client_id, client_secret })
    }

    /// Sends the fields with the client's credentials.
    async fn call<T: DeserializeOwned>(
        &self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, ClientError> {
        let form = Serializer::new(String::new())
            .extend_pairs(fields)
            .append_pair("client_id", &self.client_id)
            .append_pair("client_secret", &self.client_secret)
            .finish();
        let mut request = self
            .http
            .post(format!("{}{path}", self.url))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        for (name, variable) in HEADERS {
            if let Ok(value) = env::var(variable) {
                request = request.header(name, value);
            }
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let body = response.bytes().await?;
        if status == 200 {
            return serde_json::from_slice(&body).map_err(|_| ClientError::Unexpected(status));
        }
        let body: ErrorBody =
            serde_json::from_slice(&body).map_err(|_| ClientError::Unexpected(status))?;
        Err(ClientError::Refused {
            status,
            error: body.error,
            description: body.error_description,
            hint: body.hint.unwrap_or_default(),
            request_id: body.request_id,
        })
    }
}

fn variable(name: &'static str) -> Result<String, ClientError> {
    env::var(name).map_err(|_| ClientError::MissingVariable(name))
}

async fn run() -> Result<(), ClientError> {
    let url = env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    let service = Service::new(url)?;
    let (username, password) = (variable("WFM_USERNAME")?, variable("WFM_PASSWORD")?);

    let credentials = [("username", username.as_str()), ("password", password.as_str())];
    let tokens: Tokens = service.call("/api/authentication/access_token", &credentials).await?;
    println!("got a token for {} seconds", tokens.expires_in.unwrap_or_default());
    // Calls of the WFM API carry it.
    let _authorization = format!("Bearer {}", tokens.access_token);

    let Some(mut refresh_token) = tokens.refresh_token else { return Ok(()) };
    let fields = [("refresh_token", refresh_token.as_str())];
    let tokens: Tokens = service.call("/api/authentication/refresh_token", &fields).await?;
    println!("refreshed it for {} seconds", tokens.expires_in.unwrap_or_default());
    // Only some users get a new refresh token with it; the old one stays valid for all others.
    if let Some(new) = tokens.refresh_token {
        refresh_token = new;
    }

    let fields = [("token", refresh_token.as_str())];
    let Revoked {} = service.call("/api/authentication/token/revoke", &fields).await?;
    println!("revoked it");
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
