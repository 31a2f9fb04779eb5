//! Metrics for Prometheus: calls by operation and error code, durations of calls and of their tenants, and
//! values that are read from their places.
//!
//! Every label has a bounded number of values: operations and error codes are known beforehand, and
//! tenants are a label only if the operator listed each of them.

mod process;
mod prometheus_text;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{
    DescriptorEncoder, EncodeLabel, EncodeLabelSet, EncodeMetric, LabelSetEncoder,
};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::finished_call::FinishedCall;

/// Upper bounds of the histograms' buckets, in seconds: from the time that this program adds to the
/// longest that a tenant may take.
const BUCKETS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

pub struct Metrics {
    registry: Registry,
    calls: Family<CallLabels, Counter>,
    durations: Family<DurationLabels, Histogram>,
    tenant_durations: Family<DurationLabels, Histogram>,
    logins: Family<LoginLabels, Counter>,
    paused: Counter,
    refused: Family<RefusedLabels, Counter>,
    /// Whether the tenant is a label.
    with_tenants: AtomicBool,
}

/// A value that can be read at any time.
#[derive(Clone)]
pub struct Reading {
    /// Without the prefix `prowfm_`, and without the suffix `_total` of a count.
    pub name: &'static str,
    pub help: &'static str,
    pub value: Value,
}

#[derive(Clone)]
pub enum Value {
    Gauge(Arc<dyn Fn() -> i64 + Send + Sync>),
    /// One for each value of a label.
    Gauges(&'static str, Arc<dyn Fn() -> Vec<(Cow<'static, str>, i64)> + Send + Sync>),
    /// Never falls.
    Count(Arc<dyn Fn() -> u64 + Send + Sync>),
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Metrics {
    /// `with_tenants` makes the tenant a label: only for a bounded number of tenants.
    #[must_use]
    pub fn new(with_tenants: bool, readings: Vec<Reading>) -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let calls = Family::default();
        let durations = Family::new_with_constructor(histogram);
        let tenant_durations = Family::new_with_constructor(histogram);
        let mut root = Registry::default();
        root.register_collector(Box::new(Readings(process::readings())));
        let registry = root.sub_registry_with_prefix("prowfm");
        registry.register("calls", "Calls, by operation and error code", calls.clone());
        registry.register_with_unit(
            "call_duration",
            "From a request's header to its response",
            Unit::Seconds,
            durations.clone(),
        );
        registry.register_with_unit(
            "tenant_duration",
            "From the call of a tenant to the end of its response",
            Unit::Seconds,
            tenant_durations.clone(),
        );
        let (logins, paused) = (Family::<LoginLabels, Counter>::default(), Counter::default());
        registry.register("logins", "Tokens handed out, by where they came from", logins.clone());
        registry.register("logins_paused", "Passwords that were held back", paused.clone());
        let refused = Family::<RefusedLabels, Counter>::default();
        let help = "Requests that ended before they were calls, by reason";
        registry.register("refused_requests", help, refused.clone());
        let version = vec![("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "The program", Info::new(version));
        registry.register_collector(Box::new(Readings(readings)));
        let with_tenants = AtomicBool::new(with_tenants);
        let registry = root;
        Self { registry, calls, durations, tenant_durations, logins, paused, refused, with_tenants }
    }

    /// Whether the tenant is a label from now on.
    pub fn set_with_tenants(&self, with_tenants: bool) {
        self.with_tenants.store(with_tenants, Ordering::Relaxed);
    }

    pub fn count(&self, call: &FinishedCall<'_>) {
        let operation = call.operation.unwrap_or("none");
        let tenant =
            call.tenant.filter(|_| self.with_tenants.load(Ordering::Relaxed)).map(str::to_owned);
        let error = call.error.unwrap_or("none");
        let labels = DurationLabels { operation, tenant };
        self.durations.get_or_create(&labels).observe(call.time.as_secs_f64());
        if let Some(time) = call.tenant_time {
            self.tenant_durations.get_or_create(&labels).observe(time.as_secs_f64());
        }
        if let Some(from) = call.token_from {
            self.logins.get_or_create(&LoginLabels { from }).inc();
        }
        if error == "login_paused" {
            self.paused.inc();
        }
        self.calls.get_or_create(&CallLabels { labels, error }).inc();
    }

    /// The number of requests that ended in the listener for this reason.
    #[must_use]
    pub fn refused(&self, reason: &'static str) -> Counter {
        self.refused.get_or_create_owned(&RefusedLabels { reason })
    }

    /// The Prometheus text format, version 0.0.4.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        prometheus_text::of_openmetrics(&text)
    }
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct DurationLabels {
    operation: &'static str,
    tenant: Option<String>,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct CallLabels {
    labels: DurationLabels,
    error: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct LoginLabels {
    from: &'static str,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct RefusedLabels {
    reason: &'static str,
}

/// Leaves out a label that does not apply; a derived implementation would make it empty.
impl EncodeLabelSet for DurationLabels {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        ("operation", self.operation).encode(encoder.encode_label())?;
        match &self.tenant {
            Some(tenant) => ("tenant", tenant.as_str()).encode(encoder.encode_label()),
            None => Ok(()),
        }
    }
}

impl EncodeLabelSet for CallLabels {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        EncodeLabelSet::encode(&self.labels, encoder)?;
        ("error", self.error).encode(encoder.encode_label())
    }
}

#[derive(Debug)]
struct Readings(Vec<Reading>);

impl Collector for Readings {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        for Reading { name, help, value } in &self.0 {
            match value {
                Value::Gauge(read) => {
                    encode_reading(&ConstGauge::new(read()), name, help, &mut encoder)?;
                }
                Value::Gauges(label, read) => {
                    let mut of_all =
                        encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
                    for (value, number) in read() {
                        let labels = [(*label, value.as_ref())];
                        ConstGauge::new(number).encode(of_all.encode_family(&labels)?)?;
                    }
                }
                Value::Count(read) => {
                    encode_reading(&ConstCounter::new(read()), name, help, &mut encoder)?;
                }
            }
        }
        Ok(())
    }
}

