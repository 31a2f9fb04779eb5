//! Tenants that speak HTTP as it is written, whatever they say in it.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::server::TlsStream;

use super::reply::Reply;
use super::{Manner, Tenant};

/// After how many calls a connection of a retiring tenant ends.
const CALLS_UNTIL_RETIREMENT: usize = 5;

/// Answers until the connection ends, over HTTP/1.1 or HTTP/2.
pub async fn serve(tenant: Tenant, stream: TlsStream<TcpStream>) -> io::Result<()> {
    let retires = tenant.manner == Manner::Retiring;
    let (calls, retire) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let last_call = Arc::clone(&retire);
    let service = service_fn(move |request: Request<Incoming>| {
        if retires && calls.fetch_add(1, Ordering::Relaxed) + 1 == CALLS_UNTIL_RETIREMENT {
            retire.notify_one();
        }
        let mut tenant = tenant.clone();
        async move {
            let (head, body) = request.into_parts();
            // Half a request is no arrival.
            let reply = match read(body).await {
                Ok(form) => tenant.reply_to(head.uri.path(), &form).await,
                Err(_) => Reply { status: 400, headers: Vec::new(), body: String::new() },
            };
            Ok::<_, Infallible>(response(reply))
        }
    });
    let builder = auto::Builder::new(TokioExecutor::new());
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = last_call.notified() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    ended.map_err(io::Error::other)
}

async fn read(mut body: Incoming) -> hyper::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        bytes.extend(frame?.into_data().unwrap_or_default());
    }
    Ok(bytes)
}

fn response(reply: Reply) -> Response<String> {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(reply.body).unwrap_or_default()
}
