use std::sync::Arc;

use tokio_util::task::TaskTracker;

use crate::api::{Gate, TenantCalls};
use crate::metrics::Gauge;
use crate::throttle::ThrottleState;

/// What has a state that can be read at any time.
pub fn all(connections: &TaskTracker, gate: &Arc<Gate>, calls: &TenantCalls) -> Vec<Gauge> {
    fn gauge(
        name: &'static str,
        help: &'static str,
        read: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Gauge {
        Gauge { name, help, read: Arc::new(move || i64::try_from(read()).unwrap_or(i64::MAX)) }
    }
    let (connections, gate) = (connections.clone(), Arc::clone(gate));
    let upstream = calls.upstream.clone();
    let (throttle, shared, alone) = (&calls.throttle, &calls.throttle, &calls.throttle);
    let (throttle, shared, alone) = (Arc::clone(throttle), Arc::clone(shared), Arc::clone(alone));
    vec![
        gauge("connections", "Open connections of callers", move || connections.len()),
        gauge("calls_in_flight", "Calls to tenants in flight", move || gate.calls_in_flight()),
        gauge("circuits_open", "Tenants that are not called for a while", move || {
            upstream.open_circuits()
        }),
        gauge("throttle_connections", "Connections that the throttle remembers", move || {
            throttle.connections()
        }),
        gauge("throttle_shared", "1 while the throttle is shared through Redis", move || {
            usize::from(shared.state() == ThrottleState::Shared)
        }),
        gauge("throttle_fallen_back", "1 while Redis should decide and does not", move || {
            usize::from(alone.state() == ThrottleState::FallenBack)
        }),
    ]
}