fn encode_reading(
    metric: &impl EncodeMetric,
    name: &str,
    help: &str,
    encoder: &mut DescriptorEncoder<'_>,
) -> fmt::Result {
    metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn call(error: Option<&'static str>) -> FinishedCall<'static> {
        FinishedCall {
            request_id: "7f9c",
            peer: None,
            method: "POST",
            route: None,
            is_probe: false,
            is_page: false,
            operation: Some("GetAccessToken"),
            key: None,
            user: None,
            tenant: Some("acme.mykronos.com"),
            refused_tenant: None,
            status: 200,
            error,
            reason: None,
            is_fault: false,
            tenant_status: None,
            time: Duration::from_millis(30),
            tenant_time: Some(Duration::from_millis(20)),
            login_service: None,
            token_from: None,
            kronos_tid: None,
            auth0_request_id: None,
        }
    }

    #[test]
    fn calls_are_counted_by_operation_and_error() {
        let reading = |name, value| Reading { name, help: "Things", value };
        let things = reading("things", Value::Gauge(Arc::new(|| 7)));
        let events = reading("events", Value::Count(Arc::new(|| 8)));
        let metrics = Metrics::new(false, vec![things, events]);
        metrics.count(&call(None));
        metrics.count(&call(None));
        metrics.count(&call(Some("invalid_grant")));
        let text = metrics.text();
        for line in [
            "# TYPE prowfm_calls_total counter",
            "# HELP prowfm_calls_total Calls, by operation and error code.",
            "prowfm_calls_total{operation=\"GetAccessToken\",error=\"none\"} 2",
            "prowfm_calls_total{operation=\"GetAccessToken\",error=\"invalid_grant\"} 1",
            "# TYPE prowfm_call_duration_seconds histogram",
            "prowfm_call_duration_seconds_count{operation=\"GetAccessToken\"} 3",
            "prowfm_tenant_duration_seconds_bucket{le=\"0.01\",operation=\"GetAccessToken\"} 0",
            "prowfm_tenant_duration_seconds_bucket{le=\"0.025\",operation=\"GetAccessToken\"} 3",
            "# TYPE prowfm_build_info gauge",
            "# TYPE prowfm_things gauge",
            "prowfm_things 7",
            "# TYPE prowfm_events_total counter",
            "prowfm_events_total 8",
        ] {
            assert!(text.lines().any(|printed| printed == line), "{line}\n{text}");
        }
        assert!(text.contains("prowfm_build_info{version="));
        assert!(!text.contains("# EOF") && !text.contains("# UNIT"), "{text}");
        assert!(!text.contains("mykronos"), "no tenant unless the tenants are listed");
    }

    #[test]
    fn listed_tenants_are_a_label() {
        let metrics = Metrics::new(true, Vec::new());
        metrics.count(&call(None));
        let line = "operation=\"GetAccessToken\",tenant=\"acme.mykronos.com\",error=\"none\"";
        assert!(metrics.text().contains(line));
    }
}
