//! Keeps a forgotten flow with an old password from locking its user out.
//!
//! A password that a tenant has refused is not sent to it again for a while, which grows with each refusal
//! ([`HOLDS`]); at most [`MAX_PASSWORDS`] different refused passwords of a user reach a tenant in an hour;
//! and a user whom the tenant reports as blocked is left alone for [`BLOCK`]. A success clears all of it.
//!
//! A password that was not accepted within [`TRUST`] is tried by one call at a time: the others wait, and
//! share the lesson. Only keyed digests are remembered.

mod record;
mod shared;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hashlink::LruCache;
use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::sealing::{Credentials, Name, SealingKeys};
use crate::shared_store::SharedStore;
use record::{REMEMBERED, Record};
use shared::SharedRecords;

pub use record::{BLOCK, HOLDS, MAX_PASSWORDS, Paused, Why};

/// Maximum number of users. The one that was not used for the longest time is forgotten first.
const MAX_USERS: usize = 10_000;

/// How long a password counts as right after it was accepted. After that it may have been changed.
pub const TRUST: Duration = Duration::from_mins(1);

pub struct LockoutGuard {
    keys: SealingKeys,
    clock: Clock,
    /// How long a call waits for others that try a password of the same user.
    patience: Duration,
    users: Mutex<LruCache<Name, User>>,
    shared: Option<SharedRecords>,
}

/// What is remembered of a user of a tenant.
#[derive(Default)]
struct User {
    record: Record,
    /// The password that was accepted last, and when.
    accepted: Option<(Name, Duration)>,
    /// Held by the call that tries a password that is not known to be right.
    trying: Arc<tokio::sync::Mutex<()>>,
}

impl User {
    /// Since when a password is known to have been accepted, as the last one.
    fn accepted_at(&self, password: Name) -> Option<Duration> {
        self.accepted.filter(|(accepted, _)| *accepted == password).map(|(_, at)| at)
    }

    fn trusts(&self, password: Name, now: Duration) -> bool {
        self.accepted_at(password).is_some_and(|at| now < at + TRUST)
    }
}

/// What a tenant said about a password.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    Accepted,
    /// The credentials are wrong.
    Refused,
    /// The user is blocked, whatever the password.
    Blocked,
    /// Nothing about the password: an outage, a throttle, another error.
    Unknown,
}

/// Why a password must not be sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Held {
    Paused(Paused),
    /// Other calls try a password of this user, and none has an outcome yet.
    Busy,
}

/// Permission to send a password. The verdict must be told.
pub struct Permit {
    user: Name,
    user_credentials: Credentials,
    password: Name,
    /// `None` for a password that was accepted a moment ago.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl LockoutGuard {
    /// Nothing is remembered yet. Without a store, it stays in this process.
    #[must_use]
    pub fn new(
        keys: SealingKeys,
        patience: Duration,
        clock: Clock,
        store: Option<Arc<SharedStore>>,
    ) -> Self {
        let shared = store.map(|store| SharedRecords::new(store, keys.clone()));
        Self { keys, clock, patience, users: Mutex::new(LruCache::new(MAX_USERS)), shared }
    }

    /// Later than anything that another replica may remember.
    fn now(&self) -> Duration {
        self.clock.now() + REMEMBERED
    }

    /// Permits to send a password, after other calls that try one of this user.
    ///
    /// # Errors
    ///
    /// Why it must not be sent now.
    pub async fn permit(
        &self,
        tenant: &str,
        username: &str,
        password: &str,
    ) -> Result<Permit, Held> {
        // UKG ignores case and surrounding blanks.
        let username = Zeroizing::new(username.trim().to_lowercase());
        let user_credentials = Credentials::of("guard user", &[tenant, &username]);
        let user = self.keys.derive(&user_credentials).name();
        let of_password = Credentials::of("guard password", &[tenant, &username, password]);
        let password = self.keys.derive(&of_password).name();
        let trying = {
            let mut users = self.users.lock();
            let known = users.entry(user).or_insert_with(User::default);
            let now = self.now();
            if known.trusts(password, now) {
                known.record.check_block(now).map_err(Held::Paused)?;
                return Ok(Permit { user, user_credentials, password, _turn: None });
            }
            Arc::clone(&known.trying)
        };
        let turn = timeout(self.patience, trying.lock_owned()).await.map_err(|_| Held::Busy)?;
        if let Some(shared) = &self.shared
            && let Some(record) = shared.get(&user_credentials, self.now()).await
        {
            self.with(user, |user| user.record.learn(record));
        }
        let checked = self.with(user, |user| {
            let record = &user.record;
            let now = self.now();
            // Refusals of other passwords do not pause one that was right.
            match user.accepted_at(password) {
                Some(_) => record.check_same(&password, now),
                None => record.check(&password, now),
            }?;
            // The call before may have found that the password is right.
            Ok(user.trusts(password, now))
        });
        let is_trusted = checked.map_err(Held::Paused)?;
        Ok(Permit { user, user_credentials, password, _turn: (!is_trusted).then_some(turn) })
    }

    /// Learns what the tenant said.
    pub async fn learn(&self, permit: Permit, verdict: Verdict) {
        let now = self.now();
        let changed = self.with(permit.user, |user| {
            let was_clear = user.record.is_clear();
            match verdict {
                Verdict::Accepted => {
                    user.accepted = Some((permit.password, now));
                    user.record = Record::default();
                }
                Verdict::Refused => {
                    user.accepted.take_if(|(accepted, _)| *accepted == permit.password);
                    user.record.refused(permit.password, now);
                }
                Verdict::Blocked => user.record.blocked(now),
                Verdict::Unknown => return None,
            }
            let is_clear = user.record.is_clear();
            (!was_clear || !is_clear).then(|| user.record.clone())
        });
        if let (Some(record), Some(shared)) = (changed, &self.shared) {
            shared.set(&permit.user_credentials, &record, now).await;
        }
    }

    fn with<T>(&self, user: Name, change: impl FnOnce(&mut User) -> T) -> T {
        change(self.users.lock().entry(user).or_insert_with(User::default))
    }
}

impl fmt::Debug for LockoutGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockoutGuard")
    }
}
