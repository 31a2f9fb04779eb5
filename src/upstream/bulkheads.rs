use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use parking_lot::{Mutex, MutexGuard};

use super::circuit::{Circuit, Outcome, Permission, Wait};
use super::failure::{NotCalled, UpstreamFailure};
use crate::whole_seconds::whole_seconds;

/// Maximum number of remembered hosts: a caller can make up a name for every call. A host with nothing to
/// remember is forgotten first.
const MAX_HOSTS: usize = 4_096;

/// The hosts of a call. They are the same unless the tenant uses UKG Authentication.
#[derive(Clone, Copy, Debug)]
pub struct Hosts<'a> {
    pub tenant: &'a str,
    /// The host that the request is sent to.
    pub called: &'a str,
}

/// Isolates tenants from each other: each tenant has its own maximum of concurrent calls, each host that
/// is called its own circuit breaker.
#[derive(Clone, Debug)]
pub struct Bulkheads {
    max_calls: usize,
    hosts: Arc<Mutex<HashMap<String, Host>>>,
}

#[derive(Debug, Default)]
struct Host {
    /// Concurrent calls for this tenant.
    calls: usize,
    /// Of the calls to this host.
    circuit: Circuit,
}

impl Bulkheads {
    /// With this maximum of concurrent calls for each tenant.
    pub fn new(max_calls: usize) -> Self {
        Self { max_calls, hosts: Arc::default() }
    }

