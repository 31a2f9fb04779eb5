use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prowfm_auth::throttle::{RedisFailure, Throttle, ThrottleState};
use testing::{RedisServer, free_port, needs};

use super::model::connection;
use super::shared::{accepted, replica};

/// A call is decided within 250 ms; the rest is for a machine that is busy with other tests.
const MAX_TIME: Duration = Duration::from_secs(2);

async fn wait_for(state: ThrottleState, throttle: &Throttle) {
    let end = Instant::now() + Duration::from_secs(30);
    while throttle.state() != state {
        assert!(Instant::now() < end, "{state:?} does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn wait_for_failure(failure: RedisFailure, throttle: &Throttle) {
    let end = Instant::now() + Duration::from_secs(30);
    while throttle.redis_failure() != Some(failure) {
        assert!(Instant::now() < end, "{failure:?} does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(throttle.state(), ThrottleState::FallenBack);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_redis_is_killed_under_load_calls_go_on_and_sharing_resumes_by_itself() {
    needs!("redis-server");
    let mut server = RedisServer::start();
    let (one, other) =
        (replica("100/60s", &server.url()).await, replica("100/60s", &server.url()).await);
    let (one, other) = (Arc::new(one), Arc::new(other));
    let (done, calls) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let load: Vec<_> = (0..8)
        .map(|task| {
            let (done, calls) = (done.clone(), calls.clone());
            let throttle = if task % 2 == 0 { one.clone() } else { other.clone() };
            tokio::spawn(async move {
                let mut slowest = Duration::ZERO;
                while !done.load(Ordering::Relaxed) {
                    let number = calls.fetch_add(1, Ordering::Relaxed);
                    let begin = Instant::now();
                    // Each connection makes a few calls, so that none is refused.
                    assert!(throttle.admit(&connection(1_000 + number / 10)).await.is_ok());
                    slowest = slowest.max(begin.elapsed());
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                slowest
            })
        })
        .collect();
    let go_on = async |more: usize| {
        let goal = calls.load(Ordering::Relaxed) + more;
        while calls.load(Ordering::Relaxed) < goal {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    for round in 0..2 {
        go_on(200).await;
        server.kill();
        wait_for(ThrottleState::FallenBack, &one).await;
        wait_for(ThrottleState::FallenBack, &other).await;
        go_on(200).await;
        server.restart();
        wait_for(ThrottleState::Shared, &one).await;
        wait_for(ThrottleState::Shared, &other).await;
        assert_eq!(accepted(&[&one, &other], 150, round).await, 100);
    }
    done.store(true, Ordering::Relaxed);
    for task in load {
        let slowest = task.await.unwrap();
        assert!(slowest < MAX_TIME, "{slowest:?}");
    }
}

#[tokio::test]
async fn what_redis_accepted_counts_when_it_is_gone_and_after_it_came_back_empty() {
    needs!("redis-server");
    let mut server = RedisServer::start();
    let replica = replica("100/60s", &server.url()).await;
    assert_eq!(accepted(&[&replica], 60, 0).await, 60);
    server.kill();
    assert_eq!(accepted(&[&replica], 60, 0).await, 40);
    assert_eq!(replica.state(), ThrottleState::FallenBack);
    assert_eq!(accepted(&[&replica], 30, 1).await, 30);
    server.restart();
    wait_for(ThrottleState::Shared, &replica).await;
    assert_eq!(accepted(&[&replica], 10, 0).await, 0);
    assert_eq!(accepted(&[&replica], 100, 1).await, 70);
}

#[tokio::test]
async fn a_redis_that_was_restarted_at_once_gives_no_fresh_quota_either() {
    needs!("redis-server");
    let mut server = RedisServer::start();
    let replica = replica("100/60s", &server.url()).await;
    assert_eq!(accepted(&[&replica], 60, 0).await, 60);
    server.kill();
    server.restart();
    assert_eq!(accepted(&[&replica], 60, 0).await, 40);
}

#[tokio::test]
async fn where_redis_has_more_room_than_the_replica_refused_calls_count_only_at_once() {
    needs!("redis-server");
    let server = RedisServer::start();
    let replica = replica("100/60s", &server.url()).await;
    let key = |number| format!("prowfm:throttle:100/60s:{{{}}}", connection(number));
    for number in 0..2 {
        assert_eq!(accepted(&[&replica], 60, number).await, 60);
    }
    let () = server.ask(&["FLUSHALL"]).await;
    for _ in 0..60 {
        let _ = replica.admit(&connection(0)).await;
    }
    let counted: u32 = server.ask(&["LLEN", &key(0)]).await;
    assert_eq!(counted, 40, "one after the other, refused calls do not reach Redis");
    assert_eq!(accepted(&[&replica], 60, 1).await, 40);
    let counted: u32 = server.ask(&["LLEN", &key(1)]).await;
    assert!((40..=60).contains(&counted), "{counted}");
    assert_eq!(replica.state(), ThrottleState::Shared);
}

#[tokio::test]
async fn a_redis_that_hangs_is_waited_for_once() {
    needs!("redis-server");
    let server = RedisServer::start();
    let replica = replica("1000/60s", &server.url()).await;
    server.freeze();
    let begin = Instant::now();
    assert_eq!(accepted(&[&replica], 100, 0).await, 100);
    assert!(begin.elapsed() < MAX_TIME, "{:?}", begin.elapsed());
    assert_eq!(replica.state(), ThrottleState::FallenBack);
    // One after the other: if each waited, it would take minutes.
    let begin = Instant::now();
    for _ in 0..900 {
        assert!(replica.admit(&connection(0)).await.is_ok());
    }
    assert!(begin.elapsed() < 10 * MAX_TIME, "{:?}", begin.elapsed());
    assert!(replica.admit(&connection(0)).await.is_err());
    server.thaw();
    wait_for(ThrottleState::Shared, &replica).await;
    assert_eq!(accepted(&[&replica], 10, 1).await, 10);
}

#[tokio::test]
async fn a_replica_may_start_before_redis_does() {
    needs!("redis-server");
    let port = free_port();
    let replica = replica("2/60s", &format!("redis://localhost:{port}")).await;
    assert_eq!(replica.state(), ThrottleState::FallenBack);
    assert_eq!(accepted(&[&replica], 3, 0).await, 2);
    let _server = RedisServer::start_on(port);
    wait_for(ThrottleState::Shared, &replica).await;
    assert_eq!(accepted(&[&replica], 3, 1).await, 2);
}

#[tokio::test]
async fn without_a_call_too_it_is_noticed_that_redis_is_gone_or_back() {
    needs!("redis-server");
    let mut server = RedisServer::start();
    let replica = replica("2/60s", &server.url()).await;
    server.kill();
    wait_for(ThrottleState::FallenBack, &replica).await;
    server.restart();
    wait_for(ThrottleState::Shared, &replica).await;
    server.freeze();
    wait_for(ThrottleState::FallenBack, &replica).await;
    server.thaw();
    wait_for(ThrottleState::Shared, &replica).await;
    assert_eq!(replica.connections(), 0, "there was no call");
    assert_eq!(replica.redis_failure(), None);
    let _: () = server.ask(&["REPLICAOF", "localhost", "1"]).await;
    wait_for_failure(RedisFailure::Refuses, &replica).await;
    server.kill();
    wait_for_failure(RedisFailure::Unreachable, &replica).await;
}

#[tokio::test]
async fn a_dropped_throttle_leaves_redis_alone() {
    needs!("redis-server");
    let server = RedisServer::start();
    let replica = replica("2/60s", &server.url()).await;
    assert_eq!(clients(&server).await, 2);
    drop(replica);
    let end = Instant::now() + Duration::from_secs(30);
    while clients(&server).await > 1 {
        assert!(Instant::now() < end, "it does not go");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Number of connections to the server, including the one that asks.
async fn clients(server: &RedisServer) -> usize {
    let list: String = server.ask(&["CLIENT", "LIST", "TYPE", "normal"]).await;
    list.lines().count()
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Our lines about this server: other tests log as well.
    fn lines(&self, server: &RedisServer) -> Vec<String> {
        let url = server.url();
        let (_, address) = url.rsplit_once('@').unwrap();
        let text = self.text();
        let ours = text.lines().filter(|line| line.contains("prowfm_auth"));
        ours.filter(|line| line.contains(address)).map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn each_change_is_logged_once_and_without_the_password() {
    needs!("redis-server");
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // For all threads: otherwise a test without a subscriber may switch the lines off for all.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    tracing::callsite::rebuild_interest_cache();

    let mut server = RedisServer::start_with_password("hunter2");
    let shared = replica("100/60s", &server.url()).await;
    server.kill();
    assert_eq!(accepted(&[&shared], 50, 0).await, 50);
    server.restart();
    wait_for(ThrottleState::Shared, &shared).await;
    let lines = log.lines(&server);
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for (line, begin, text) in [
        (&lines[0], " INFO", "the throttle is shared through Redis"),
        (&lines[1], " WARN", "Redis does not decide; this replica throttles alone"),
        (&lines[2], " INFO", "the throttle is shared through Redis"),
    ] {
        assert!(line.contains(begin) && line.contains(text), "{line}");
    }
    assert!(lines[1].contains("redis://[redacted]@localhost:"), "{}", lines[1]);

    let wrong = replica("100/60s", &server.url().replace("hunter2", "hunter3")).await;
    assert_eq!(wrong.state(), ThrottleState::FallenBack);
    let lines = log.lines(&server);
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(lines[3].contains("authentication failed"), "{}", lines[3]);

    drop(shared);
    server.kill();
    wait_for_failure(RedisFailure::Unreachable, &wrong).await;
    server.restart();
    wait_for_failure(RedisFailure::Refuses, &wrong).await;
    let lines = log.lines(&server);
    assert_eq!(lines.len(), 6, "{lines:#?}");
    for line in &lines[4..] {
        assert!(line.contains(" WARN") && line.contains("now for another reason"), "{line}");
    }
    assert!(lines[5].contains("authentication failed"), "{}", lines[5]);
    assert!(!log.text().contains("hunter") && !format!("{wrong:?}").contains("hunter"));
}
