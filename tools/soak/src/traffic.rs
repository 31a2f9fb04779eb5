//! What is sent, and how: a mixture of good and bad, the same for the same seed.

mod hostile;
mod request;
mod spoilt;

use std::sync::Arc;
use std::time::Duration;

use crate::ledger::{CallId, Ledger, Plan};
use crate::manner::{Allowed, Manner};
pub use request::{Operation, Request};
use spoilt::SPOILT;
use testing::Random;

/// What one caller does in one go.
pub struct Errand {
    pub calls: Vec<(CallId, Request)>,
    pub delivery: Delivery,
}

/// How requests are sent.
#[derive(Clone, Copy, Debug)]
pub enum Delivery {
    /// On the connection of the call before.
    Kept,
    /// On a connection of its own.
    Fresh,
    /// All at once on one connection, before the first response.
    Pipelined,
    /// In small pieces with pauses.
    Slowly,
    /// Whole, but the caller goes away after this time.
    GoesAway(Duration),
    /// Only this many hundredths of it; then the caller goes away.
    Part(usize),
    /// A connection on which nothing is sent for this time.
    Silent(Duration),
}

/// How many requests are pipelined at a time.
const PIPELINE: usize = 3;

const OPERATIONS: [Operation; 4] =
    [Operation::Token, Operation::Token, Operation::Refresh, Operation::Revoke];

/// Tenants of callers that go away. They hang, so that the call is certainly in flight.
const ABANDONED: [Manner; 3] = [Manner::Steady, Manner::Late, Manner::Hanging];

/// The kinds of traffic with their shares in a hundred.
const MIXTURE: [(Make, usize); 9] = [
    (Traffic::whole, 68),
    (Traffic::spoilt, 15),
    (Traffic::goes_away, 5),
    (Traffic::part, 3),
    (Traffic::slow, 2),
    (Traffic::pipelined, 2),
    (Traffic::silent, 1),
    (Traffic::health, 2),
    (Traffic::definition, 2),
];

type Make = fn(&mut Traffic) -> Errand;

/// Everything that callers do in one run.
pub struct Traffic {
    random: Random,
    ledger: Arc<Ledger>,
    left: usize,
}

impl Traffic {
    pub fn new(seed: u64, calls: usize, ledger: Arc<Ledger>) -> Self {
        Self { random: Random::new(seed), ledger, left: calls }
    }

    /// What to do next; `None` when all calls are made. The last errand may bring a few calls more.
    pub fn next(&mut self) -> Option<Errand> {
        if self.left == 0 {
            return None;
        }
        let (make, _) = self.random.weighted(&MIXTURE, |(_, share)| share);
        let errand = make(self);
        self.left = self.left.saturating_sub(errand.calls.len());
        Some(errand)
    }

    pub fn stop(&mut self) {
        self.left = 0;
    }

    fn whole(&mut self) -> Errand {
        let manner = self.random.weighted(&Manner::ALL, Manner::weight);
        let delivery = if self.random.percent(80) { Delivery::Kept } else { Delivery::Fresh };
        Errand { calls: vec![self.good(manner, manner.name())], delivery }
    }

    fn spoilt(&mut self) -> Errand {
        let spoilt = self.random.pick(&SPOILT);
        let manner = Manner::Steady;
        let call = self.unseen(spoilt.sort, spoilt.allowed);
        let mut request = self.any_request(call, manner);
        (spoilt.spoil)(&mut request, &mut self.random);
        Errand { calls: vec![(call, request)], delivery: Delivery::Kept }
    }

    fn goes_away(&mut self) -> Errand {
        let manner = self.random.pick(&ABANDONED);
        let call = self.ledger.plan(Plan {
            sort: "caller goes away",
            tenant: Some(manner),
            allowed: &[],
            token: false,
            timed: false,
        });
        let after = Duration::from_millis(self.milliseconds(60));
        let request = self.any_request(call, manner);
        Errand { calls: vec![(call, request)], delivery: Delivery::GoesAway(after) }
    }

    fn part(&mut self) -> Errand {
        let call = self.unseen("half a request", &[]);
        let part = 1 + self.random.below(99);
        let request = self.any_request(call, Manner::Steady);
        Errand { calls: vec![(call, request)], delivery: Delivery::Part(part) }
    }

    fn slow(&mut self) -> Errand {
        let manner = Manner::Steady;
        Errand { calls: vec![self.good(manner, "slow request")], delivery: Delivery::Slowly }
    }

    fn pipelined(&mut self) -> Errand {
        let calls = [(); PIPELINE].map(|()| self.good(Manner::Steady, "pipelined requests"));
        Errand { calls: calls.into(), delivery: Delivery::Pipelined }
    }

    fn silent(&mut self) -> Errand {
        let call = self.unseen("silent connection", &[]);
        let time = Duration::from_millis(self.milliseconds(3_000));
        let request = self.any_request(call, Manner::Steady);
        Errand { calls: vec![(call, request)], delivery: Delivery::Silent(time) }
    }

    fn health(&mut self) -> Errand {
        self.get("health check", "/health/live")
    }

    fn definition(&mut self) -> Errand {
        self.get("reads the definition", "/apiDefinition.swagger.json")
    }

    fn get(&mut self, sort: &'static str, target: &str) -> Errand {
        let call = self.unseen(sort, &[(200, "")]);
        Errand { calls: vec![(call, Request::get(call, target))], delivery: Delivery::Kept }
    }

    /// A call with nothing wrong in it.
    fn good(&mut self, manner: Manner, sort: &'static str) -> (CallId, Request) {
        let operation = self.random.pick(&OPERATIONS);
        let call = self.ledger.plan(Plan {
            sort,
            tenant: Some(manner),
            allowed: manner.allowed(),
            token: operation != Operation::Revoke,
            timed: sort == manner.name() && manner == Manner::Steady,
        });
        (call, Request::to_tenant(call, operation, manner, self.random.percent(50)))
    }

    /// A call that no tenant may see.
    fn unseen(&mut self, sort: &'static str, allowed: Allowed) -> CallId {
        self.ledger.plan(Plan { sort, tenant: None, allowed, token: false, timed: false })
    }

    fn any_request(&mut self, call: CallId, manner: Manner) -> Request {
        let operation = self.random.pick(&OPERATIONS);
        Request::to_tenant(call, operation, manner, self.random.percent(50))
    }

    fn milliseconds(&mut self, below: usize) -> u64 {
        u64::try_from(self.random.below(below)).unwrap_or_default()
    }
}
