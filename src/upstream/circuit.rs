use std::time::{Duration, Instant};

/// Consecutive failures that open the circuit.
pub const FAILURES: u32 = 20;
/// How long an open circuit refuses calls before it lets a probe through.
pub const PAUSE: Duration = Duration::from_secs(10);

/// The circuit breaker of one tenant: closed while calls succeed, open after [`FAILURES`] consecutive
/// failures, half-open after [`PAUSE`], when it lets one call through as a probe.
#[derive(Debug, Default)]
pub struct Circuit {
    failures: u32,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    until: Instant,
    /// Whether the probe has not ended yet.
    probing: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Permission {
    Closed,
    /// This call decides whether the circuit closes.
    Probe,
}

/// How long the circuit stays open.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Wait(pub Duration);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// The tenant responded, or the call failed for a reason other than its absence.
    Answered,
    /// No connection, or no response within the time limit.
    Failed,
    /// The call was dropped before its end.
    Abandoned,
}

impl Circuit {
    /// Asks for permission to call.
    ///
    /// # Errors
    ///
    /// The circuit is open.
    pub fn ask(&mut self, now: Instant) -> Result<Permission, Wait> {
        let Some(open) = &mut self.open else { return Ok(Permission::Closed) };
        let rest = open.until.saturating_duration_since(now);
        if rest > Duration::ZERO {
            return Err(Wait(rest));
        }
        if open.probing {
            return Err(Wait(PAUSE));
        }
        open.probing = true;
        Ok(Permission::Probe)
    }

    /// Records how a call ended. Of calls that began before the circuit opened, only a response counts.
    pub fn record(&mut self, permission: Permission, outcome: Outcome, now: Instant) {
        match (outcome, permission) {
            (Outcome::Answered, _) => *self = Self::default(),
            (Outcome::Failed, Permission::Probe) if self.is_probing() => self.open(now),
            // Includes a probe, if a late response has closed the circuit in the meantime.
            (Outcome::Failed, _) => {
                self.failures = self.failures.saturating_add(1);
                if self.open.is_none() && self.failures >= FAILURES {
                    self.open(now);
                }
            }
            (Outcome::Abandoned, Permission::Probe) => {
                if let Some(open) = &mut self.open {
                    open.probing = false;
                }
            }
            (Outcome::Abandoned, Permission::Closed) => {}
        }
    }

    fn open(&mut self, now: Instant) {
        self.open = Some(Open { until: now + PAUSE, probing: false });
    }

    fn is_probing(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.probing)
    }

    /// Open or half-open.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub fn refuses(&self, now: Instant) -> bool {
        self.open.as_ref().is_some_and(|open| open.until > now || open.probing)
    }

    /// Without a failure to remember.
    pub fn is_new(&self) -> bool {
        self.open.is_none() && self.failures == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Outcome::{Abandoned, Answered, Failed};
    use Permission::{Closed, Probe};

    fn failed(times: u32, now: Instant) -> Circuit {
        let mut circuit = Circuit::default();
        for _ in 0..times {
            assert_eq!(circuit.ask(now), Ok(Closed));
            circuit.record(Closed, Failed, now);
        }
        circuit
    }

    #[test]
    fn it_opens_after_twenty_failures_in_a_row_and_not_before() {
        let now = Instant::now();
        assert!(!failed(19, now).is_open());
        let mut circuit = failed(20, now);
        assert_eq!(circuit.ask(now + Duration::from_secs(3)), Err(Wait(Duration::from_secs(7))));
    }

    #[test]
    fn an_answer_in_between_starts_the_count_anew() {
        let now = Instant::now();
        let mut circuit = failed(19, now);
        circuit.record(Closed, Answered, now);
        assert!(circuit.is_new());
        for _ in 0..19 {
            circuit.record(Closed, Failed, now);
        }
        assert!(!circuit.is_open());
    }

    #[test]
    fn one_probe_at_a_time_decides() {
        let now = Instant::now();
        let mut circuit = failed(20, now);
        let later = now + PAUSE;
        assert_eq!(circuit.ask(later), Ok(Probe));
        assert_eq!(circuit.ask(later), Err(Wait(PAUSE)));
        circuit.record(Probe, Failed, later);
        assert_eq!(circuit.ask(later), Err(Wait(PAUSE)));
        let later = later + PAUSE;
        assert_eq!(circuit.ask(later), Ok(Probe));
        circuit.record(Probe, Answered, later);
        assert_eq!(circuit.ask(later), Ok(Closed));
        assert!(circuit.is_new());
    }

    #[test]
    fn a_probe_that_never_ends_makes_room_for_another() {
        let now = Instant::now();
        let mut circuit = failed(20, now);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Probe));
        circuit.record(Probe, Abandoned, now + PAUSE);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Probe));
    }

    #[test]
    fn a_probe_that_fails_after_a_late_answer_is_one_failure() {
        let now = Instant::now();
        let mut circuit = failed(20, now);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Probe));
        circuit.record(Closed, Answered, now + PAUSE);
        circuit.record(Probe, Failed, now + PAUSE);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Closed));
        for _ in 0..19 {
            assert!(!circuit.is_open());
            circuit.record(Closed, Failed, now + PAUSE);
        }
        assert!(circuit.is_open());
    }

    #[test]
    fn calls_from_before_it_opened_do_not_keep_it_open_longer() {
        let now = Instant::now();
        let mut circuit = failed(20, now);
        circuit.record(Closed, Failed, now + PAUSE / 2);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Probe));
        // But a late answer shows that the tenant is there.
        let mut circuit = failed(20, now);
        circuit.record(Closed, Answered, now);
        assert_eq!(circuit.ask(now), Ok(Closed));
    }
}
