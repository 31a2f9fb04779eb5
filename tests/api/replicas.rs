//! Replicas that share kept tokens and refused passwords through Redis.

use std::time::{Duration, Instant};

use data_encoding::{BASE64, HEXLOWER};
use futures_util::future::join_all;
use testing::{
    Account, CLIENT_ID, CLIENT_SECRET, PASSWORD, RedisServer, RunningFacade, ScriptedTenant, Start,
    TOKENS, USERNAME, json, needs,
};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OTHER_KEY: &str = "//ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const REFUSED: &str = r#"{"error": "invalid_grant"}"#;
/// All that Redis holds must have ended by then: the life of the tokens.
const LIFE: i64 = 1_799_000;

async fn replica(tenant: &ScriptedTenant, redis: &RedisServer, keys: &str) -> RunningFacade {
    Start::with(tenant).sharing(redis, keys).run().await
}

async fn names(redis: &RedisServer, pattern: &str) -> Vec<String> {
    redis.ask(&["KEYS", pattern]).await
}

#[tokio::test]
async fn two_replicas_share_one_login() {
    needs!("redis-server");
    let redis = RedisServer::start();
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let account = Account::default();
    for _ in 0..2 {
        let facade = replica(&tenant, &redis, KEY).await;
        let response = facade.connection(&account).send().await;
        assert_eq!(response.status, 200, "{}", response.body);
        let left = response.json()["expires_in"].as_i64().unwrap();
        assert!((1_700..=1_799).contains(&left), "{left}");
    }
    assert_eq!(tenant.received().len(), 1);
    let other = Account { password: "other".to_owned(), ..account };
    replica(&tenant, &redis, KEY).await.connection(&other).send().await;
    assert_eq!(tenant.received().len(), 2, "another password is another login");
}

#[tokio::test]
async fn a_fresh_login_at_one_replica_is_fresh_for_the_other() {
    needs!("redis-server");
    let redis = RedisServer::start();
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let account = Account::default();
    for _ in 0..2 {
        let facade = replica(&tenant, &redis, KEY).await;
        let response = facade.fresh_connection(&account).send().await;
        assert_eq!(response.status, 200, "{}", response.body);
    }
    assert_eq!(tenant.received().len(), 1);
}

#[tokio::test]
async fn another_sealing_key_opens_nothing_and_a_rotated_one_still_does() {
    needs!("redis-server");
    let redis = RedisServer::start();
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let both = format!("{OTHER_KEY}\n{KEY}\n");
    for (keys, logins) in [(KEY, 1), (both.as_str(), 1), (OTHER_KEY, 2)] {
        let facade = replica(&tenant, &redis, keys).await;
        assert_eq!(facade.connection(&Account::default()).send().await.status, 200);
        assert_eq!(tenant.received().len(), logins, "{keys}");
    }
}

#[tokio::test]
async fn redis_holds_no_byte_of_a_credential_or_token() {
    needs!("redis-server");
    let redis = RedisServer::start();
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = replica(&tenant, &redis, KEY).await;
    facade.connection(&Account::default()).send().await;
    let refusing = ScriptedTenant::answering(json(400, REFUSED)).await;
    let refused = replica(&refusing, &redis, KEY).await;
    refused.connection(&Account::default()).send().await;
    let tokens: serde_json::Value = serde_json::from_str(TOKENS).unwrap();
    let token = |name: &str| tokens[name].as_str().unwrap().to_owned();
    let secrets = [
        USERNAME.trim().to_owned(),
        PASSWORD.to_owned(),
        CLIENT_ID.to_owned(),
        CLIENT_SECRET.to_owned(),
        token("access_token"),
        token("refresh_token"),
        token("id_token"),
    ];
    let all = names(&redis, "*").await;
    assert!(all.iter().any(|name| name.starts_with("prowfm:kept:")), "{all:?}");
    for name in all {
        let value: Vec<u8> = redis.ask(&["GET", &name]).await;
        let rest: i64 = redis.ask(&["PTTL", &name]).await;
        assert!((1..=LIFE).contains(&rest) || name.contains("guard"), "{name} lives {rest} ms");
        for secret in &secrets {
            let encoded = [BASE64.encode(secret.as_bytes()), HEXLOWER.encode(secret.as_bytes())];
            for text in [secret].into_iter().chain(&encoded) {
                let shown = value.windows(text.len()).any(|part| part == text.as_bytes());
                assert!(!shown && !name.contains(text.as_str()), "{name} shows {text}");
            }
        }
    }
}

