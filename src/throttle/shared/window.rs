use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, ErrorKind, RedisResult, ServerErrorKind};
use tokio::time::timeout;

use super::fault::Fault;
use super::{CONNECT_PATIENCE, PATIENCE};
use crate::throttle::{ConnectionId, Quota, Rate, Refused};

const SCRIPT: &str = include_str!("script.lua");

/// The window in Redis, over one connection. All clones use the same.
#[derive(Clone)]
pub struct RedisWindow {
    manager: ConnectionManager,
    rate: Rate,
    /// By which Redis knows the script: its SHA-1 in hexadecimal.
    script: Arc<str>,
}

/// Calls, and the microseconds of the window that may hold so many.
type Limit = (u32, u64);
/// Accepted or not, calls left, microseconds until there is one more.
type Decision = (bool, u32, u64);

impl RedisWindow {
    /// Connects, and sees whether Redis decides in time.
    pub async fn open(client: &Client, rate: Rate) -> Result<Self, Fault> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(CONNECT_PATIENCE))
            .set_response_timeout(None);
        let connecting = ConnectionManager::new_with_config(client.clone(), config);
        let manager = timeout(CONNECT_PATIENCE, connecting).await.map_err(|_| Fault::Slow)??;
        let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, SCRIPT.as_bytes());
        let script = sha1.as_ref().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let window = Self { manager, rate, script: script.into() };
        window.probe().await?;
        Ok(window)
    }

    /// Whether Redis decides in time. Asks for a call of nobody, which Redis notes for two milliseconds:
    /// so it fails wherever calls would, also when Redis can only be read.
    pub async fn probe(&self) -> Result<(), Fault> {
        self.decide("probe", (1, 1_000)).await.map(drop)
    }

    /// Asks Redis, in one round trip.
    pub async fn admit(&self, connection: &ConnectionId) -> Result<Result<Quota, Refused>, Fault> {
        let limit = (self.rate.calls.get(), u64::from(self.rate.milliseconds()) * 1_000);
        let (accepted, remaining, microseconds) =
            self.decide(&connection.to_string(), limit).await?;
        let reset = Duration::from_micros(microseconds);
        if accepted {
            return Ok(Ok(Quota { rate: self.rate, remaining, reset }));
        }
        Ok(Err(Refused::exceeded(self.rate, reset)))
    }

    async fn decide(&self, name: &str, limit: Limit) -> Result<Decision, Fault> {
        // In braces stands what a cluster chooses the key's place by.
        let key = format!("prowfm:throttle:{}:{{{name}}}", self.rate);
        let decision = async {
            match self.run(&key, limit).await {
                // Redis closes idle connections; the manager opens another at once. Should the script
                // have been run, a call counts twice, which errs on the safe side.
                Err(error) if error.is_connection_dropped() => self.run(&key, limit).await,
                decision => decision,
            }
        };
        Ok(timeout(PATIENCE, decision).await.map_err(|_| Fault::Slow)??)
    }

    async fn run(&self, key: &str, limit: Limit) -> RedisResult<Decision> {
        match self.send("EVALSHA", &self.script, key, limit).await {
            // Redis was restarted, or told to forget its scripts. It remembers what it is sent now.
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
