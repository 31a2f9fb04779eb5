//! A long randomised run of the throttle; see `scripts/throttle-soak`. Stops at the first window with
//! more accepted calls than the rate allows, and at the first caller that waited as told in vain.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for developers: it tells what it does, and fails loudly"
)]

#[path = "../../tests/throttle/model.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod model;
mod outages;
#[path = "../../tests/throttle/redis_server.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod redis_server;

use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::{SetClock, assert_never_more, connection};
use outages::Outages;
use prowfm_auth::throttle::{Clock, LocalThrottle, Rate, SharedThrottle, Throttle, ThrottleState};
use redis_server::RedisServer;

const REAL_RATE: &str = "100/2s";
const REAL_CONNECTIONS: usize = 10;
/// The connection of the one caller that waits as it is told.
const PATIENT: usize = REAL_CONNECTIONS;

/// Numbers that need not be good (xorshift64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn index(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(limit as u64)).unwrap()
    }
}

thread_local! {
    /// What the clock last told this thread: when the throttle decided.
    static DECIDED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// The real clock, which notes what it tells.
fn noting_clock(beginning: Instant) -> Clock {
    Clock::new(move || {
        let now = beginning.elapsed();
        DECIDED.set(now);
        now
    })
}

/// When calls were accepted: not before the first time, and not after the second.
#[derive(Default)]
struct History(Mutex<HashMap<usize, Vec<(Duration, Duration)>>>);

impl History {
    fn note(&self, number: usize, begin: Duration, end: Duration) {
        self.0.lock().unwrap().entry(number).or_default().push((begin, end));
    }

    /// Checks all windows, without the calls that a replica may have decided on its own; the number of
    /// accepted calls.
    fn check(&self, rate: Rate, outages: &Outages) -> usize {
        let histories = self.0.lock().unwrap();
        for calls in histories.values() {
            let calls = calls.iter().filter(|(begin, end)| !outages.touch(*begin, *end));
            let (mut begins, mut ends): (Vec<_>, Vec<_>) = calls.copied().unzip();
            begins.sort_unstable();
            ends.sort_unstable();
            // The n-th call was accepted between the n-th of each.
            for (begin, end) in begins.iter().zip(ends.iter().skip(rate.calls.get() as usize)) {
                assert!(end.saturating_sub(*begin) > rate.window, "from {begin:?} to {end:?}");
            }
        }
        histories.values().map(Vec::len).sum()
    }
}

/// In memory, with a clock that is set: many throttles, each with a rate of its own.
fn with_a_set_clock(end: Instant, mut random: Random) -> String {
    let (mut throttles, mut accepted, mut refused, mut waited) = (0_u64, 0_u64, 0_u64, 0_u64);
    while Instant::now() < end {
        let calls = 1 + u32::try_from(random.below(150)).unwrap();
        let window = Duration::from_millis(1_000 + random.below(90_000));
        let rate = Rate::new(calls, window).unwrap();
        let time = SetClock::at(Duration::from_millis(random.below(1 << 34)));
        let throttle = LocalThrottle::new(rate, time.clock());
        let mut histories = vec![VecDeque::new(); 20];
        let step = 2 * u64::try_from(window.as_nanos()).unwrap() / u64::from(calls) / 20;
        for _ in 0..50_000 {
            time.forward(Duration::from_nanos(match random.below(10_000) {
                0 => random.below(3_000_000_000_000_000),
                1..20 => random.below(100 * step),
                _ => random.below(step),
            }));
            let number = random.index(histories.len());
            if let Err(refusal) = throttle.admit(&connection(number)) {
                refused += 1;
                if random.below(1_000) > 0 {
                    continue;
                }
                waited += 1;
                time.forward(Duration::from_secs(refusal.retry_after().into()));
                assert!(throttle.admit(&connection(number)).is_ok(), "{rate} {refusal:?}");
            }
            accepted += 1;
            let history = &mut histories[number];
            history.push_back(time.now());
            if history.len() > calls as usize + 1 {
                history.pop_front();
            }
            assert_never_more(rate, history.make_contiguous());
        }
        throttles += 1;
    }
    format!(
        "{throttles} throttles, {accepted} accepted, {refused} refused, {waited} waited as told"
    )
}

/// A run with the real clock.
#[derive(Clone, Copy)]
struct Run {
    /// From where all times count.
    beginning: Instant,
    until: Instant,
    seed: u64,
}

/// Calls at random. With `exact`, this process decides, and its clock tells when it did.
async fn load(throttle: Arc<Throttle>, history: Arc<History>, run: Run, exact: bool) {
    let mut random = Random(run.seed);
    while Instant::now() < run.until {
        let number = random.index(REAL_CONNECTIONS);
        let begin = run.beginning.elapsed();
        if throttle.admit(&connection(number)).await.is_ok() {
            let decided = DECIDED.get();
            let end = run.beginning.elapsed();
            let (begin, end) = if exact { (decided, decided) } else { (begin, end) };
            history.note(number, begin, end);
        }
        if random.below(4) == 0 {
            tokio::time::sleep(Duration::from_millis(random.below(8))).await;
        }
        if random.below(3_000) == 0 {
            tokio::time::sleep(Duration::from_millis(random.below(4_000))).await;
        }
    }
}

/// Uses its quota up, waits exactly as it is told, and calls again; how often. In an outage that may be
/// in vain.
async fn patience(throttle: Arc<Throttle>, run: Run, outages: Outages) -> u32 {
    let mut times = 0;
    while Instant::now() < run.until {
        let begin = run.beginning.elapsed();
        if let Err(refused) = throttle.admit(&connection(PATIENT)).await {
            tokio::time::sleep(Duration::from_secs(refused.retry_after().into())).await;
            let decision = throttle.admit(&connection(PATIENT)).await;
            let before = begin.saturating_sub(Duration::from_secs(2));
            let outage = outages.touch(before, run.beginning.elapsed());
            assert!(decision.is_ok() || outage, "{refused:?}, and then {decision:?}");
            times += 1;
        }
    }
    times
}

/// Several tasks at several replicas; the outcome in words.
async fn calls(replicas: &[Arc<Throttle>], run: Run, exact: bool, outages: Outages) -> usize {
    let history = Arc::new(History::default());
    let tasks: Vec<_> = (1..=4)
        .zip(replicas.iter().cycle())
        .map(|(task, replica)| {
            let run = Run { seed: run.seed.wrapping_mul(2 * task + 1), ..run };
            tokio::spawn(load(replica.clone(), history.clone(), run, exact))
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    history.check(REAL_RATE.parse().unwrap(), &outages)
}

async fn replica(server: &RedisServer, beginning: Instant) -> Arc<Throttle> {
    let (rate, url) = (REAL_RATE.parse().unwrap(), server.url().parse().unwrap());
    let shared = SharedThrottle::start(rate, url, None, noting_clock(beginning)).await;
    Arc::new(Throttle::Shared(shared.unwrap()))
}

/// Kills, freezes and restarts a server at random; how often it did, and the replica came back.
async fn torment(
    mut server: RedisServer,
    replica: Arc<Throttle>,
    until: Instant,
    seed: u64,
) -> u32 {
    let mut random = Random(seed);
    let mut times = 0;
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(random.below(3_000))).await;
        let pause = Duration::from_millis(random.below(1_500));
        match random.below(4) {
            0 => {
                server.kill();
                tokio::time::sleep(pause).await;
                server.restart();
            }
            1 => {
                server.kill();
                server.restart();
            }
            2 => {
                server.freeze();
                tokio::time::sleep(pause).await;
                server.thaw();
            }
            _ => server.ask::<()>(&["SCRIPT", "FLUSH"]).await,
        }
        let end = Instant::now() + Duration::from_secs(30);
        while replica.state() != ThrottleState::Shared {
            assert!(Instant::now() < end, "sharing does not resume");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        times += 1;
    }
    times
}

fn main() {
    let seconds: u64 = std::env::args().nth(1).map_or(600, |text| text.parse().unwrap());
    let beginning = Instant::now();
    let until = beginning + Duration::from_secs(seconds);
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let seed = u64::try_from(nanoseconds).unwrap() | 1;
    println!("{seconds} s with seed {seed}");
    let set_clock = thread::spawn(move || with_a_set_clock(until, Random(seed)));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let local = LocalThrottle::new(REAL_RATE.parse().unwrap(), noting_clock(beginning));
        let local = [Arc::new(Throttle::Local(local))];
        let (calm, wild) = (RedisServer::start(), RedisServer::start());
        let shared = [replica(&calm, beginning).await, replica(&calm, beginning).await];
        let alone = [replica(&wild, beginning).await];
        let (outages, none) = (Outages::default(), Outages::default());
        outages.watch(&calm, beginning);
        let run = Run { beginning, until, seed };
        let tormented = tokio::spawn(torment(wild, alone[0].clone(), until, seed));
        let waiting = tokio::spawn(patience(shared[0].clone(), run, outages.clone()));
        let waiting_locally = tokio::spawn(patience(local[0].clone(), run, none.clone()));
        let local = tokio::spawn(async move { calls(&local, run, true, none).await });
        let alone = tokio::spawn(async move { calls(&alone, run, true, Outages::default()).await });
        let (watched, both) = (outages.clone(), shared);
        let shared = tokio::spawn(async move { calls(&both, run, false, watched).await });
        let (accepted, waited) = (local.await.unwrap(), waiting_locally.await.unwrap());
        println!("in memory, real clock: {accepted} accepted, {waited} waited as told");
        let (accepted, times) = (alone.await.unwrap(), tormented.await.unwrap());
        println!("one replica, Redis tormented {times} times: {accepted} accepted");
        let (accepted, waited) = (shared.await.unwrap(), waiting.await.unwrap());
        let times = outages.len();
        println!("two replicas, one Redis: {accepted} accepted, {waited} waited as told, and replicas fell back {times} times");
    });
    println!("in memory, clock set: {}", set_clock.join().unwrap());
    println!("no window held more than its rate");
}
