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
mod turns;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hashlink::LruCache;
use parking_lot::Mutex;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::sealing::{Credentials, Name, SealingKeys};
use crate::secret::Secret;
use crate::shared_store::SharedStore;
use record::{Password, REMEMBERED, Record};
use shared::SharedRecords;
use turns::{Turn, Turns};

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
    turns: Arc<Turns>,
    shared: Option<SharedRecords>,
}

/// What is remembered of a user of a tenant.
#[derive(Default)]
struct User {
    record: Record,
    /// The password that was accepted last, and when.
    accepted: Option<(Name, Duration)>,
}

impl User {
    /// Whether a password may be sent now, and whether that is known from a moment ago.
    fn check(&self, password: &Password, now: Duration) -> Result<bool, Paused> {
        // Refusals of other passwords do not pause one that was right.
        match self.accepted.filter(|(accepted, _)| *accepted == password.name) {
            Some((_, at)) => {
                self.record.check_same(password, now)?;
                Ok(now < at + TRUST)
            }
            None => self.record.check(password, now).map(|()| false),
        }
    }
}

/// A password that a call is about to send, and what it is sent with.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    pub tenant: &'a str,
    pub username: &'a str,
    pub password: &'a Secret,
    /// Where the tenant looks the user up: a login service, and its realm or authentication chain.
    pub place: [&'a str; 2],
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
    /// The user for other replicas.
    shared_user: Option<Credentials>,
    password: Password,
    /// `None` for a password that was accepted a moment ago.
    _turn: Option<Turn>,
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
        let users = Mutex::new(LruCache::new(MAX_USERS));
        Self { keys, clock, patience, users, turns: Arc::default(), shared }
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
    pub async fn permit(&self, attempt: Attempt<'_>) -> Result<Permit, Held> {
        let Attempt { tenant, username, password, place } = attempt;
        // UKG ignores case and surrounding blanks.
        let username = Zeroizing::new(username.trim().to_lowercase());
        let of_user = Credentials::of("guard user", &[tenant, &username]);
        let user = self.keys.name(&of_user);
        let [service, realm] = place;
        let parts = [tenant, &username, password.expose(), service, realm];
        let of_password = Credentials::of("guard password", &parts);
        let password = Password {
            name: self.keys.name(&of_password),
            former: self.keys.former_name(&of_password),
        };
        if self.check(user, &password) == Ok(true) {
            return Ok(self.permission(user, of_user, password, None));
        }
        let turn = timeout(self.patience, self.turns.next(user)).await.map_err(|_| Held::Busy)?;
        if let Some(shared) = &self.shared
            && let Some(record) = shared.get(&of_user, self.now()).await
        {
            self.with(user, |user| user.record.learn(record));
        }
        // The call before may have found that the password is right.
        let is_trusted = self.check(user, &password).map_err(Held::Paused)?;
        Ok(self.permission(user, of_user, password, (!is_trusted).then_some(turn)))
    }

    fn permission(
        &self,
        user: Name,
        of_user: Credentials,
        password: Password,
        turn: Option<Turn>,
    ) -> Permit {
        let shared_user = self.shared.is_some().then_some(of_user);
        Permit { user, shared_user, password, _turn: turn }
    }

    fn check(&self, user: Name, password: &Password) -> Result<bool, Paused> {
        let now = self.now();
        self.users.lock().get(&user).map_or(Ok(false), |user| user.check(password, now))
    }

    /// Learns what the tenant said.
    pub async fn learn(&self, permit: Permit, verdict: Verdict) {
        if verdict == Verdict::Unknown {
            return;
        }
        let now = self.now();
        let changed = self.with(permit.user, |user| {
            let was_clear = user.record.is_clear();
            match verdict {
                Verdict::Accepted => {
                    user.accepted = Some((permit.password.name, now));
                    user.record.clear(now);
                }
                Verdict::Refused => {
                    user.accepted.take_if(|(accepted, _)| *accepted == permit.password.name);
                    user.record.refused(&permit.password, now);
                }
                Verdict::Blocked => user.record.blocked(now),
                Verdict::Unknown => {}
            }
            let is_clear = user.record.is_clear();
            (!was_clear || !is_clear).then(|| user.record.clone())
        });
        if let (Some(record), Some(shared), Some(user)) =
            (changed, &self.shared, &permit.shared_user)
        {
            shared.set(user, &record, now).await;
        }
    }

    fn with<T>(&self, user: Name, change: impl FnOnce(&mut User) -> T) -> T {
        let mut users = self.users.lock();
        let mut known = users.remove(&user).unwrap_or_default();
        let outcome = change(&mut known);
        users.insert(user, known);
        outcome
    }
}

impl fmt::Debug for LockoutGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockoutGuard")
    }
}
