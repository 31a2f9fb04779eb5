//! Traces for OpenTelemetry: a span for each call and one in it for the tenant, exported by OTLP over
//! HTTP (protobuf). A caller's W3C `traceparent` is taken over, and the tenant gets ours.
//!
//! Attributes are ids, codes and host names, never a query, a body or a user. Names are those of
//! OpenTelemetry's semantic conventions for HTTP.

mod collector;

use http::{HeaderMap, HeaderValue, StatusCode};
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use thiserror::Error;
use url::Url;

use crate::tenant::VanityUrl;
use collector::CollectorClient;

/// Makes spans and exports them, in a thread of its own.
pub struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

/// Traces cannot be exported.
#[derive(Debug, Error)]
#[error("--otlp: traces cannot be exported")]
pub struct TracesError(#[source] Box<dyn std::error::Error + Send + Sync>);

/// What is known of a call when it is over.
#[derive(Clone, Copy, Debug)]
pub struct CallOutcome<'a> {
    /// The operation, if it was one.
    pub operation: Option<&'static str>,
    /// The status of the answer.
    pub status: StatusCode,
    /// The error code, one of the known ones.
    pub error: Option<&'static str>,
    /// The id of the request.
    pub request_id: &'a str,
}

impl Traces {
    /// Exports to a collector. Connects to nothing yet.
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
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource)
            .build();
        let tracer = provider.tracer("prowfm-auth");
        Ok(Self { provider, tracer })
    }

    /// Begins the span of a call.
    #[must_use]
    pub fn call(&self, headers: &HeaderMap, method: &'static str) -> CallSpan {
        let propagator = TraceContextPropagator::new();
        let parent = propagator.extract_with_context(&Context::new(), &Traceparent::of(headers));
        let method = KeyValue::new("http.request.method", method);
        let builder = self.tracer.span_builder("call").with_kind(SpanKind::Server);
        let span = self.tracer.build_with_context(builder.with_attributes([method]), &parent);
        CallSpan { context: parent.with_span(span), tracer: self.tracer.clone() }
    }

    /// Exports what is left. Blocks for some seconds at most.
    pub fn stop(&self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(%error, "the last traces were not exported");
        }
    }
}

/// Where a collector takes traces: below the address that the operator gives, as for
/// `OTEL_EXPORTER_OTLP_ENDPOINT`.
fn endpoint(collector: &Url) -> String {
    let base = collector.as_str().trim_end_matches('/');
    if base.ends_with("/v1/traces") { base.to_owned() } else { format!("{base}/v1/traces") }
}

/// The one header of a trace. What comes beside it, as `tracestate`, is a caller's text: it is neither
/// passed on nor exported.
struct Traceparent(Option<HeaderValue>);

/// Its name (W3C Trace Context, section 3.2).
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

/// The span of a call.
#[derive(Debug)]
pub struct CallSpan {
    context: Context,
    tracer: SdkTracer,
}

impl CallSpan {
    /// The id of the trace, as 32 hexadecimal digits.
    #[must_use]
    pub fn trace_id(&self) -> String {
        self.context.span().span_context().trace_id().to_string()
    }

    /// Begins the span of the tenant's part.
    #[must_use]
    pub fn tenant(&self, tenant: &VanityUrl) -> TenantSpan {
        let attributes = [
            KeyValue::new("http.request.method", "POST"),
            KeyValue::new("server.address", tenant.host().to_owned()),
        ];
        let builder = self.tracer.span_builder("tenant").with_kind(SpanKind::Client);
        let span = builder.with_attributes(attributes);
        let span = self.tracer.build_with_context(span, &self.context);
        TenantSpan(self.context.with_span(span))
    }

    /// Ends the span.
    pub fn end(&self, outcome: &CallOutcome<'_>) {
        let span = self.context.span();
        span.update_name(outcome.operation.unwrap_or("call"));
        let status = i64::from(outcome.status.as_u16());
        span.set_attribute(KeyValue::new("http.response.status_code", status));
        let request_id = outcome.request_id.to_owned();
        span.set_attribute(KeyValue::new("prowfm.request_id", request_id));
        if let Some(error) = outcome.error {
            span.set_attribute(KeyValue::new("error.type", error));
        }
        // A refused caller is no fault of the server (semantic conventions, HTTP spans, status).
        if outcome.status.is_server_error() {
            span.set_status(Status::error(outcome.error.unwrap_or_default()));
        }
        span.end();
    }
}

/// The span of a tenant's part in a call. It ends when this is dropped, if not before.
pub struct TenantSpan(Context);

impl TenantSpan {
    /// The header that carries the trace on.
    #[must_use]
    pub fn traceparent(&self) -> Option<HeaderValue> {
        let mut header = Traceparent(None);
        TraceContextPropagator::new().inject_context(&self.0, &mut header);
        header.0
    }

    /// Says that the tenant was not called after all.
    pub fn not_called(&self) {
        self.0.span().update_name("tenant not called");
    }

    /// Ends the span.
    pub fn end(self, error: Option<&'static str>) {
        let span = self.0.span();
        if let Some(error) = error {
            span.set_attribute(KeyValue::new("error.type", error));
            span.set_status(Status::error(error));
        }
        span.end();
    }
}