#[tokio::test]
async fn a_revocation_at_one_replica_drops_the_token_for_new_ones() {
    needs!("redis-server");
    let redis = RedisServer::start();
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    replica(&tenant, &redis, KEY).await.connection(&Account::default()).send().await;
    // This one never had the token in its own memory.
    let other = replica(&tenant, &redis, KEY).await;
    let token = "ae131028-414c-4fb7-b17d-4a0769bbcd96";
    let fields = [("token", token), ("client_id", "c"), ("client_secret", "s")];
    other.post("/api/authentication/token/revoke").form(&fields).send().await;
    assert_eq!(names(&redis, "prowfm:kept:*").await, Vec::<String>::new());
    replica(&tenant, &redis, KEY).await.connection(&Account::default()).send().await;
    assert_eq!(tenant.received().len(), 3, "a login, a revocation, a login");
}

#[tokio::test]
async fn a_password_that_one_replica_saw_refused_is_held_back_by_the_other() {
    needs!("redis-server");
    let redis = RedisServer::start();
    let tenant = ScriptedTenant::answering(json(400, REFUSED)).await;
    let account = Account::default();
    let first = replica(&tenant, &redis, KEY).await.connection(&account).send().await;
    assert_eq!(first.error(), "invalid_grant");
    let second = replica(&tenant, &redis, KEY).await.connection(&account).send().await;
    assert_eq!((second.status, second.error().as_str()), (403, "login_paused"));
    let hint = second.json()["hint"].as_str().unwrap().to_owned();
    assert!(hint.ends_with("let through again in 15 minutes."), "{hint}");
    assert_eq!(tenant.received().len(), 1);
}

/// A password is refused at a replica, then another is accepted at a replica with these keys.
async fn cleared(redis: &RedisServer, keys: &str) -> (RunningFacade, ScriptedTenant) {
    let refusal = ScriptedTenant::answering(json(400, REFUSED)).await;
    let success = ScriptedTenant::answering(json(200, TOKENS)).await;
    let first = replica(&refusal, redis, KEY).await;
    let refused = first.connection(&Account::default()).send().await;
    assert_eq!(refused.error(), "invalid_grant");
    let right = Account { password: "right".to_owned(), ..Account::default() };
    let response = replica(&success, redis, keys).await.connection(&right).send().await;
    assert_eq!(response.status, 200, "{}", response.body);
    (first, refusal)
}

#[tokio::test]
async fn a_success_at_one_replica_clears_what_another_remembers() {
    needs!("redis-server");
    let redis = RedisServer::start();
    let (first, _tenant) = cleared(&redis, KEY).await;
    assert_eq!(first.connection(&Account::default()).send().await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_success_clears_what_was_sealed_before_a_rotation() {
    needs!("redis-server");
    let redis = RedisServer::start();
    let keys = format!("{OTHER_KEY}\n{KEY}\n");
    let (_first, tenant) = cleared(&redis, &keys).await;
    let rotated = replica(&tenant, &redis, &keys).await;
    assert_eq!(rotated.connection(&Account::default()).send().await.error(), "invalid_grant");
}

/// Many calls at once with new accounts, so that each asks Redis: the longest took so long.
async fn calls_go_on(facade: &RunningFacade, names: std::ops::Range<usize>) -> Duration {
    let calls = names.map(async |number| {
        let account = Account { username: number.to_string(), ..Account::default() };
        let started = Instant::now();
        let response = facade.connection(&account).send().await;
        assert_eq!(response.status, 200, "{}", response.body);
        started.elapsed()
    });
    join_all(calls).await.into_iter().max().unwrap_or_default()
}

#[tokio::test]
async fn calls_go_on_while_redis_is_killed_or_frozen() {
    needs!("redis-server");
    let mut redis = RedisServer::start();
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = replica(&tenant, &redis, KEY).await;
    calls_go_on(&facade, 0..5).await;
    redis.freeze();
    let longest = calls_go_on(&facade, 5..105).await;
    assert!(longest < Duration::from_secs(5), "{longest:?}");
    redis.thaw();
    redis.kill();
    let longest = calls_go_on(&facade, 105..205).await;
    assert!(longest < Duration::from_secs(5), "{longest:?}");
    redis.restart();
    let shared = async {
        for number in 205.. {
            calls_go_on(&facade, number..number + 1).await;
            if !names(&redis, "prowfm:kept:*").await.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), shared).await.expect("it is shared again");
}
