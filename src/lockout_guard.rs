//! Keeps a forgotten flow with an old password from locking its user out.
//!
//! A password that a tenant has refused is not sent to it again for a while, which grows with each refusal
//! ([`HOLDS`]); at most [`MAX_PASSWORDS`] different refused passwords of a user reach a tenant in an hour;
//! and a user whom the tenant reports as blocked is left alone for [`BLOCK`]. A success clears all of it.
//!
//! Until a password has been accepted once, it is tried by one call at a time: the others wait, and share
//! the lesson. Only keyed digests are remembered.

mod record;
mod shared;

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
    /// The password that was accepted last.
    accepted: Option<Name>,
    /// Held by the call that tries a password that is not known to be right.
    trying: Arc<tokio::sync::Mutex<()>>,
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
    /// `None` for a password that was accepted before.
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
            if known.accepted == Some(password) {
                known.record.check_block(self.now()).map_err(Held::Paused)?;
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
            // The call before may have found that the password is right.
            let is_known = user.accepted == Some(password);
            let record = &user.record;
            let now = self.now();
            if is_known { record.check_block(now) } else { record.check(&password, now) }
                .map(|()| is_known)
        });
        let is_known = checked.map_err(Held::Paused)?;
        Ok(Permit { user, user_credentials, password, _turn: (!is_known).then_some(turn) })
    }

    /// Learns what the tenant said.
    pub async fn learn(&self, permit: Permit, verdict: Verdict) {
        let now = self.now();
        let changed = self.with(permit.user, |user| {
            let was_clear = user.record.is_clear();
            match verdict {
                Verdict::Accepted => {
                    user.accepted = Some(permit.password);
                    user.record = Record::default();
                }
                Verdict::Refused => {
                    user.accepted.take_if(|accepted| *accepted == permit.password);
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    use super::*;

    /// A guard with a clock that a test moves, in minutes.
    fn guard() -> (Arc<LockoutGuard>, Arc<AtomicU64>) {
        let minutes = Arc::new(AtomicU64::new(0));
        let now = Arc::clone(&minutes);
        let clock = Clock::new(move || Duration::from_mins(now.load(Ordering::SeqCst)));
        let keys = SealingKeys::random().unwrap();
        (Arc::new(LockoutGuard::new(keys, Duration::from_secs(10), clock, None)), minutes)
    }

    async fn attempt(guard: &LockoutGuard, user: &str, password: &str, verdict: Verdict) -> bool {
        match guard.permit("tenant", user, password).await {
            Ok(permit) => {
                guard.learn(permit, verdict).await;
                true
            }
            Err(_) => false,
        }
    }

    #[tokio::test]
    async fn twenty_calls_at_once_with_a_refused_password_are_one() {
        let (guard, _) = guard();
        let sent = Arc::new(AtomicUsize::new(0));
        let calls = (0..20).map(|_| {
            let (guard, sent) = (Arc::clone(&guard), Arc::clone(&sent));
            tokio::spawn(async move {
                let Ok(permit) = guard.permit("tenant", "user", "wrong").await else { return };
                sent.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(10)).await;
                guard.learn(permit, Verdict::Refused).await;
            })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap();
        }
        assert_eq!(sent.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_password_that_was_accepted_is_sent_by_many_calls_at_once() {
        let (guard, _) = guard();
        assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
        let first = guard.permit("tenant", "user", "right").await;
        let second = guard.permit("tenant", "user", "right").await;
        assert!(first.is_ok() && second.is_ok());
    }

    #[tokio::test]
    async fn wrong_passwords_of_others_do_not_pause_the_right_one() {
        let (guard, _) = guard();
        assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
        for wrong in ["one", "two", "three"] {
            assert!(attempt(&guard, " USER ", wrong, Verdict::Refused).await);
        }
        assert!(!attempt(&guard, "user", "four", Verdict::Refused).await);
        assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
        assert!(attempt(&guard, "user", "one", Verdict::Refused).await, "a success clears all");
    }

    #[tokio::test]
    async fn a_block_pauses_every_password_and_an_outage_none() {
        let (guard, minutes) = guard();
        assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
        assert!(attempt(&guard, "user", "right", Verdict::Blocked).await);
        assert!(!attempt(&guard, "user", "right", Verdict::Accepted).await);
        assert!(attempt(&guard, "other", "right", Verdict::Unknown).await);
        assert!(attempt(&guard, "other", "right", Verdict::Unknown).await);
        minutes.store(15, Ordering::SeqCst);
        assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
    }

    #[tokio::test]
    async fn what_is_remembered_is_bounded() {
        let (guard, _) = guard();
        for number in 0..MAX_USERS + 100 {
            attempt(&guard, &number.to_string(), "wrong", Verdict::Refused).await;
        }
        assert_eq!(guard.users.lock().len(), MAX_USERS);
    }

    #[tokio::test]
    async fn no_call_waits_longer_than_the_patience() {
        let keys = SealingKeys::random().unwrap();
        let guard = LockoutGuard::new(keys, Duration::from_millis(5), Clock::default(), None);
        let _permit = guard.permit("tenant", "user", "any").await;
        assert!(matches!(guard.permit("tenant", "user", "any").await, Err(Held::Busy)));
    }
}
