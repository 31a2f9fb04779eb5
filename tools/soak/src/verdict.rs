//! What is wrong with a call, once everything about it is known.

use std::collections::BTreeMap;

use crate::ledger::{Entry, Kind, Outcome};
use crate::manner::NOT_CALLED;

/// What can be wrong with a call.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Fault {
    /// The caller waited and got nothing.
    Lost,
    /// More than one tenant read it, or one more than once.
    Doubled,
    /// The caller got what is another call's, or a tenant did.
    MixedUp,
    /// The response is not valid for the call, or contradicts what the tenant saw.
    Unexpected,
}

impl Fault {
    pub const ALL: [Self; 4] = [Self::Lost, Self::Doubled, Self::MixedUp, Self::Unexpected];

    pub fn name(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::MixedUp => "mixed up",
            Self::Unexpected => "unexpected",
        }
    }
}

/// All faults of a call, each with its message.
pub fn faults(entry: &Entry) -> Vec<(Fault, String)> {
    let mut faults = Vec::new();
    if entry.arrivals > 1 {
        faults.push((Fault::Doubled, format!("arrived {} times", entry.arrivals)));
    }
    if entry.astray > 0 {
        let text = "came to a tenant that it was not for, or with another call's secret";
        faults.push((Fault::MixedUp, text.to_owned()));
    }
    match &entry.outcome {
        Outcome::Left => {}
        Outcome::Open => faults.push((Fault::Lost, "its caller never came back".to_owned())),
        Outcome::NoAnswer(why) => faults.push((Fault::Lost, (*why).to_owned())),
        Outcome::Anothers(what) => faults.push((Fault::MixedUp, format!("brought {what}"))),
        Outcome::Answered { kind, token } => {
            let text = unexpected(entry, kind, *token);
            faults.extend(text.map(|text| (Fault::Unexpected, text)));
        }
    }
    faults
}

fn unexpected(entry: &Entry, kind: &Kind, token: bool) -> Option<String> {
    let allowed = |(status, code): &(u16, &str)| *status == kind.status && *code == kind.code;
    let success = kind.status == 200;
    let seen = entry.arrivals;
    if !entry.plan.allowed.iter().any(allowed) {
        Some(format!("answered {kind}"))
    } else if success && token != entry.plan.token {
        Some(format!("answered {kind} {} a token", if token { "with" } else { "without" }))
    } else if success && entry.plan.tenant.is_some() && seen == 0 {
        Some(format!("answered {kind}, but no tenant has seen it"))
    } else if NOT_CALLED.contains(&kind.code.as_str()) && seen > 0 {
        Some(format!("answered {kind}, but a tenant has seen it"))
    } else {
        None
    }
}

#[derive(Default)]
pub struct Row {
    /// Whether a tenant may see them.
    pub for_tenant: bool,
    pub calls: usize,
    /// How many of them a tenant has seen.
    pub seen: usize,
    /// Responses, each with its number of calls.
    pub responses: BTreeMap<String, usize>,
}

#[derive(Default)]
pub struct Tally {
    pub calls: usize,
    pub answered: usize,
    pub left: usize,
    pub kinds: BTreeMap<Kind, usize>,
    /// By sort, the most frequent first.
    pub rows: Vec<(&'static str, Row)>,
    pub faults: BTreeMap<Fault, usize>,
    /// The first of the faults, in words.
    pub examples: Vec<String>,
}

/// Most faults that are told in words.
const MOST_EXAMPLES: usize = 20;

impl Tally {
    pub fn of(entries: &[Entry]) -> Self {
        let mut tally = Self { calls: entries.len(), ..Self::default() };
        let mut rows: BTreeMap<&'static str, Row> = BTreeMap::new();
        for (number, entry) in entries.iter().enumerate() {
            let row = rows.entry(entry.plan.sort).or_default();
            row.for_tenant = entry.plan.tenant.is_some();
            row.calls += 1;
            row.seen += usize::from(entry.arrivals > 0);
            let response = match &entry.outcome {
                Outcome::Answered { kind, .. } => {
                    tally.answered += 1;
                    *tally.kinds.entry(kind.clone()).or_default() += 1;
                    kind.to_string()
                }
                Outcome::Left => {
                    tally.left += 1;
                    "left".to_owned()
                }
                Outcome::Open | Outcome::NoAnswer(_) => "nothing".to_owned(),
                Outcome::Anothers(_) => "another's".to_owned(),
            };
            *row.responses.entry(response).or_default() += 1;
            for (fault, text) in faults(entry) {
                *tally.faults.entry(fault).or_default() += 1;
                if tally.examples.len() < MOST_EXAMPLES {
                    let (name, sort) = (fault.name(), entry.plan.sort);
                    tally.examples.push(format!("{name}: call {number} ({sort}) {text}"));
                }
            }
        }
        tally.rows = rows.into_iter().collect();
        tally.rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.calls));
        tally
    }

    /// The number of calls of a sort that succeeded.
    pub fn answered_of(&self, sort: &str) -> usize {
        let row = self.rows.iter().find(|(other, _)| *other == sort);
        row.and_then(|(_, row)| row.responses.get("200")).copied().unwrap_or_default()
    }

    /// How many faults there are of a kind.
    pub fn count(&self, fault: Fault) -> usize {
        self.faults.get(&fault).copied().unwrap_or_default()
    }
}
