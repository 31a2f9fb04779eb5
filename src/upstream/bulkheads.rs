use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::{Mutex, MutexGuard};

use super::circuit::{Circuit, Outcome, Permission, Wait};
use super::failure::{NotCalled, UpstreamFailure};
use crate::whole_seconds::whole_seconds;

/// Maximum number of remembered tenants: a caller can make up a name for every call. A tenant with
/// nothing to remember is forgotten first.
const MAX_TENANTS: usize = 4_096;

/// Isolates tenants from each other: each has its own maximum of concurrent calls and its own circuit
/// breaker.
#[derive(Clone, Debug)]
pub struct Bulkheads {
    max_calls: usize,
    tenants: Arc<Mutex<HashMap<String, Tenant>>>,
}

#[derive(Debug, Default)]
struct Tenant {
    calls: usize,
    circuit: Circuit,
}

impl Bulkheads {
    /// With this maximum of concurrent calls to each tenant.
    pub fn new(max_calls: usize) -> Self {
        Self { max_calls, tenants: Arc::default() }
    }

    fn tenants(&self) -> MutexGuard<'_, HashMap<String, Tenant>> {
        self.tenants.lock()
    }

    /// Number of tenants that are not called at the moment.
    pub fn open_circuits(&self) -> usize {
        let now = Instant::now();
        self.tenants().values().filter(|tenant| tenant.circuit.refuses(now)).count()
    }

    /// Reserves a call to a tenant.
    ///
    /// # Errors
    ///
    /// Why the tenant must not be called now.
    pub fn acquire<'a>(&'a self, host: &'a str, now: Instant) -> Result<Permit<'a>, NotCalled> {
        let mut tenants = self.tenants();
        if tenants.len() >= MAX_TENANTS && !tenants.contains_key(host) {
            make_room(&mut tenants);
        }
        let tenant = tenants.entry(host.to_owned()).or_default();
        if tenant.calls >= self.max_calls {
            return Err(NotCalled::Busy);
        }
        let permission = tenant
            .circuit
            .ask(now)
            .map_err(|Wait(rest)| NotCalled::Unavailable { retry_after: whole_seconds(rest) })?;
        tenant.calls += 1;
        Ok(Permit { bulkheads: self, host, permission, outcome: Outcome::Abandoned })
    }

    fn release(&self, host: &str, permission: Permission, outcome: Outcome, now: Instant) {
        let mut tenants = self.tenants();
        let Some(tenant) = tenants.get_mut(host) else { return };
        tenant.calls -= 1;
        let was_open = tenant.circuit.is_open();
        tenant.circuit.record(permission, outcome, now);
        let is_open = tenant.circuit.is_open();
        if tenant.calls == 0 && tenant.circuit.is_new() {
            tenants.remove(host);
        }
        drop(tenants);
        match (was_open, is_open) {
            (false, true) => tracing::warn!(tenant = host, "the tenant is not called for a while"),
            (true, false) => tracing::info!(tenant = host, "the tenant is called again"),
            _ => {}
        }
    }
}

/// Forgets the tenants without concurrent calls and open circuit breaker, or else one without calls.
fn make_room(tenants: &mut HashMap<String, Tenant>) {
    tenants.retain(|_, tenant| tenant.calls > 0 || tenant.circuit.is_open());
    if tenants.len() >= MAX_TENANTS {
        let unused = tenants.iter().find(|(_, tenant)| tenant.calls == 0);
        if let Some(host) = unused.map(|(host, _)| host.clone()) {
            tenants.remove(&host);
        }
    }
}

/// Permission for one call, which counts as concurrent until this is dropped.
pub struct Permit<'a> {
    bulkheads: &'a Bulkheads,
    host: &'a str,
    permission: Permission,
    outcome: Outcome,
}

impl Permit<'_> {
    /// Records the outcome of the call for the circuit breaker.
    pub fn record(&mut self, failure: Option<&UpstreamFailure>) {
        self.outcome = match failure {
            Some(UpstreamFailure::Unreachable(_) | UpstreamFailure::TimedOut) => Outcome::Failed,
            _ => Outcome::Answered,
        };
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.bulkheads.release(self.host, self.permission, self.outcome, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::super::circuit::FAILURES;
    use super::super::failure::Unreachable;
    use super::*;

    const GONE: UpstreamFailure = UpstreamFailure::Unreachable(Unreachable::Connect);

    fn call(bulkheads: &Bulkheads, host: &str, failure: Option<&UpstreamFailure>) {
        bulkheads.acquire(host, Instant::now()).unwrap_or_else(|f| panic!("{f:?}")).record(failure);
    }

    fn sicken(bulkheads: &Bulkheads, host: &str) {
        for _ in 0..FAILURES {
            call(bulkheads, host, Some(&GONE));
        }
    }

    #[test]
    fn one_sick_tenant_does_not_touch_another() {
        let bulkheads = Bulkheads::new(2);
        sicken(&bulkheads, "sick");
        let refused = bulkheads.acquire("sick", Instant::now()).err();
        assert!(matches!(refused, Some(NotCalled::Unavailable { retry_after: 1..=10 })));
        let _one = bulkheads.acquire("busy", Instant::now());
        let _other = bulkheads.acquire("busy", Instant::now());
        assert_eq!(bulkheads.acquire("busy", Instant::now()).err(), Some(NotCalled::Busy));
        call(&bulkheads, "well", None);
    }

    #[test]
    fn a_finished_call_makes_room() {
        let bulkheads = Bulkheads::new(1);
        for _ in 0..3 {
            call(&bulkheads, "busy", None);
        }
        drop(bulkheads.acquire("busy", Instant::now()));
        assert!(bulkheads.acquire("busy", Instant::now()).is_ok());
    }

    #[test]
    fn only_an_unreachable_tenant_counts_as_a_failure() {
        let bulkheads = Bulkheads::new(1);
        for _ in 0..3 * FAILURES {
            for failure in [
                UpstreamFailure::Failed { status: 500, retry_after: None },
                UpstreamFailure::AddressRefused,
                UpstreamFailure::Throttled { retry_after: None },
            ] {
                call(&bulkheads, "host", Some(&failure));
            }
        }
        for _ in 0..FAILURES {
            call(&bulkheads, "host", Some(&UpstreamFailure::TimedOut));
        }
        assert!(bulkheads.acquire("host", Instant::now()).is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded_and_open_circuits_are_forgotten_last() {
        let bulkheads = Bulkheads::new(1);
        sicken(&bulkheads, "sick");
        for number in 0..3 * MAX_TENANTS {
            call(&bulkheads, &number.to_string(), Some(&GONE));
        }
        assert!(bulkheads.tenants().len() <= MAX_TENANTS);
        assert!(bulkheads.acquire("sick", Instant::now()).is_err());
        for number in 0..2 * MAX_TENANTS {
            sicken(&bulkheads, &number.to_string());
        }
        assert!(bulkheads.tenants().len() <= MAX_TENANTS);
        call(&bulkheads, "well", None);
        let before = bulkheads.tenants().len();
        call(&bulkheads, "well", None);
        assert_eq!(bulkheads.tenants().len(), before, "a healthy tenant leaves nothing behind");
    }
}
