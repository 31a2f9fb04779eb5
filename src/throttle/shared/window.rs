use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, ErrorKind, RedisResult, ServerErrorKind};
use tokio::time::timeout;

use super::decision_error::DecisionError;
use super::{CONNECT_TIMEOUT, DECISION_TIMEOUT};
use crate::throttle::{ConnectionId, Quota, Rate, Refused};

const SCRIPT: &str = include_str!("script.lua");

/// The window in Redis. All clones share one connection.
#[derive(Clone)]
pub struct RedisWindow {
    manager: ConnectionManager,
    /// The SHA-1 of the script in hexadecimal, by which Redis knows it.
    script: Arc<str>,
}

/// Calls in a window, and the length of the window in microseconds.
type Limit = (u32, u64);
/// Whether the call is accepted, calls left, and microseconds until there is one more.
type Decision = (bool, u32, u64);

impl RedisWindow {
    /// Connects, and checks that Redis decides in time.
    pub async fn open(client: &Client) -> Result<Self, DecisionError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(None);
        let connecting = ConnectionManager::new_with_config(client.clone(), config);
        let manager =
            timeout(CONNECT_TIMEOUT, connecting).await.map_err(|_| DecisionError::TimedOut)??;
        let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, SCRIPT.as_bytes());
        let script = HEXLOWER.encode(sha1.as_ref()).into();
        let window = Self { manager, script };
        window.probe().await?;
        Ok(window)
    }

    /// Checks that Redis decides in time. It decides about a call of a made-up connection and keeps it for
    /// two milliseconds, so that the probe fails wherever calls would, also on a read-only server.
    pub async fn probe(&self) -> Result<(), DecisionError> {
        self.decide("prowfm:throttle:{probe}", (1, 1_000)).await.map(drop)
    }

    /// Decides in one round trip.
    pub async fn admit(
        &self,
        rate: Rate,
        connection: &ConnectionId,
    ) -> Result<Result<Quota, Refused>, DecisionError> {
        let limit = (rate.calls.get(), u64::from(rate.milliseconds()) * 1_000);
        // A cluster chooses the key's place by the part in braces.
        let key = format!("prowfm:throttle:{rate}:{{{connection}}}");
        let (accepted, remaining, microseconds) = self.decide(&key, limit).await?;
        let reset = Duration::from_micros(microseconds);
        if accepted {
            return Ok(Ok(Quota { rate, remaining, reset }));
        }
        Ok(Err(Refused::exceeded(rate, reset)))
    }

    async fn decide(&self, key: &str, limit: Limit) -> Result<Decision, DecisionError> {
        let decision = async {
            match self.run(key, limit).await {
                // Redis closes idle connections; the manager opens another at once. If the script has
                // been run, the call counts twice, which errs on the safe side.
                Err(error) if error.is_connection_dropped() => self.run(key, limit).await,
                decision => decision,
            }
        };
        Ok(timeout(DECISION_TIMEOUT, decision).await.map_err(|_| DecisionError::TimedOut)??)
    }

    async fn run(&self, key: &str, limit: Limit) -> RedisResult<Decision> {
        match self.send("EVALSHA", &self.script, key, limit).await {
            // Redis was restarted, or told to forget its scripts. EVAL makes it keep this one.
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.send("EVAL", SCRIPT, key, limit).await
            }
            decision => decision,
        }
    }

    async fn send(
        &self,
        command: &str,
        script: &str,
        key: &str,
        (calls, microseconds): Limit,
    ) -> RedisResult<Decision> {
        redis::cmd(command)
            .arg(script)
            .arg(1)
            .arg(key)
            .arg(calls)
            .arg(microseconds)
            .query_async(&mut self.manager.clone())
            .await
    }
}