    /// With another maximum, for which the calls of now count too.
    pub fn with_max_calls(&self, max_calls: usize) -> Self {
        Self { max_calls, hosts: Arc::clone(&self.hosts) }
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<String, Host>> {
        self.hosts.lock()
    }

    /// Number of hosts that are not called at the moment.
    pub fn open_circuits(&self) -> usize {
        let now = Instant::now();
        self.hosts().values().filter(|host| host.circuit.refuses(now)).count()
    }

    /// Reserves a call.
    ///
    /// # Errors
    ///
    /// Why the host must not be called now.
    pub fn acquire<'a>(&'a self, of: Hosts<'a>, now: Instant) -> Result<Permit<'a>, NotCalled> {
        let mut hosts = self.hosts();
        if hosts.len() >= MAX_HOSTS && !hosts.contains_key(of.tenant) {
            make_room(&mut hosts);
        }
        let tenant = hosts.entry(of.tenant.to_owned()).or_default();
        if tenant.calls >= self.max_calls {
            return Err(NotCalled::Busy);
        }
        tenant.calls += 1;
        let asked = if of.tenant == of.called {
            tenant.circuit.ask(now)
        } else {
            hosts.entry(of.called.to_owned()).or_default().circuit.ask(now)
        };
        match asked {
            Ok(permission) => {
                Ok(Permit { bulkheads: self, of, permission, outcome: Outcome::Abandoned })
            }
            Err(Wait(rest)) => {
                end_call(&mut hosts, of.tenant);
                Err(NotCalled::Unavailable { retry_after: whole_seconds(rest) })
            }
        }
    }

    fn release(&self, of: Hosts<'_>, permission: Permission, outcome: Outcome, now: Instant) {
        let mut hosts = self.hosts();
        let called = hosts.get_mut(of.called).map(|called| {
            let was_open = called.circuit.is_open();
            called.circuit.record(permission, outcome, now);
            (was_open, called.circuit.is_open())
        });
        end_call(&mut hosts, of.tenant);
        if of.tenant != of.called {
            forget_if_idle(&mut hosts, of.called);
        }
        drop(hosts);
        let tenant = of.called;
        match called {
            Some((false, true)) => tracing::warn!(tenant, "the tenant is not called for a while"),
            Some((true, false)) => tracing::info!(tenant, "the tenant is called again"),
            _ => {}
        }
    }
}

fn end_call(hosts: &mut HashMap<String, Host>, tenant: &str) {
    let Some(host) = hosts.get_mut(tenant) else { return };
    host.calls -= 1;
    if host.calls == 0 && host.circuit.is_new() {
        hosts.remove(tenant);
    }
}

fn forget_if_idle(hosts: &mut HashMap<String, Host>, host: &str) {
    if hosts.get(host).is_some_and(|host| host.calls == 0 && host.circuit.is_new()) {
        hosts.remove(host);
    }
}

/// Forgets the hosts without concurrent calls and open circuit breaker, or else one without calls.
fn make_room(hosts: &mut HashMap<String, Host>) {
    hosts.retain(|_, host| host.calls > 0 || host.circuit.is_open());
    if hosts.len() >= MAX_HOSTS {
        let unused = hosts.iter().find(|(_, host)| host.calls == 0);
        if let Some(host) = unused.map(|(host, _)| host.clone()) {
            hosts.remove(&host);
        }
    }
}

/// Permission for one call, which counts as concurrent until this is dropped.
pub struct Permit<'a> {
    bulkheads: &'a Bulkheads,
    of: Hosts<'a>,
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
        self.bulkheads.release(self.of, self.permission, self.outcome, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::super::circuit::FAILURES;
    use super::super::failure::Unreachable;
    use super::*;

    const GONE: UpstreamFailure = UpstreamFailure::Unreachable(Unreachable::Connect);

    fn acquire<'a>(bulkheads: &'a Bulkheads, host: &'a str) -> Result<Permit<'a>, NotCalled> {
        bulkheads.acquire(Hosts { tenant: host, called: host }, Instant::now())
    }

    fn call(bulkheads: &Bulkheads, host: &str, failure: Option<&UpstreamFailure>) {
        acquire(bulkheads, host).unwrap_or_else(|f| panic!("{f:?}")).record(failure);
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
        let refused = acquire(&bulkheads, "sick").err();
        assert!(matches!(refused, Some(NotCalled::Unavailable { retry_after: 1..=10 })));
        let _one = acquire(&bulkheads, "busy");
        let _other = acquire(&bulkheads, "busy");
        assert_eq!(acquire(&bulkheads, "busy").err(), Some(NotCalled::Busy));
        call(&bulkheads, "well", None);
    }

    #[test]
    fn a_finished_call_makes_room() {
        let bulkheads = Bulkheads::new(1);
        for _ in 0..3 {
            call(&bulkheads, "busy", None);
        }
        drop(acquire(&bulkheads, "busy"));
        assert!(acquire(&bulkheads, "busy").is_ok());
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
        assert!(acquire(&bulkheads, "host").is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded_and_open_circuits_are_forgotten_last() {
        let bulkheads = Bulkheads::new(1);
        sicken(&bulkheads, "sick");
        for number in 0..3 * MAX_HOSTS {
            call(&bulkheads, &number.to_string(), Some(&GONE));
        }
        assert!(bulkheads.hosts().len() <= MAX_HOSTS);
        assert!(acquire(&bulkheads, "sick").is_err());
        for number in 0..2 * MAX_HOSTS {
            sicken(&bulkheads, &number.to_string());
        }
        assert!(bulkheads.hosts().len() <= MAX_HOSTS);
        call(&bulkheads, "well", None);
        let before = bulkheads.hosts().len();
        call(&bulkheads, "well", None);
        assert_eq!(bulkheads.hosts().len(), before, "a healthy tenant leaves nothing behind");
    }

    /// Two tenants at one token host share its circuit breaker, and have a maximum of calls each.
    #[test]
    fn tenants_share_the_circuit_of_their_token_host_and_nothing_else() {
        let bulkheads = Bulkheads::new(1);
        let at = |tenant| Hosts { tenant, called: "token host" };
        let busy = bulkheads.acquire(at("one"), Instant::now());
        assert_eq!(bulkheads.acquire(at("one"), Instant::now()).err(), Some(NotCalled::Busy));
        assert!(bulkheads.acquire(at("other"), Instant::now()).is_ok());
        drop(busy);
        for tenant in ["one", "other"].into_iter().cycle().take(FAILURES as usize) {
            let mut permit = bulkheads.acquire(at(tenant), Instant::now()).ok().unwrap();
            permit.record(Some(&GONE));
        }
        let refused = bulkheads.acquire(at("third"), Instant::now()).err();
        assert!(matches!(refused, Some(NotCalled::Unavailable { .. })));
        assert_eq!(bulkheads.hosts().len(), 1, "only the open circuit is remembered");
        assert!(acquire(&bulkheads, "one").is_ok(), "the tenant's own host is another");
    }
}
