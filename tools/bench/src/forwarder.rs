use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use clap::Args;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::tenant::{APP_KEY, FIELDS, KRONOS_TID, PATH};
use crate::{Failure, credentials, tls};

/// The least that a program can do with the same libraries: it appends two fields and a header. It
/// checks nothing, hides nothing, writes nothing down, and has no deadlines.
#[derive(Args)]
pub struct Options {
    #[arg(long, value_name = "IP:PORT")]
    listen: SocketAddr,

    #[arg(long, value_name = "IP:PORT")]
    tenant: SocketAddr,

    #[arg(long, value_name = "FILE")]
    authority: PathBuf,
}

/// Serves until the process is ended.
pub async fn serve(options: Options) -> Result<(), Failure> {
    let tcp = TcpListener::bind(options.listen).await?;
    let tenant = Arc::new(Tenant {
        address: options.tenant,
        tls: TlsConnector::from(Arc::new(tls::client(&options.authority)?)),
        idle: Mutex::default(),
    });
    loop {
        let (stream, _) = tcp.accept().await?;
        stream.set_nodelay(true)?;
        let tenant = Arc::clone(&tenant);
        tokio::spawn(async move {
            let service = service_fn(move |request| forward(Arc::clone(&tenant), request));
            let mut builder = hyper::server::conn::http1::Builder::new();
            // How a connection ends is the caller's concern.
            let _ = builder
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

type Connection = SendRequest<Full<Bytes>>;

struct Tenant {
    address: SocketAddr,
    tls: TlsConnector,
    idle: Mutex<Vec<Connection>>,
}

impl Tenant {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connection(&self) -> Result<Connection, Failure> {
        while let Some(connection) = self.take() {
            if connection.is_ready() {
                return Ok(connection);
            }
        }
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let stream = self.tls.connect(ServerName::try_from(credentials::HOST)?, stream).await?;
        let (connection, driver) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(driver);
        Ok(connection)
    }

    fn take(&self) -> Option<Connection> {
        self.idle().pop()
    }

    async fn call(&self, form: Bytes) -> Result<Response<Full<Bytes>>, Failure> {
        let mut connection = self.connection().await?;
        let mut request = Request::post(PATH).body(Full::new(form))?;
        let headers = request.headers_mut();
        headers.insert(HOST, HeaderValue::from_static(credentials::HOST));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(APP_KEY, HeaderValue::from_static("K3y"));
        let (head, body) = connection.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        connection.ready().await?;
        self.idle().push(connection);
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = head.status;
        for name in [CONTENT_TYPE, CONTENT_LENGTH, KRONOS_TID] {
            if let Some(value) = head.headers.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
        Ok(response)
    }
}

async fn forward(
    tenant: Arc<Tenant>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let response = async {
        let form = request.into_body().collect().await?.to_bytes();
        tenant.call([&form, FIELDS].concat().into()).await
    };
    Ok(response.await.unwrap_or_else(|_| {
        let mut response = Response::new(Full::default());
        *response.status_mut() = http::StatusCode::BAD_GATEWAY;
        response
    }))
}
