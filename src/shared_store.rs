//! Sealed values that replicas share through Redis, each until its time has passed.
//!
//! Redis never delays a call by more than [`TIMEOUT`], and while it does not respond, not at all: this
//! replica goes on alone, and asks again after a [`PAUSE`].

use std::fmt;
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use parking_lot::Mutex;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Pipeline, RedisResult, pipe};
use tokio::time::timeout;

use crate::sealing::Name;

/// For one exchange with Redis, the same as for a decision of the throttle.
const TIMEOUT: Duration = Duration::from_millis(200);
/// For a connection to Redis, including its TLS handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long Redis is not asked after it did not respond.
const PAUSE: Duration = Duration::from_secs(1);

/// All clones share one connection.
pub struct SharedStore {
    manager: ConnectionManager,
    away_until: Mutex<Option<Instant>>,
}

/// A value and how long it is still kept.
pub struct Found {
    pub value: Vec<u8>,
    pub rest: Duration,
}

impl SharedStore {
    /// Connects to Redis with the first value, or later.
    ///
    /// # Errors
    ///
    /// When the client for Redis cannot be set up.
    pub fn new(client: Client) -> RedisResult<Self> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(None);
        let manager = ConnectionManager::new_lazy_with_config(client, config)?;
        Ok(Self { manager, away_until: Mutex::default() })
    }

    /// The value of this name; `None` also if Redis does not respond.
    pub async fn get(&self, kind: &str, name: &Name) -> Option<Found> {
        let key = key(kind, name);
        let mut pipe = pipe();
        pipe.atomic().get(&key).pttl(&key);
        let (value, rest): (Option<Vec<u8>>, i64) = self.run(&pipe).await?;
        let rest = Duration::from_millis(u64::try_from(rest).ok()?);
        Some(Found { value: value?, rest })
    }

    /// Keeps values for a time.
    pub async fn set<'a>(
        &self,
        values: impl IntoIterator<Item = (&'a str, Name, Vec<u8>)>,
        time: Duration,
    ) {
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let mut pipe = pipe();
        for (kind, name, value) in values {
            pipe.pset_ex(key(kind, &name), value, milliseconds).ignore();
        }
        let _: Option<()> = self.run(&pipe).await;
    }

    pub async fn delete(&self, kind: &str, name: &Name) {
        let mut pipe = pipe();
        pipe.del(key(kind, name)).ignore();
        let _: Option<()> = self.run(&pipe).await;
    }

    async fn run<T: redis::FromRedisValue>(&self, pipe: &Pipeline) -> Option<T> {
        if self.away_until.lock().is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let mut manager = self.manager.clone();
        let outcome = timeout(TIMEOUT, pipe.query_async(&mut manager)).await;
        let mut away_until = self.away_until.lock();
        match outcome {
            Ok(Ok(value)) => {
                if away_until.take().is_some() {
                    tracing::info!("tokens and refusals are shared through Redis again");
                }
                Some(value)
            }
            outcome => {
                let reason = match &outcome {
                    Ok(Err(error)) => error.category(),
                    _ => "no response in time",
                };
                if away_until.replace(Instant::now() + PAUSE).is_none() {
                    tracing::warn!(
                        reason,
                        "Redis does not keep tokens and refusals; this replica goes on alone"
                    );
                }
                None
            }
        }
    }
}

/// A cluster chooses the place of a key by the part in braces.
fn key(kind: &str, name: &Name) -> String {
    format!("prowfm:{kind}:{{{}}}", HEXLOWER.encode(name.as_bytes()))
}

impl fmt::Debug for SharedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedStore")
    }
}
