use std::time::Duration;

use crate::sealing::Name;

/// How long a password is held back after its first refusal, the second, the third, and every further one.
/// At most three tries fall into five hours.
pub const HOLDS: [Duration; 4] = [
    Duration::from_mins(15),
    Duration::from_hours(1),
    Duration::from_hours(4),
    Duration::from_hours(12),
];
/// Maximum number of different refused passwords of a user in [`WINDOW`]. UKG blocks a user after six.
pub const MAX_PASSWORDS: usize = 3;
/// The time for [`MAX_PASSWORDS`].
const WINDOW: Duration = Duration::from_hours(1);
/// How long a user is left alone whom the tenant has reported as blocked.
pub const BLOCK: Duration = Duration::from_mins(15);
/// How long a refusal is remembered: past the longest hold, so that the next one is held as long.
pub const REMEMBERED: Duration = Duration::from_hours(24);
/// Maximum number of refused passwords that are remembered. The oldest is forgotten first.
const MAX_REMEMBERED: usize = 32;

/// Why a password must not be sent now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Paused {
    pub why: Why,
    /// Since the refusal that is the reason.
    pub since: Duration,
    /// Until the next try is let through.
    pub wait: Duration,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Why {
    /// The tenant has refused this password.
    Password,
    /// It has refused too many passwords of this user.
    Passwords,
    /// It has reported the user as blocked.
    Blocked,
}

impl Paused {
    fn until(why: Why, since: Duration, hold: Duration, now: Duration) -> Result<(), Self> {
        let wait = (since + hold).saturating_sub(now);
        if wait.is_zero() {
            Ok(())
        } else {
            Err(Self { why, since: now.saturating_sub(since), wait })
        }
    }
}

/// The refusals of a user.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The latest last.
    pub refusals: Vec<Refusal>,
    pub blocked_at: Option<Duration>,
    /// When a success cleared all before it, so that other replicas learn that, too.
    pub cleared_at: Option<Duration>,
}

/// The names of a password.
#[derive(Clone, Copy, Debug)]
pub struct Password {
    pub name: Name,
    /// By the sealing key before the last rotation.
    pub former: Option<Name>,
}

impl Password {
    fn is(&self, name: Name) -> bool {
        self.name == name || self.former == Some(name)
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    pub password: Name,
    pub times: u32,
    /// The last time, by the clock of this process.
    pub at: Duration,
}

impl Record {
    pub fn is_clear(&self) -> bool {
        self.refusals.is_empty() && self.blocked_at.is_none()
    }

    /// Whether a user is left alone, whatever the password.
    fn check_block(&self, now: Duration) -> Result<(), Paused> {
        self.blocked_at.map_or(Ok(()), |at| Paused::until(Why::Blocked, at, BLOCK, now))
    }

    /// Whether a password that was accepted before may be sent now: another replica may have seen it refused
    /// since.
    pub fn check_same(&self, password: &Password, now: Duration) -> Result<(), Paused> {
        self.check_block(now)?;
        let Some(Refusal { times, at, .. }) = self.refusal_of(password) else { return Ok(()) };
        let index = usize::try_from(times.saturating_sub(1)).unwrap_or(usize::MAX);
        Paused::until(Why::Password, *at, HOLDS[index.min(HOLDS.len() - 1)], now)
    }

    /// Whether a password may be sent now.
    pub fn check(&self, password: &Password, now: Duration) -> Result<(), Paused> {
        self.check_same(password, now)?;
        if self.refusal_of(password).is_some() {
            return Ok(());
        }
        // The one whose end makes room for another.
        match self.refusals.iter().rev().nth(MAX_PASSWORDS - 1) {
            Some(refusal) => Paused::until(Why::Passwords, refusal.at, WINDOW, now),
            None => Ok(()),
        }
    }

    fn refusal_of(&self, password: &Password) -> Option<&Refusal> {
        self.refusals.iter().find(|refusal| password.is(refusal.password))
    }

    /// The tenant has refused a password.
    pub fn refused(&mut self, password: &Password, now: Duration) {
        self.refusals.retain(|refusal| now < refusal.at + REMEMBERED);
        let same = self.refusals.iter().position(|refusal| password.is(refusal.password));
        let times = same.map_or(0, |index| self.refusals.remove(index).times);
        if self.refusals.len() >= MAX_REMEMBERED {
            self.refusals.remove(0);
        }
        let times = times.saturating_add(1);
        self.refusals.push(Refusal { password: password.name, times, at: now });
    }

