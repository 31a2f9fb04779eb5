//! Every call: what was planned, what the caller got, how often a tenant saw it. Evaluated at the end,
//! because a tenant may see a call after its caller has gone.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::manner::{Allowed, Manner};

/// The number of a call. Written out it is the user name or the token of the call, so that every step on the
/// way can be matched to the call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CallId(usize);

/// What every written call id starts with.
const PREFIX: &str = "soak-";

impl CallId {
    /// Reads a call id from the start of a text, so that a spoilt one is still recognised.
    pub fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok().map(Self)
    }

    pub fn number(self) -> usize {
        self.0
    }

    /// The request id of the call. It contains none of its secrets, or the program would replace it.
    pub fn request_id(self) -> String {
        format!("call-{:07}", self.0)
    }

    /// What only this call has as its client secret.
    pub fn secret(self) -> String {
        format!("secret-of-{self}")
    }

    /// The token that the tenant makes for this call only.
    pub fn access_token(self) -> String {
        format!("token-of-{self}")
    }

    /// The tracking id of the tenant's response to this call.
    pub fn tracking_id(self) -> String {
        format!("tid-of-{self}")
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{:07}", self.0)
    }
}

/// A status and an error code, which is empty where the response has none.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Kind {
    pub status: u16,
    pub code: String,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(format!("{} {}", self.status, self.code).trim_end())
    }
}

#[derive(Clone, Debug)]
pub struct Plan {
    /// What kind of traffic it is: a row of the table.
    pub sort: &'static str,
    /// The tenant that may see it; `None` where no tenant may.
    pub tenant: Option<Manner>,
    pub allowed: Allowed,
    /// Whether a successful response has a token.
    pub token: bool,
    /// Whether it counts for the latency: no part of it is slow on purpose.
    pub timed: bool,
}

/// What the caller saw.
#[derive(Clone, Debug)]
pub enum Outcome {
    Open,
    /// A whole response.
    Answered {
        kind: Kind,
        /// Whether it brought a token, which was this call's own.
        token: bool,
    },
    /// A response of another call, and what shows it.
    Anothers(&'static str),
    /// The caller waited, and the connection ended or nothing came.
    NoAnswer(&'static str),
    /// The caller went away before a response, as planned.
    Left,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub plan: Plan,
    pub outcome: Outcome,
    /// How often a tenant read all of it.
    pub arrivals: usize,
    /// How often it came to a tenant that it was not meant for, or with the secret of another call.
    pub astray: usize,
}

#[derive(Default)]
pub struct Ledger {
    entries: Mutex<Vec<Entry>>,
    times: Mutex<Vec<Duration>>,
    closed: AtomicUsize,
}

impl Ledger {
    pub fn plan(&self, plan: Plan) -> CallId {
        let mut entries = locked(&self.entries);
        entries.push(Entry { plan, outcome: Outcome::Open, arrivals: 0, astray: 0 });
        CallId(entries.len() - 1)
    }

    /// Notes what the caller saw, and after which time.
    pub fn close(&self, call: CallId, outcome: Outcome, time: Duration) {
        let mut entries = locked(&self.entries);
        let Some(entry) = entries.get_mut(call.0) else { return };
        if entry.plan.timed && matches!(outcome, Outcome::Answered { .. }) {
            locked(&self.times).push(time);
        }
        entry.outcome = outcome;
        self.closed.fetch_add(1, Ordering::Relaxed);
    }

    pub fn closed(&self) -> usize {
        self.closed.load(Ordering::Relaxed)
    }

    /// Notes that a tenant has read a call with this secret.
    pub fn arrived(&self, call: CallId, at: Manner, secret: Option<&str>) {
        if let Some(entry) = locked(&self.entries).get_mut(call.0) {
            entry.arrivals += 1;
            let expected = entry.plan.tenant == Some(at) && secret == Some(&call.secret());
            entry.astray += usize::from(!expected);
        }
    }

    /// A copy of all entries, by number of the call.
    pub fn entries(&self) -> Vec<Entry> {
        locked(&self.entries).clone()
    }

    /// How many calls of this sort a tenant has seen.
    pub fn seen(&self, sort: &str) -> usize {
        let entries = locked(&self.entries);
        entries.iter().filter(|entry| entry.plan.sort == sort && entry.arrivals > 0).count()
    }

    /// The times of the calls that are timed, shortest first.
    pub fn times(&self) -> Vec<Duration> {
        let mut times = locked(&self.times).clone();
        times.sort_unstable();
        times
    }
}

/// A fault in one task must not hide what the others have noted.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
