//! The cost of one decision of the throttle, in memory and, with a Redis server, through Redis.
//!
//! Each figure is set up where it is measured, because that takes long and other figures need not wait
//! for it.

use std::cell::{Cell, LazyCell};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use futures_util::future::join_all;
use prowfm_auth::throttle::{Clock, ConnectionId, LocalThrottle, SharedThrottle};
use testing::RedisServer;
use tokio::runtime::Runtime;

const CONNECTIONS: [usize; 3] = [1, 1_000, 100_000];
/// Calls in flight at once.
const AT_ONCE: usize = 64;

fn connections(number: usize) -> Vec<ConnectionId> {
    let client = |number: usize| format!("client {number}");
    (0..number).map(|number| ConnectionId::of(Some("key"), "host", &client(number))).collect()
}

/// A throttle with a clock that moves by a step each time it is read.
fn local(step: Duration) -> (LocalThrottle, Arc<AtomicU64>) {
    let nanoseconds = Arc::new(AtomicU64::new(0));
    let (time, step) = (nanoseconds.clone(), u64::try_from(step.as_nanos()).unwrap());
    let clock =
        Clock::new(move || Duration::from_nanos(time.fetch_add(step, Ordering::Relaxed) + step));
    (LocalThrottle::new("100/60s".parse().unwrap(), clock), nanoseconds)
}

/// One with full windows.
fn full(connections: &[ConnectionId], step: Duration) -> LocalThrottle {
    let (throttle, _) = local(step);
    for connection in (0..100).flat_map(|_| connections) {
        throttle.admit(connection).unwrap();
    }
    throttle
}

pub fn all(criterion: &mut Criterion) {
    in_memory(criterion);
    through_redis(criterion);
}

fn in_memory(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("throttle in memory");
    for number in CONNECTIONS {
        let connections = LazyCell::new(|| connections(number));
        // Such that each call finds one that has just left its window.
        let step = Duration::from_secs(61) / (100 * u32::try_from(number).unwrap());
        let throttle = LazyCell::new(|| full(&connections, step));
        let next = Cell::new(0);
        let in_turn = || &connections[next.replace(next.get() + 1) % number];
        group.bench_function(BenchmarkId::new("accepted", number), |bencher| {
            LazyCell::force(&throttle);
            bencher.iter(|| throttle.admit(black_box(in_turn())).unwrap());
        });
        let throttle = LazyCell::new(|| full(&connections, Duration::ZERO));
        group.bench_function(BenchmarkId::new("refused", number), |bencher| {
            LazyCell::force(&throttle);
            bencher.iter(|| throttle.admit(black_box(in_turn())).unwrap_err());
        });
    }
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("slowest while 100,000 idle connections are forgotten", |bencher| {
        let connections = connections(200_000);
        bencher.iter_custom(|times| (0..times).map(|_| slowest_decision(&connections)).sum());
    });
    group.finish();
}

/// How long a call takes at most while 100,000 idle connections give way to as many others. The best of
/// three times: in the others the machine did something else meanwhile.
fn slowest_decision(connections: &[ConnectionId]) -> Duration {
    let (first, second) = connections.split_at(100_000);
    let times = (0..3).map(|_| {
        let (throttle, time) = local(Duration::ZERO);
        for connection in first {
            throttle.admit(connection).unwrap();
        }
        time.fetch_add(61_000_000_000, Ordering::Relaxed);
        let decision = |connection| {
            let begin = Instant::now();
            throttle.admit(connection).unwrap();
            begin.elapsed()
        };
        second.iter().map(decision).max().unwrap()
    });
    times.min().unwrap()
}

fn through_redis(criterion: &mut Criterion) {
    let Ok(server) = std::panic::catch_unwind(RedisServer::start) else {
        eprintln!("no redis-server: what goes through Redis is left out");
        return;
    };
    let runtime = Runtime::new().unwrap();
    let mut group = criterion.benchmark_group("throttle through Redis");
    for number in CONNECTIONS {
        let connections = LazyCell::new(|| connections(number.max(1_000)));
        let throttle = LazyCell::new(|| {
            let (rate, url) = ("10000/60s".parse().unwrap(), server.url().parse().unwrap());
            let throttle = SharedThrottle::start(rate, url, None, Clock::default());
            let throttle = runtime.block_on(throttle).unwrap();
            if number > 1 {
                for some in connections.chunks(AT_ONCE) {
                    runtime.block_on(join_all(some.iter().map(|one| throttle.admit(one))));
                }
            }
            throttle
        });
        // A connection by itself gives way to another before it has used its quota up.
        let calls_in_turn = if number == 1 { 5_000 } else { 1 };
        let calls = Cell::new(0);
        let next = || {
            let call = calls.replace(calls.get() + 1);
            &connections[call / calls_in_turn % connections.len()]
        };
        group.throughput(Throughput::Elements(1));
        group.bench_function(BenchmarkId::new("one at a time", number), |bencher| {
            LazyCell::force(&throttle);
            bencher.iter(|| runtime.block_on(throttle.admit(next())).unwrap());
            assert!(throttle.is_shared(), "Redis was too slow");
        });
        group.throughput(Throughput::Elements(AT_ONCE as u64));
        group.bench_function(BenchmarkId::new("64 at a time", number), |bencher| {
            LazyCell::force(&throttle);
            let many = || join_all((0..AT_ONCE).map(|_| throttle.admit(next())));
            bencher.iter(|| runtime.block_on(many()));
            assert!(throttle.is_shared(), "Redis was too slow");
        });
    }
    group.finish();
}
