use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Collected, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::{Failure, tls};

/// What every contestant adds to the form.
pub const FIELDS: &[u8] = b"&grant_type=password&auth_chain=OAuthLdapService";
/// What every contestant sends as a header.
pub const APP_KEY: HeaderName = HeaderName::from_static("appkey");
/// Where every contestant is called, and the tenant.
pub const PATH: &str = "/api/authentication/access_token";

/// The tracking id that UKG's support asks for.
pub const KRONOS_TID: HeaderName = HeaderName::from_static("kronos-tid");

/// A tenant that does as little as a tenant can.
#[derive(Args)]
pub struct Options {
    #[arg(long, value_name = "IP:PORT")]
    listen: SocketAddr,

    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,

    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    /// How long it takes, in milliseconds
    #[arg(long, default_value_t = 0)]
    delay: u64,
}

/// Answers every complete request with the same tokens, and every other one with 400.
pub async fn serve(options: Options) -> Result<(), Failure> {
    let tcp = TcpListener::bind(options.listen).await?;
    let config = tls::server(&options.certificate, &options.key)?;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let delay = Duration::from_millis(options.delay);
    let tokens = Bytes::from(tokens());
    loop {
        let (stream, _) = tcp.accept().await?;
        stream.set_nodelay(true)?;
        let (acceptor, tokens) = (acceptor.clone(), tokens.clone());
        tokio::spawn(async move {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let service = service_fn(move |request| response(request, tokens.clone(), delay));
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new());
            // How a connection ends is the contestant's concern.
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn response(
    request: Request<Incoming>,
    tokens: Bytes,
    delay: Duration,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let app_key = request.headers().contains_key(APP_KEY);
    let body = request.into_body().collect().await.map(Collected::to_bytes);
    let fields = body.unwrap_or_default();
    let fields: Vec<_> = fields.split(|byte| *byte == b'&').collect();
    let mut added = FIELDS.split(|byte| *byte == b'&').skip(1);
    let is_complete = app_key && fields.len() == 6 && added.all(|field| fields.contains(&field));
    if !delay.is_zero() {
        sleep(delay).await;
    }
    let mut response = Response::new(Full::new(if is_complete { tokens } else { Bytes::new() }));
    if !is_complete {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Real ones send another one each time.
    headers.insert(KRONOS_TID, HeaderValue::from_static("0b6ab9b4-5d0a-4b8e-9f6e-1f2b7a0c3d55"));
    Ok(response)
}

/// As long as those of a real tenant: an opaque access token, and an ID token that is signed.
fn tokens() -> String {
    let id_token = ["e", &"x".repeat(800)].concat();
    format!(
        r#"{{"access_token":"{}","refresh_token":"{}","scope":"openid profile","id_token":"{id_token}","token_type":"Bearer","expires_in":1799}}"#,
        "a".repeat(43),
        "r".repeat(43)
    )
}
