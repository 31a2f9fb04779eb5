use std::time::{Duration, Instant};

/// Failures in a row after which a tenant is not tried for a while: `interface.md` fixes it.
pub const FAILURES: u32 = 20;
/// For how long it is not tried.
pub const PAUSE: Duration = Duration::from_secs(10);

/// The circuit breaker of one tenant: closed while calls go through, open after [`FAILURES`] in a row,
/// half-open after [`PAUSE`], when one call is let through to see.
#[derive(Debug, Default)]
pub struct Circuit {
    failures: u32,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    until: Instant,
    /// Whether the one call is under way.
    probing: bool,
}

/// A call may be made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Permission {
    /// As always.
    Closed,
    /// To see whether the tenant is back.
    Probe,
}

/// No call is made before this time has passed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Wait(pub Duration);

/// How a call ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// With an answer, whatever it says, or with a fault that is not the tenant's absence.
    Answered,
    /// Without one: no connection, or nothing in time.
    Failed,
    /// It never came to an end.
    Abandoned,
}

impl Circuit {
    /// Asks for permission to call.
    ///
    /// # Errors
    ///
    /// How long to wait.
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

    /// Notes how a call ended. Of calls that began before the circuit opened, only an answer counts.
    pub fn note(&mut self, permission: Permission, outcome: Outcome, now: Instant) {
        match (outcome, permission) {
            (Outcome::Answered, _) => *self = Self::default(),
            (Outcome::Failed, Permission::Probe) if self.is_probing() => self.open(now),
            // Also of a probe, when a late answer has closed the circuit meanwhile.
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

    /// Whether calls are being refused, or were a moment ago.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether a call would be refused now.
    pub fn refuses(&self, now: Instant) -> bool {
        self.open.as_ref().is_some_and(|open| open.until > now || open.probing)
    }

    /// Whether there is nothing to remember.
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
            circuit.note(Closed, Failed, now);
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
        circuit.note(Closed, Answered, now);
        assert!(circuit.is_new());
        for _ in 0..19 {
            circuit.note(Closed, Failed, now);
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
        circuit.note(Probe, Failed, later);
        assert_eq!(circuit.ask(later), Err(Wait(PAUSE)));
        let later = later + PAUSE;
        assert_eq!(circuit.ask(later), Ok(Probe));
        circuit.note(Probe, Answered, later);
        assert_eq!(circuit.ask(later), Ok(Closed));
        assert!(circuit.is_new());
    }

    #[test]
    fn a_probe_that_never_ends_makes_room_for_another() {
        let now = Instant::now();
        let mut circuit = failed(20, now);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Probe));
        circuit.note(Probe, Abandoned, now + PAUSE);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Probe));
    }

    #[test]
    fn a_probe_that_fails_after_a_late_answer_is_one_failure() {
        let now = Instant::now();
        let mut circuit = failed(20, now);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Probe));
        circuit.note(Closed, Answered, now + PAUSE);
        circuit.note(Probe, Failed, now + PAUSE);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Closed));
        for _ in 0..19 {
            assert!(!circuit.is_open());
            circuit.note(Closed, Failed, now + PAUSE);
        }
        assert!(circuit.is_open());
    }

    #[test]
    fn calls_from_before_it_opened_do_not_keep_it_open_longer() {
        let now = Instant::now();
        let mut circuit = failed(20, now);
        circuit.note(Closed, Failed, now + PAUSE / 2);
        assert_eq!(circuit.ask(now + PAUSE), Ok(Probe));
        // But a late answer shows that the tenant is there.
        let mut circuit = failed(20, now);
        circuit.note(Closed, Answered, now);
        assert_eq!(circuit.ask(now), Ok(Closed));
    }
}
