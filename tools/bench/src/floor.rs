#![expect(clippy::disallowed_types, reason = "the least has no deadlines")]

use std::net::SocketAddr;
use std::path::PathBuf;

use bytes::Bytes;
use clap::Args;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use poem::listener::TcpListener;
use poem::web::Data;
use poem::{EndpointExt, Response, Route, Server, handler, post};
use reqwest::Client;

use crate::credentials::HOST;
use crate::tenant::{APP_KEY, FIELDS, KRONOS_TID, PATH};
use crate::{Failure, tls};

/// The host is resolved to the tenant's address, and reqwest takes the port from there.
pub const URL: &str = "https://bench.mykronos.com/api/authentication/access_token";

/// The least that a program can do with the web framework and the HTTP client of the facade: bytes go
/// through, and nothing is parsed, checked or logged.
#[derive(Args)]
pub struct Options {
    #[arg(long, value_name = "IP:PORT")]
    pub listen: SocketAddr,

    #[arg(long, value_name = "IP:PORT")]
    pub tenant: SocketAddr,

    #[arg(long, value_name = "FILE")]
    pub authority: PathBuf,
}

/// Serves until the process is ended.
pub async fn serve(options: Options) -> Result<(), Failure> {
    let route = Route::new().at(PATH, post(forward)).data(options.client()?);
    Server::new(TcpListener::bind(options.listen)).run(route).await?;
    Ok(())
}

impl Options {
    /// A client that finds the tenant where it is, and believes its authority.
    pub fn client(&self) -> Result<Client, Failure> {
        #[expect(clippy::disallowed_methods, reason = "this is no part of the facade")]
        let client = Client::builder()
            .tls_backend_preconfigured(tls::client(&self.authority)?)
            .resolve(HOST, self.tenant);
        Ok(client.build()?)
    }
}

#[handler]
async fn forward(form: Bytes, Data(client): Data<&Client>) -> Response {
    call(client, form).await.unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into())
}

async fn call(client: &Client, form: Bytes) -> Result<Response, reqwest::Error> {
    let request = client
        .post(URL)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(APP_KEY, "K3y")
        .body([&form, FIELDS].concat());
    let answer = request.send().await?;
    let mut response = Response::builder().status(answer.status());
    for name in [CONTENT_TYPE, KRONOS_TID] {
        if let Some(value) = answer.headers().get(&name) {
            response = response.header(name, value);
        }
    }
    Ok(response.body(answer.bytes().await?))
}
