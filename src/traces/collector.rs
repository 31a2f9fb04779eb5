use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use opentelemetry_http::{HttpClient, HttpError};
use reqwest::{Client, redirect};
use tokio::runtime::Handle;

use crate::error_chain::root_cause;

/// Time limit of an export.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The HTTP client of the exporter. It never sees a tenant or a secret.
#[derive(Debug)]
pub struct CollectorClient {
    client: Client,
    /// The SDK exports from a thread of its own, without a runtime.
    runtime: Handle,
    /// Whether the last export failed: that is logged once.
    failed: Arc<AtomicBool>,
}

impl CollectorClient {
    /// Must be called inside a runtime.
    pub fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        #[expect(clippy::disallowed_methods, reason = "the collector is not a tenant")]
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self { client, runtime: Handle::try_current()?, failed: Arc::default() })
    }
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
                let response = client
                    .request(head.method, head.uri.to_string())
                    .headers(head.headers)
                    .body(body)
                    .send()
                    .await?;
                let status = response.status();
                // The SDK only looks at the status.
                let mut response = Response::new(Bytes::new());
                *response.status_mut() = status;
                Ok::<_, reqwest::Error>(response)
            });
            let exported = export.await?.map_err(reqwest::Error::without_url);
            let fails = !exported.as_ref().is_ok_and(|response| response.status().is_success());
            match (failed.swap(fails, Ordering::Relaxed), fails) {
                (false, true) => {
                    let status = exported.as_ref().ok().map(|response| response.status().as_u16());
                    let error = exported.as_ref().err().map(|error| root_cause(error).to_string());
                    tracing::warn!(status, error, "traces cannot be exported and are dropped");
                }
                (true, false) => tracing::info!("traces are exported again"),
                _ => {}
            }
            Ok(exported?)
        })
    }
}
