use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::circuit::{Circuit, Outcome, Permission, Wait};
use super::failure::UpstreamFailure;

/// Most tenants that are remembered. A name can be made up for every call; a tenant with nothing to
/// remember is forgotten first.
const MOST_TENANTS: usize = 4_096;

/// Keeps a tenant in trouble from taking the others with it: each has a limit of calls in flight and a
/// circuit breaker of its own.
#[derive(Clone, Debug)]
pub struct Bulkheads {
    most_calls: usize,
    tenants: Arc<Mutex<HashMap<String, Tenant>>>,
}

#[derive(Debug, Default)]
struct Tenant {
    calls: usize,
    circuit: Circuit,
}

impl Bulkheads {
    /// With at most so many calls in flight to each tenant.
    pub fn new(most_calls: usize) -> Self {
        Self { most_calls, tenants: Arc::default() }
    }

    fn tenants(&self) -> MutexGuard<'_, HashMap<String, Tenant>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many tenants are not called at the moment.
    pub fn open_circuits(&self) -> usize {
        let now = Instant::now();
        self.tenants().values().filter(|tenant| tenant.circuit.refuses(now)).count()
    }

    /// Asks for permission to call a tenant.
    ///
    /// # Errors
    ///
    /// [`UpstreamFailure::Busy`] and [`UpstreamFailure::Unavailable`].
    pub fn enter<'a>(&'a self, host: &'a str, now: Instant) -> Result<Pass<'a>, UpstreamFailure> {
        let mut tenants = self.tenants();
        if tenants.len() >= MOST_TENANTS && !tenants.contains_key(host) {
            make_room(&mut tenants);
        }
        let tenant = tenants.entry(host.to_owned()).or_default();
        if tenant.calls >= self.most_calls {
            return Err(UpstreamFailure::Busy);
        }
        let permission = tenant.circuit.ask(now).map_err(|Wait(rest)| {
            let seconds = rest.as_secs() + u64::from(rest.subsec_nanos() > 0);
            let retry_after = u32::try_from(seconds).unwrap_or(u32::MAX);
            UpstreamFailure::Unavailable { retry_after }
        })?;
        tenant.calls += 1;
        Ok(Pass { bulkheads: self, host, permission, outcome: Outcome::Abandoned })
    }

    fn leave(&self, host: &str, permission: Permission, outcome: Outcome, now: Instant) {
        let mut tenants = self.tenants();
        let Some(tenant) = tenants.get_mut(host) else { return };
        tenant.calls -= 1;
        let was_open = tenant.circuit.is_open();
        tenant.circuit.note(permission, outcome, now);
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

/// Forgets tenants without calls in flight: those that are called as always, else one that is not.
fn make_room(tenants: &mut HashMap<String, Tenant>) {
    tenants.retain(|_, tenant| tenant.calls > 0 || tenant.circuit.is_open());
    if tenants.len() >= MOST_TENANTS {
        let unused = tenants.iter().find(|(_, tenant)| tenant.calls == 0);
        if let Some(host) = unused.map(|(host, _)| host.clone()) {
            tenants.remove(&host);
        }
    }
}

/// The permission to call a tenant once. The call counts as in flight until it is dropped.
pub struct Pass<'a> {
    bulkheads: &'a Bulkheads,
    host: &'a str,
    permission: Permission,
    outcome: Outcome,
}

impl Pass<'_> {
    /// Notes what came of the call.
    pub fn note(&mut self, failure: Option<&UpstreamFailure>) {
        let absent =
            matches!(failure, Some(UpstreamFailure::Unreachable(_) | UpstreamFailure::Late));
        self.outcome = if absent { Outcome::Failed } else { Outcome::Answered };
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.bulkheads.leave(self.host, self.permission, self.outcome, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::super::circuit::FAILURES;
    use super::super::failure::Unreachable;
    use super::*;

    const GONE: UpstreamFailure = UpstreamFailure::Unreachable(Unreachable::Connect);

    fn call(bulkheads: &Bulkheads, host: &str, failure: Option<&UpstreamFailure>) {
        bulkheads.enter(host, Instant::now()).unwrap_or_else(|f| panic!("{f:?}")).note(failure);
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
        let refused = bulkheads.enter("sick", Instant::now()).err();
        assert!(matches!(refused, Some(UpstreamFailure::Unavailable { retry_after: 1..=10 })));
        let _one = bulkheads.enter("busy", Instant::now());
        let _other = bulkheads.enter("busy", Instant::now());
        assert_eq!(bulkheads.enter("busy", Instant::now()).err(), Some(UpstreamFailure::Busy));
        call(&bulkheads, "well", None);
    }

    #[test]
    fn a_finished_call_makes_room() {
        let bulkheads = Bulkheads::new(1);
        for _ in 0..3 {
            call(&bulkheads, "busy", None);
        }
        drop(bulkheads.enter("busy", Instant::now()));
        assert!(bulkheads.enter("busy", Instant::now()).is_ok());
    }

    #[test]
    fn only_the_absence_of_the_tenant_counts_as_a_failure() {
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
            call(&bulkheads, "host", Some(&UpstreamFailure::Late));
        }
        assert!(bulkheads.enter("host", Instant::now()).is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded_and_open_circuits_are_forgotten_last() {
        let bulkheads = Bulkheads::new(1);
        sicken(&bulkheads, "sick");
        for number in 0..3 * MOST_TENANTS {
            call(&bulkheads, &number.to_string(), Some(&GONE));
        }
        assert!(bulkheads.tenants().len() <= MOST_TENANTS);
        assert!(bulkheads.enter("sick", Instant::now()).is_err());
        for number in 0..2 * MOST_TENANTS {
            sicken(&bulkheads, &number.to_string());
        }
        assert!(bulkheads.tenants().len() <= MOST_TENANTS);
        call(&bulkheads, "well", None);
        let before = bulkheads.tenants().len();
        call(&bulkheads, "well", None);
        assert_eq!(bulkheads.tenants().len(), before, "a healthy tenant leaves nothing behind");
    }
}
