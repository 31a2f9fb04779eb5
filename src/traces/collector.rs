use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use opentelemetry_http::{HttpClient, HttpError};
use reqwest::{Client, redirect};
use tokio::runtime::Handle;

/// How long an export may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The client that exports traces. It knows no tenant and no secret.
#[derive(Debug)]
pub struct CollectorClient {
    client: Client,
    /// Exports are asked for by a thread of the SDK, which has no runtime.
    runtime: Handle,
    /// Whether the last export failed: that is said once.
    failed: Arc<AtomicBool>,
}

impl CollectorClient {
    /// To be called inside a runtime.
    pub fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        #[expect(clippy::disallowed_methods, reason = "the collector is no tenant")]
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self { client, runtime: Handle::try_current()?, failed: Arc::default() })
    }
}

/// What is at the bottom of an error. It names no address.
fn cause_of(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

impl HttpClient for CollectorClient {
    fn send_bytes<'a, 'b>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'b, Result<Response<Bytes>, HttpError>>
    where
        'a: 'b,
        Self: 'b,
    {
        let (client, runtime) = (self.client.clone(), self.runtime.clone());
        let failed = Arc::clone(&self.failed);
        Box::pin(async move {
            let export = runtime.spawn(async move {
                let (head, body) = request.into_parts();
                let answer = client
                    .request(head.method, head.uri.to_string())
                    .headers(head.headers)
                    .body(body)
                    .send()
                    .await?;
                let status = answer.status();
                // What a collector says beside its status is of no use here.
                let mut response = Response::new(Bytes::new());
                *response.status_mut() = status;
                Ok::<_, reqwest::Error>(response)
            });
            let answer = export.await?.map_err(reqwest::Error::without_url);
            let fails = !answer.as_ref().is_ok_and(|answer| answer.status().is_success());
            match (failed.swap(fails, Ordering::Relaxed), fails) {
                (false, true) => {
                    let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
                    let error = answer.as_ref().err().map(cause_of);
                    tracing::warn!(status, error, "traces cannot be exported and are dropped");
                }
                (true, false) => tracing::info!("traces are exported again"),
                _ => {}
            }
            Ok(answer?)
        })
    }
}
