//! Counts the spans that are never exported: the SDK drops them without telling how many.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Span, SpanData, SpanExporter, SpanProcessor,
};

/// Maximum of spans that wait for their export.
pub const MAX_WAITING: usize = 2_048;

/// The spans of this process.
#[derive(Debug, Default)]
pub struct Spans {
    waiting: AtomicUsize,
    lost: AtomicU64,
}

impl Spans {
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

/// Collects spans and exports them in batches, in a thread of its own.
#[derive(Debug)]
pub struct Batches {
    /// Its queue never overflows: it has [`MAX_WAITING`] places, too.
    sdk: BatchSpanProcessor,
    spans: Arc<Spans>,
}

impl Batches {
    pub fn to(exporter: impl SpanExporter + 'static, spans: Arc<Spans>) -> Self {
        let exporter = Counted { exporter, spans: Arc::clone(&spans) };
        let config = BatchConfigBuilder::default().with_max_queue_size(MAX_WAITING).build();
        let sdk = BatchSpanProcessor::builder(exporter).with_batch_config(config).build();
        Self { sdk, spans }
    }
}

impl SpanProcessor for Batches {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.sdk.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if self.spans.waiting.fetch_add(1, Ordering::AcqRel) < MAX_WAITING {
            self.sdk.on_end(span);
        } else {
            self.spans.waiting.fetch_sub(1, Ordering::AcqRel);
            self.spans.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.sdk.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.sdk.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.sdk.set_resource(resource);
    }
}

/// An exporter that counts.
#[derive(Debug)]
struct Counted<E> {
    exporter: E,
    spans: Arc<Spans>,
}

impl<E: SpanExporter> SpanExporter for Counted<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = batch.len();
        self.spans.waiting.fetch_sub(count, Ordering::AcqRel);
        let exported = self.exporter.export(batch).await;
        if exported.is_err() {
            let count = count.try_into().unwrap_or(u64::MAX);
            self.spans.lost.fetch_add(count, Ordering::Relaxed);
        }
        exported
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{Tracer, TracerProvider};
    use opentelemetry_sdk::trace::SdkTracerProvider;

    use super::*;

    /// Takes all spans.
    #[derive(Debug)]
    struct Collector;

    impl SpanExporter for Collector {
        async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult {
            Ok(())
        }
    }

    #[test]
    fn exported_spans_make_room_for_others() {
        let spans = Arc::<Spans>::default();
        let batches = Batches::to(Collector, Arc::clone(&spans));
        let provider = SdkTracerProvider::builder().with_span_processor(batches).build();
        let tracer = provider.tracer("test");
        for _ in 0..2 {
            for _ in 0..MAX_WAITING {
                drop(tracer.start("span"));
            }
            provider.force_flush().unwrap();
        }
        assert_eq!(spans.lost(), 0);
    }
}
