//! Traces for OpenTelemetry: a span for each call with a child span for the tenant, exported by OTLP over
//! HTTP (protobuf). A caller's W3C `traceparent` becomes the parent, and the tenant gets ours.
//!
//! Attributes are ids, codes, addresses and host names, never a query, a body or a user. Their names are those of
//! OpenTelemetry's semantic conventions for HTTP.

mod collector;
mod lost;

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use thiserror::Error;
use url::Url;
use uuid::Uuid;

use crate::finished_call::FinishedCall;
use crate::tenant::LoginKind;
use collector::CollectorClient;
use lost::{Batches, Spans};

/// The method of every call of a tenant.
const METHOD: &str = "POST";
const HTTPS_PORT: i64 = 443;

/// Makes spans, and exports them in a separate thread.
pub struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
    spans: Arc<Spans>,
}

#[derive(Debug, Error)]
#[error("--otlp: traces cannot be exported")]
pub struct TracesError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl Traces {
    /// Prepares the export to a collector. Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// When the exporter cannot be set up.
    pub fn start(collector: &Url) -> Result<Self, TracesError> {
        let client = CollectorClient::new().map_err(TracesError)?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint(collector))
            .build()
            .map_err(|error| TracesError(error.into()))?;
        let resource = Resource::builder()
            .with_service_name("prowfm-auth")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            // Tells replicas apart, also after a restart.
            .with_attribute(KeyValue::new("service.instance.id", Uuid::new_v4().to_string()))
            .build();
        let spans = Arc::<Spans>::default();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(Batches::to(exporter, Arc::clone(&spans)))
            .with_resource(resource)
            .build();
        let tracer = provider.tracer("prowfm-auth");
        Ok(Self { provider, tracer, spans })
    }

    #[must_use]
    pub fn call(
        &self,
        headers: &HeaderMap,
        method: &'static str,
        scheme: &'static str,
    ) -> CallSpan {
        let propagator = TraceContextPropagator::new();
        let parent = propagator.extract_with_context(&Context::new(), &Traceparent::of(headers));
        let attributes =
            [KeyValue::new("http.request.method", method), KeyValue::new("url.scheme", scheme)];
        let builder = self.tracer.span_builder("call").with_kind(SpanKind::Server);
        let span = self.tracer.build_with_context(builder.with_attributes(attributes), &parent);
        CallSpan { context: parent.with_span(span), tracer: self.tracer.clone() }
    }

    /// How many spans were not exported, because the collector did not take them or they came too fast.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.spans.lost()
    }

    /// Exports the remaining spans. Blocks for at most some seconds.
    pub fn stop(&self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(%error, "the last traces could not be exported");
        }
    }
}

/// The address for traces, below that of the collector as with `OTEL_EXPORTER_OTLP_ENDPOINT`.
fn endpoint(collector: &Url) -> String {
    let base = collector.as_str().trim_end_matches('/');
    if base.ends_with("/v1/traces") { base.to_owned() } else { format!("{base}/v1/traces") }
}

/// The header of a trace. Its companion `tracestate` is a text of the caller's, and neither passed on
/// nor exported.
struct Traceparent(Option<HeaderValue>);

/// W3C Trace Context, section 3.2.
const TRACEPARENT: &str = "traceparent";

impl Traceparent {
    fn of(headers: &HeaderMap) -> Self {
        Self(headers.get(TRACEPARENT).cloned())
    }
}

impl Extractor for Traceparent {
    fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.as_ref().filter(|_| name == TRACEPARENT)?;
        value.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

impl Injector for Traceparent {
    fn set(&mut self, name: &str, value: String) {
        if name == TRACEPARENT {
            self.0 = HeaderValue::from_str(&value).ok();
        }
    }
}

#[derive(Debug)]
pub struct CallSpan {
    context: Context,
    tracer: SdkTracer,
}

impl CallSpan {
    /// 32 hexadecimal digits.
    #[must_use]
    pub fn trace_id(&self) -> String {
        self.context.span().span_context().trace_id().to_string()
    }

    /// Begins the child span of a call to a tenant.
    #[must_use]
    pub fn tenant(&self, host: &str, path: &'static str, login: LoginKind) -> TenantSpan {
        let attributes = [
            KeyValue::new("http.request.method", METHOD),
            KeyValue::new("server.address", host.to_owned()),
            KeyValue::new("server.port", HTTPS_PORT),
            KeyValue::new("url.full", format!("https://{host}{path}")),
            KeyValue::new("prowfm.login_service", login.name()),
        ];
        let builder = self.tracer.span_builder(METHOD).with_kind(SpanKind::Client);
        let span = builder.with_attributes(attributes);
        let span = self.tracer.build_with_context(span, &self.context);
        TenantSpan(self.context.with_span(span))
    }

    pub fn end(&self, call: &FinishedCall<'_>) {
        let span = self.context.span();
        // Where nothing is served, a path may be anything, also a secret.
        match call.route {
            Some(route) => {
                span.update_name(format!("{} {route}", call.method));
                span.set_attribute(KeyValue::new("http.route", route.to_owned()));
                span.set_attribute(KeyValue::new("url.path", route.to_owned()));
            }
            None => span.update_name(call.method),
        }
        if let Some(operation) = call.operation {
            span.set_attribute(KeyValue::new("prowfm.operation", operation));
        }
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(call.status)));
        span.set_attribute(KeyValue::new("prowfm.request_id", call.request_id.to_owned()));
        if let Some(peer) = call.peer {
            span.set_attribute(KeyValue::new("client.address", peer.to_string()));
        }
        for (name, id) in [
            ("prowfm.kronos_tid", call.kronos_tid),
            ("prowfm.auth0_request_id", call.auth0_request_id),
        ] {
            if let Some(id) = id {
                span.set_attribute(KeyValue::new(name, id.to_owned()));
            }
        }
        if let Some(error) = call.error {
            span.set_attribute(KeyValue::new("error.type", error));
        }
        // A refused caller is not a fault of the server (semantic conventions, HTTP spans, status).
        if call.status >= 500 {
            span.set_status(Status::error(call.error.unwrap_or_default()));
        }
        span.end();
    }
}

/// The child span of a call to a tenant. Ends on drop at the latest.
pub struct TenantSpan(Context);

impl TenantSpan {
    /// The header that tells the tenant of the trace.
    #[must_use]
    pub fn traceparent(&self) -> Option<HeaderValue> {
        let mut header = Traceparent(None);
        TraceContextPropagator::new().inject_context(&self.0, &mut header);
        header.0
    }

    /// `status` is that of the tenant's response, if one came.
    pub fn end(self, was_called: bool, status: Option<u16>, error: Option<&'static str>) {
        let span = self.0.span();
        if !was_called {
            span.update_name("tenant not called");
        }
        if let Some(status) = status {
            span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
        }
        if let Some(error) = error {
            span.set_attribute(KeyValue::new("error.type", error));
            span.set_status(Status::error(error));
        }
        span.end();
    }
}
