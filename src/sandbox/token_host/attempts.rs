use std::collections::VecDeque;
use std::time::{Duration, Instant};

use hashlink::LruCache;

/// A user is blocked at this failure in a row.
const FAILURES_UNTIL_BLOCK: u32 = 7;
/// In [`MINUTE`], successes as well as failures.
const MAX_LOGINS: usize = 20;
const MINUTE: Duration = Duration::from_mins(1);
/// The user whose last login is the oldest is forgotten first.
const MAX_USERS: usize = 1_000;
/// Maximum length of a user name, in bytes. The attempts of a longer one are not counted.
const MAX_USERNAME: usize = 256;

/// The logins of each user, as far as they decide about the next one. Bounded.
pub struct Attempts(LruCache<String, User>);

#[derive(Default)]
struct User {
    failures_in_a_row: u32,
    /// Those of the last minute.
    logins: VecDeque<Instant>,
}

/// Why a password is not checked.
#[derive(Debug, Eq, PartialEq)]
pub enum Held {
    /// After too many failures.
    Blocked,
    /// Too many logins; the next one is possible after this time.
    TooMany(Duration),
}

impl Default for Attempts {
    fn default() -> Self {
        Self(LruCache::new(MAX_USERS))
    }
}

impl Attempts {
    /// Counts a login, unless it is held back.
    pub fn begin(&mut self, username: &str, now: Instant) -> Result<(), Held> {
        let Some(user) = self.user(username) else { return Ok(()) };
        if user.failures_in_a_row >= FAILURES_UNTIL_BLOCK {
            return Err(Held::Blocked);
        }
        user.logins.retain(|login| *login + MINUTE > now);
        match user.logins.front() {
            Some(oldest) if user.logins.len() >= MAX_LOGINS => {
                Err(Held::TooMany((*oldest + MINUTE).saturating_duration_since(now)))
            }
            _ => {
                user.logins.push_back(now);
                Ok(())
            }
        }
    }

    pub fn failed(&mut self, username: &str) -> Result<(), Held> {
        let Some(user) = self.user(username) else { return Ok(()) };
        user.failures_in_a_row += 1;
        if user.failures_in_a_row < FAILURES_UNTIL_BLOCK { Ok(()) } else { Err(Held::Blocked) }
    }

    pub fn succeeded(&mut self, username: &str) {
        if let Some(user) = self.user(username) {
            user.failures_in_a_row = 0;
        }
    }

    /// Forgets all logins, so that no user is blocked any more.
    pub fn reset(&mut self) {
        self.0.clear();
    }

    fn user(&mut self, username: &str) -> Option<&mut User> {
        if username.len() > MAX_USERNAME {
            return None;
        }
        if self.0.peek(username).is_none() {
            self.0.insert(username.to_owned(), User::default());
        }
        self.0.get_mut(username)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_failures_are_forgiven_by_a_success_and_the_seventh_blocks() {
        let (mut attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..6 {
            assert_eq!(attempts.failed("a"), Ok(()));
        }
        attempts.succeeded("a");
        for _ in 0..6 {
            assert_eq!(attempts.failed("a"), Ok(()));
        }
        assert_eq!(attempts.begin("a", now), Ok(()));
        assert_eq!(attempts.failed("a"), Err(Held::Blocked));
        assert_eq!(attempts.begin("a", now + Duration::from_hours(24)), Err(Held::Blocked));
        assert_eq!(attempts.begin("b", now), Ok(()));
        attempts.reset();
        assert_eq!(attempts.begin("a", now), Ok(()));
    }

    #[test]
    fn a_user_may_log_in_twenty_times_in_a_minute() {
        let (mut attempts, now) = (Attempts::default(), Instant::now());
        for second in 0..20 {
            assert_eq!(attempts.begin("a", now + Duration::from_secs(second)), Ok(()));
        }
        let last = now + Duration::from_secs(20);
        assert_eq!(attempts.begin("a", last), Err(Held::TooMany(Duration::from_secs(40))));
        assert_eq!(attempts.begin("a", now + MINUTE), Ok(()));
        assert!(attempts.begin("a", now + MINUTE).is_err());
    }

    #[test]
    fn the_users_stay_bounded() {
        let mut attempts = Attempts::default();
        for user in 0..2 * MAX_USERS {
            assert_eq!(attempts.failed(&user.to_string()), Ok(()));
        }
        assert_eq!(attempts.failed(&"x".repeat(MAX_USERNAME + 1)), Ok(()));
        assert_eq!(attempts.0.len(), MAX_USERS);
    }
}
