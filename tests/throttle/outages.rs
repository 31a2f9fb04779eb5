//! Real outages under load. With a set clock, `local` tries that no window holds more calls than the rate
//! allows; here the clock is the real one and Redis is killed, frozen and emptied at random moments.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prowfm_auth::throttle::{Rate, Throttle, ThrottleState};
use testing::{Random, RedisServer, needs};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::model::connection;
use super::shared::replica;

const RATE: &str = "100/2s";
const CONNECTIONS: usize = 10;
const LENGTH: Duration = Duration::from_mins(1);

/// When the calls of each connection were accepted: between the two times.
type Accepted = Arc<Mutex<HashMap<usize, Vec<(Instant, Instant)>>>>;

async fn call_at_random(throttle: Arc<Throttle>, accepted: Accepted, end: Instant, seed: u64) {
    let mut random = Random::new(seed);
    while Instant::now() < end {
        let (number, begin) = (random.below(CONNECTIONS), Instant::now());
        if throttle.admit(&connection(number)).await.is_ok() {
            let times = (begin, Instant::now());
            accepted.lock().unwrap().entry(number).or_default().push(times);
        }
        let pause = if random.below(3_000) == 0 { 4_000 } else { 8 };
        sleep(Duration::from_millis(random.below(pause).try_into().unwrap())).await;
    }
}

fn assert_no_window_holds_more(rate: Rate, calls: Vec<(Instant, Instant)>) {
    let (mut begins, mut ends): (Vec<_>, Vec<_>) = calls.into_iter().unzip();
    begins.sort_unstable();
    ends.sort_unstable();
    // The n-th call was accepted between the n-th of each.
    for (begin, end) in begins.iter().zip(ends.iter().skip(rate.calls.get() as usize)) {
        assert!(*end - *begin > rate.window, "from {begin:?} to {end:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute"]
async fn no_window_holds_more_than_the_rate_while_redis_comes_and_goes() {
    needs!("redis-server");
    let mut server = RedisServer::start();
    let throttle = Arc::new(replica(RATE, &server.url()).await);
    let (accepted, end) = (Accepted::default(), Instant::now() + LENGTH);
    let mut callers = JoinSet::new();
    for seed in 0..4 {
        callers.spawn(call_at_random(throttle.clone(), accepted.clone(), end, seed));
    }
    let (mut random, mut outages) = (Random::new(4), 0);
    while Instant::now() < end {
        sleep(Duration::from_millis(random.below(3_000).try_into().unwrap())).await;
        let outage = Duration::from_millis(random.below(1_500).try_into().unwrap());
        match random.below(4) {
            0 => {
                server.kill();
                sleep(outage).await;
                server.restart();
            }
            1 => {
                server.kill();
                server.restart();
            }
            2 => {
                server.freeze();
                sleep(outage).await;
                server.thaw();
            }
            _ => server.ask::<()>(&["SCRIPT", "FLUSH"]).await,
        }
        let patience = Instant::now() + Duration::from_secs(30);
        while throttle.state() != ThrottleState::Shared {
            assert!(Instant::now() < patience, "sharing does not resume");
            sleep(Duration::from_millis(20)).await;
        }
        outages += 1;
    }
    while let Some(ended) = callers.join_next().await {
        ended.unwrap();
    }
    let accepted = std::mem::take(&mut *accepted.lock().unwrap());
    assert!(outages > 5 && accepted.len() == CONNECTIONS, "{outages} outages");
    for calls in accepted.into_values() {
        assert_no_window_holds_more(RATE.parse().unwrap(), calls);
    }
}