    /// The tenant has accepted a password.
    pub fn clear(&mut self, now: Duration) {
        if !self.is_clear() {
            *self = Self { cleared_at: Some(now), ..Self::default() };
        }
    }

    /// The tenant has reported the user as blocked.
    pub fn blocked(&mut self, now: Duration) {
        self.blocked_at = Some(now);
    }

    /// Takes over what another replica knows, if it is newer.
    pub fn learn(&mut self, other: Self) {
        let last = |record: &Self| {
            let refused = record.refusals.last().map(|refusal| refusal.at);
            refused.max(record.blocked_at).max(record.cleared_at)
        };
        if last(&other) > last(self) {
            *self = other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealing::{Credentials, SealingKeys};

    fn name(text: &str) -> Password {
        let keys: SealingKeys = "00112233445566778899aabbccddeeff".repeat(2).parse().unwrap();
        Password { name: keys.name(&Credentials::of("test", &[text])), former: None }
    }

    const MINUTE: Duration = Duration::from_mins(1);

    /// A flow that tries every minute for a week, with a password that is never right.
    #[test]
    fn a_week_of_a_forgotten_flow() {
        let (old, mut record, mut tries) = (name("old"), Record::default(), Vec::new());
        for minute in 0..7 * 24 * 60 {
            let now = MINUTE * minute;
            if record.check(&old, now).is_ok() {
                record.refused(&old, now);
                tries.push(minute);
            }
        }
        assert_eq!(tries[..6], [0, 15, 75, 315, 1_035, 1_755]);
        assert!(tries.len() <= 17, "{tries:?}");
        for window in tries.windows(4) {
            assert!(window[3] - window[0] > 5 * 60, "at most three tries in five hours: {tries:?}");
        }
    }

    #[test]
    fn at_most_three_different_passwords_in_an_hour() {
        let mut record = Record::default();
        for (minute, password) in [(0, "one"), (10, "two"), (20, "three")] {
            assert_eq!(record.check(&name(password), MINUTE * minute), Ok(()));
            record.refused(&name(password), MINUTE * minute);
        }
        let paused = record.check(&name("four"), MINUTE * 30).unwrap_err();
        let expected = Paused { why: Why::Passwords, since: MINUTE * 30, wait: MINUTE * 30 };
        assert_eq!(paused, expected);
        assert_eq!(record.check(&name("four"), MINUTE * 60), Ok(()));
        record.refused(&name("four"), MINUTE * 60);
        assert!(record.check(&name("five"), MINUTE * 65).is_err());
        assert_eq!(record.check(&name("five"), MINUTE * 70), Ok(()));
    }

    #[test]
    fn a_blocked_user_is_left_alone() {
        let mut record = Record::default();
        record.blocked(MINUTE);
        let paused = record.check(&name("any"), MINUTE * 6).unwrap_err();
        let expected = Paused { why: Why::Blocked, since: MINUTE * 5, wait: MINUTE * 10 };
        assert_eq!(paused, expected);
        assert_eq!(record.check(&name("any"), MINUTE * 16), Ok(()));
    }

    #[test]
    fn the_record_is_bounded_and_learns_only_what_is_newer() {
        let mut record = Record::default();
        for number in 0..1_000 {
            record.refused(&name(&number.to_string()), MINUTE);
        }
        assert_eq!(record.refusals.len(), MAX_REMEMBERED);
        let mut newer = Record::default();
        newer.refused(&name("new"), MINUTE * 2);
        record.learn(newer);
        assert_eq!(record.refusals.len(), 1);
        record.learn(Record::default());
        assert_eq!(record.refusals.len(), 1);
        let mut cleared = record.clone();
        cleared.clear(MINUTE * 3);
        record.learn(cleared.clone());
        assert!(record.is_clear());
        record.refused(&name("newest"), MINUTE * 4);
        record.learn(cleared);
        assert_eq!(record.refusals.len(), 1);
    }

    /// The same password has another name after a rotation of the sealing key.
    #[test]
    fn a_refusal_under_the_former_key_still_counts() {
        let [former, new] = ["former", "new"].map(|text| name(text).name);
        let mut record = Record::default();
        record.refused(&Password { name: former, former: None }, MINUTE);
        let password = Password { name: new, former: Some(former) };
        assert!(record.check(&password, MINUTE * 2).is_err());
        record.refused(&password, MINUTE * 16);
        assert_eq!(record.refusals.len(), 1);
        let wait = record.check(&password, MINUTE * 16).unwrap_err().wait;
        assert_eq!(wait, HOLDS[1], "it is the second refusal");
    }
}
