use std::collections::HashMap;
use std::time::Duration;

use prowfm_auth::throttle::{
    Clock, RedisSetupError, Refused, SharedThrottle, Throttle, ThrottleState,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use testing::{RedisServer, needs};

use super::model::connection;

/// A replica of a service with this throttle.
pub async fn replica(rate: &str, url: &str) -> Throttle {
    replica_that_trusts(None, rate, url).await
}

async fn replica_that_trusts(authorities: Option<&str>, rate: &str, url: &str) -> Throttle {
    let (rate, url) = (rate.parse().unwrap(), url.parse().unwrap());
    let authorities = authorities.map(str::as_bytes);
    let shared = SharedThrottle::start(rate, url, authorities, Clock::default()).await;
    Throttle::Shared(shared.unwrap())
}

/// How many of a number of concurrent calls are accepted, by the replicas in turn.
pub async fn accepted(replicas: &[&Throttle], calls: usize, number: usize) -> usize {
    let calls = (0..calls).map(|call| {
        let replica = replicas[call % replicas.len()];
        async move { replica.admit(&connection(number)).await }
    });
    let decisions = futures_util::future::join_all(calls).await;
    decisions.iter().filter(|decision| decision.is_ok()).count()
}

/// How often the server ran each command.
async fn commands(server: &RedisServer) -> HashMap<String, u64> {
    let statistics: String = server.ask(&["INFO", "commandstats"]).await;
    let lines = statistics.lines().filter_map(|line| line.strip_prefix("cmdstat_"));
    let counts = lines.filter_map(|line| {
        let (name, rest) = line.split_once(":calls=")?;
        Some((name.to_owned(), rest.split_once(',')?.0.parse().ok()?))
    });
    counts.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_150_calls_at_once_at_two_replicas_exactly_100_pass() {
    needs!("redis-server");
    let server = RedisServer::start();
    let (one, other) =
        (replica("100/60s", &server.url()).await, replica("100/60s", &server.url()).await);
    assert_eq!(one.state(), ThrottleState::Shared);
    assert_eq!(accepted(&[&one, &other], 150, 0).await, 100);
    assert_eq!(accepted(&[&other], 10, 0).await, 0);
    assert_eq!(accepted(&[&one, &other], 10, 1).await, 10, "another connection has its own");
    assert_eq!((one.state(), other.state()), (ThrottleState::Shared, ThrottleState::Shared));
}

#[tokio::test]
async fn replicas_share_what_is_left_of_the_rate() {
    needs!("redis-server");
    let server = RedisServer::start();
    let (one, other) =
        (replica("3/60s", &server.url()).await, replica("3/60s", &server.url()).await);
    let quota = one.admit(&connection(0)).await.unwrap().unwrap();
    assert_eq!((quota.rate.calls.get(), quota.remaining), (3, 2));
    let quota = other.admit(&connection(0)).await.unwrap().unwrap();
    assert_eq!((quota.rate.calls.get(), quota.remaining), (3, 1));
    assert!(quota.reset <= Duration::from_millis(60_001));
    assert_eq!(one.admit(&connection(0)).await.unwrap().unwrap().remaining, 0);
    let Err(Refused::Exceeded { quota, retry_after }) = other.admit(&connection(0)).await else {
        panic!("a fourth call");
    };
    assert_eq!(quota.remaining, 0);
    assert!((1..=61).contains(&retry_after));
}

#[tokio::test]
async fn a_caller_that_waits_as_redis_says_passes() {
    needs!("redis-server");
    let server = RedisServer::start();
    let (one, other) = (replica("2/1s", &server.url()).await, replica("2/1s", &server.url()).await);
    for (user, waiting) in [(&one, &other), (&other, &one), (&one, &one)] {
        while user.admit(&connection(0)).await.is_ok() {}
        if let Err(refused) = waiting.admit(&connection(0)).await {
            tokio::time::sleep(Duration::from_secs(refused.retry_after().into())).await;
            assert!(waiting.admit(&connection(0)).await.is_ok());
        }
    }
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let mut keys: Vec<String> = server.ask(&["KEYS", "*"]).await;
    keys.retain(|key| !key.contains("{probe}"));
    assert!(keys.is_empty(), "what has left the window is forgotten: {keys:?}");
}

#[tokio::test]
async fn a_call_is_one_round_trip() {
    needs!("redis-server");
    let server = RedisServer::start();
    let replica = replica("100/60s", &server.url()).await;
    let before = commands(&server).await;
    assert_eq!(accepted(&[&replica], 20, 0).await, 20);
    let after = commands(&server).await;
    // The commands inside the script are counted too, but only the script comes over the wire.
    let more = |name: &str| after.get(name).unwrap_or(&0) - before.get(name).unwrap_or(&0);
    assert_eq!((more("eval"), more("script|load")), (0, 0));
    // The probes of every second are included.
    assert!((20..30).contains(&more("evalsha")), "{}", more("evalsha"));
    let rest = ["multi", "exec", "ping", "auth", "hello", "select", "watch", "get", "set"];
    assert!(rest.iter().all(|name| more(name) == 0));
}

#[tokio::test]
async fn redis_may_forget_the_script_and_close_idle_connections() {
    needs!("redis-server");
    let server = RedisServer::start();
    let replica = replica("10/60s", &server.url()).await;
    assert_eq!(accepted(&[&replica], 2, 0).await, 2);
    let () = server.ask(&["SCRIPT", "FLUSH"]).await;
    assert_eq!(accepted(&[&replica], 2, 0).await, 2);
    let _: u32 = server.ask(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).await;
    assert_eq!(accepted(&[&replica], 2, 0).await, 2);
    assert_eq!(replica.state(), ThrottleState::Shared);
    let key = format!("prowfm:throttle:10/60s:{{{}}}", connection(0));
    // Of the two at once that the closed connection met, Redis may have counted one more.
    let counted: u32 = server.ask(&["LLEN", &key]).await;
    assert!((6..=8).contains(&counted), "{counted}");
}

#[tokio::test]
async fn calls_from_the_future_of_a_clock_that_was_set_back_leave_within_a_window() {
    needs!("redis-server");
    let server = RedisServer::start();
    let replica = replica("3/60s", &server.url()).await;
    let key = format!("prowfm:throttle:3/60s:{{{}}}", connection(0));
    let _: u32 = server.ask(&["RPUSH", &key, "0", "9999999999999999", "9999999999999999"]).await;
    assert_eq!(replica.admit(&connection(0)).await.unwrap().unwrap().remaining, 0);
    let refused = replica.admit(&connection(0)).await.unwrap_err();
    assert!(refused.retry_after() <= 61, "{refused:?}");
    let life: u64 = server.ask(&["PTTL", &key]).await;
    assert!(life <= 60_001, "{life}");
}

#[tokio::test]
async fn a_password_signs_in() {
    needs!("redis-server");
    let server = RedisServer::start_with_password("hunter2");
    let replica = replica("2/60s", &server.url()).await;
    assert_eq!(replica.state(), ThrottleState::Shared);
    assert_eq!(accepted(&[&replica], 3, 0).await, 2);
}

#[tokio::test]
async fn tls_takes_a_certificate_of_a_trusted_authority() {
    needs!("redis-server");
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = certificate.signed_by(&key, &authority).unwrap();
    let server = RedisServer::start_with_tls(&certificate.pem(), &key.serialize_pem());
    let trusting = replica_that_trusts(Some(&authority.pem()), "2/60s", &server.url()).await;
    assert_eq!(trusting.state(), ThrottleState::Shared);
    assert_eq!(accepted(&[&trusting], 3, 0).await, 2);
    let wary = replica("2/60s", &server.url()).await;
    assert_eq!(wary.state(), ThrottleState::FallenBack);
    assert_eq!(accepted(&[&wary], 3, 0).await, 2);
}

#[tokio::test]
async fn authorities_without_a_valid_certificate_are_an_error() {
    let key = KeyPair::generate().unwrap().serialize_pem();
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "junk", &key, broken] {
        let (rate, url) = ("1/1s".parse().unwrap(), "rediss://localhost:1".parse().unwrap());
        let error = SharedThrottle::start(rate, url, Some(pem.as_bytes()), Clock::default()).await;
        assert!(matches!(error, Err(RedisSetupError::Certificate)), "{pem}");
    }
}
