use std::sync::Arc;
use std::time::Duration;

use super::record::{REMEMBERED, Record, Refusal};
use crate::sealing::{Credentials, Name, SealingKeys};
use crate::shared_store::SharedStore;

/// The kind of a sealed record in the store.
const GUARD: &str = "guard";

/// Records that replicas share.
pub struct SharedRecords {
    store: Arc<SharedStore>,
    keys: SealingKeys,
}

/// One line of a record: how long ago, how many times, and the name of the password.
type Line = (u64, u32, Vec<u8>);

impl SharedRecords {
    pub fn new(store: Arc<SharedStore>, keys: SealingKeys) -> Self {
        Self { store, keys }
    }

    /// The record of a user, with its times by this process's clock.
    pub async fn get(&self, user: &Credentials, now: Duration) -> Option<Record> {
        for derived in self.keys.derive_all(user) {
            let Some(found) = self.store.get(GUARD, &derived.name()).await else { continue };
            // A record is kept for this long, so what is missing is its age.
            let written = now.saturating_sub(REMEMBERED.saturating_sub(found.rest));
            if let Some(plain) = derived.open(found.value) {
                return read(&plain, written);
            }
        }
        None
    }

    pub async fn set(&self, user: &Credentials, record: &Record, now: Duration) {
        let derived = self.keys.derive(user);
        let Some(plain) = write(record, now) else { return };
        self.store.set([(GUARD, derived.name(), derived.seal(&plain))], REMEMBERED).await;
    }
}

fn write(record: &Record, now: Duration) -> Option<Vec<u8>> {
    let ago = |at: Duration| u64::try_from(now.saturating_sub(at).as_millis()).unwrap_or(u64::MAX);
    let lines: Vec<Line> = record
        .refusals
        .iter()
        .map(|refusal| (ago(refusal.at), refusal.times, refusal.password.as_bytes().to_vec()))
        .collect();
    serde_json::to_vec(&(lines, record.blocked_at.map(ago), record.cleared_at.map(ago))).ok()
}

fn read(plain: &[u8], written: Duration) -> Option<Record> {
    type Lines = (Vec<Line>, Option<u64>, Option<u64>);
    let (lines, blocked, cleared): Lines = serde_json::from_slice(plain).ok()?;
    let at = |ago: u64| written.saturating_sub(Duration::from_millis(ago));
    let refusals = lines.into_iter().map(|(ago, times, password)| {
        Some(Refusal { password: Name::read(&password)?, times, at: at(ago) })
    });
    let refusals = refusals.collect::<Option<_>>()?;
    Some(Record { refusals, blocked_at: blocked.map(at), cleared_at: cleared.map(at) })
}
