//! What the program took from the machine over the run, and how much of it is in order.

use crate::CALLERS;
use crate::manner::Manner;
use crate::vitals::Vitals;

/// Descriptors that a runtime opens when it first needs them.
const OF_THE_RUNTIME: usize = 4;

/// How much the memory may grow in the second half of the calls, in KiB: as much as all callers may be
/// sending at a time, since chance decides when that is. It does not depend on the number of calls,
/// because a finished call may leave nothing behind.
pub const MEMORY_GROWTH: usize = CALLERS * LARGEST_BODY;
/// Largest body that is read, in KiB.
const LARGEST_BODY: usize = 64;

#[derive(Default)]
pub struct Measured {
    /// When it had started.
    pub start: Vitals,
    /// After a tenth of the calls.
    pub warm: Vitals,
    /// After half of them.
    pub half: Vitals,
    /// At the end of them.
    pub full: Vitals,
    /// When all callers had gone.
    pub without_callers: Vitals,
    /// When the tenants had closed their connections too.
    pub idle: Vitals,
    /// The most that was seen. Memory: that there ever was.
    pub peak: Vitals,
}

impl Measured {
    /// All of them with their titles.
    pub fn columns(&self) -> [(&'static str, Vitals); 7] {
        [
            ("start", self.start),
            ("10 %", self.warm),
            ("50 %", self.half),
            ("100 %", self.full),
            ("no callers", self.without_callers),
            ("idle", self.idle),
            ("peak", self.peak),
        ]
    }

    /// The descriptors that may be open when all callers have gone: kept connections to
    /// tenants, to each as many as calls were in flight at most.
    pub fn descriptors_without_callers(&self) -> usize {
        self.start.descriptors + Manner::ALL.len() * CALLERS
    }

    /// The descriptors that may be open without a connection.
    pub fn descriptors_idle(&self) -> usize {
        self.start.descriptors + OF_THE_RUNTIME
    }

    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut at_most = |what: &str, found: usize, limit: usize| {
            if found > limit {
                complaints.push(format!("{what}: {found}, at most {limit} allowed"));
            }
        };
        let (without_callers, idle) = (self.without_callers.descriptors, self.idle.descriptors);
        at_most("descriptors without callers", without_callers, self.descriptors_without_callers());
        at_most("descriptors without connections", idle, self.descriptors_idle());
        let growth = self.full.memory.saturating_sub(self.half.memory);
        at_most("growth of the memory in the second half, in KiB", growth, MEMORY_GROWTH);
        complaints
    }
}
