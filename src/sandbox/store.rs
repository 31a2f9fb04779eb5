use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// Most logins remembered. The oldest ones are forgotten first.
const MOST_LOGINS: usize = 10_000;
/// Most access tokens remembered of one login.
const MOST_ACCESS_TOKENS: usize = 32;
/// How long a refresh token of a basic account is valid (`ukg-wire.md`, section 1.4).
const REFRESH_LIFETIME: Duration = Duration::from_hours(7 * 24);

/// One login: who, and which tokens came of it.
#[derive(Clone, Debug)]
pub struct Login {
    /// The client that the tokens were issued to.
    pub client_id: String,
    /// Whether a refresh replaces the refresh token.
    pub rotating: bool,
    /// How long its access tokens are valid.
    pub access_lifetime: Duration,
    refresh_token: Option<String>,
    refresh_until: Instant,
    access_tokens: VecDeque<(String, Instant)>,
}

/// What a refresh token is good for.
#[derive(Debug, Eq, PartialEq)]
pub enum Refreshed {
    /// A new access token, and a new refresh token where the login is rotating.
    Issued {
        /// The access token.
        access_token: String,
        /// The new refresh token.
        refresh_token: Option<String>,
        /// Lifetime of the access token.
        lifetime: Duration,
    },
    /// There is no such refresh token, or it was replaced or revoked.
    Unknown,
    /// It was issued to another client.
    OtherClient,
    /// Its time is over.
    Expired,
}

/// The tokens that are valid, or were a while ago. Bounded.
#[derive(Debug, Default)]
pub struct Store {
    logins: HashMap<Uuid, Login>,
    oldest_first: VecDeque<Uuid>,
    by_token: HashMap<String, Uuid>,
}

impl Store {
    /// A new login: its first access token, and a refresh token if wanted.
    pub fn log_in(
        &mut self,
        client_id: &str,
        rotating: bool,
        access_lifetime: Duration,
        with_refresh_token: bool,
        now: Instant,
    ) -> (String, Option<String>) {
        while self.logins.len() >= MOST_LOGINS {
            let Some(oldest) = self.oldest_first.pop_front() else { break };
            self.forget(oldest);
        }
        let id = Uuid::new_v4();
        self.oldest_first.push_back(id);
        self.logins.insert(
            id,
            Login {
                client_id: client_id.to_owned(),
                rotating,
                access_lifetime,
                refresh_token: None,
                refresh_until: now + REFRESH_LIFETIME,
                access_tokens: VecDeque::new(),
            },
        );
        let refresh_token = with_refresh_token.then(|| self.new_refresh_token(id));
        (self.new_access_token(id, now), refresh_token)
    }

    /// Exchanges a refresh token.
    pub fn refresh(&mut self, token: &str, client_id: &str, now: Instant) -> Refreshed {
        let Some((id, login)) = self.login_of(token) else { return Refreshed::Unknown };
        if login.refresh_token.as_deref() != Some(token) {
            return Refreshed::Unknown;
        }
        if login.client_id != client_id {
            return Refreshed::OtherClient;
        }
        if login.refresh_until <= now {
            return Refreshed::Expired;
        }
        let (rotating, lifetime) = (login.rotating, login.access_lifetime);
        let refresh_token = rotating.then(|| self.new_refresh_token(id));
        let access_token = self.new_access_token(id, now);
        Refreshed::Issued { access_token, refresh_token, lifetime }
    }

    /// Revokes a token of that client. An access token alone; a refresh token with all that came of
    /// its login. Nothing happens for a token that is unknown or of another client.
    pub fn revoke(&mut self, token: &str, client_id: &str) {
        let Some((id, login)) = self.login_of(token) else { return };
        if login.client_id != client_id {
            return;
        }
        if login.refresh_token.as_deref() == Some(token) {
            self.forget(id);
        } else {
            self.by_token.remove(token);
            if let Some(login) = self.logins.get_mut(&id) {
                login.access_tokens.retain(|(known, _)| known != token);
            }
        }
    }

    /// Whether an access token opens doors.
    pub fn is_valid(&self, access_token: &str, now: Instant) -> bool {
        self.login_of(access_token).is_some_and(|(_, login)| {
            login.access_tokens.iter().any(|(known, until)| known == access_token && *until > now)
        })
    }

    fn login_of(&self, token: &str) -> Option<(Uuid, &Login)> {
        let id = *self.by_token.get(token)?;
        Some((id, self.logins.get(&id)?))
    }

    /// A new refresh token, in place of the old one.
    fn new_refresh_token(&mut self, id: Uuid) -> String {
        let token = Uuid::new_v4().to_string();
        if let Some(login) = self.logins.get_mut(&id) {
            if let Some(old) = login.refresh_token.replace(token.clone()) {
                self.by_token.remove(&old);
            }
            self.by_token.insert(token.clone(), id);
        }
        token
    }

    fn new_access_token(&mut self, id: Uuid, now: Instant) -> String {
        let token = Uuid::new_v4().to_string();
        if let Some(login) = self.logins.get_mut(&id) {
            if login.access_tokens.len() == MOST_ACCESS_TOKENS
                && let Some((old, _)) = login.access_tokens.pop_front()
            {
                self.by_token.remove(&old);
            }
            login.access_tokens.push_back((token.clone(), now + login.access_lifetime));
            self.by_token.insert(token.clone(), id);
        }
        token
    }

    fn forget(&mut self, id: Uuid) {
        if let Some(login) = self.logins.remove(&id) {
            for token in
                login.refresh_token.iter().chain(login.access_tokens.iter().map(|(t, _)| t))
            {
                self.by_token.remove(token);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration::from_secs(1_799);

    #[test]
    fn the_store_stays_bounded_and_forgets_the_oldest_login_first() {
        let (mut store, now) = (Store::default(), Instant::now());
        let (first, _) = store.log_in("c", false, LIFETIME, true, now);
        let (second, _) = store.log_in("c", false, LIFETIME, true, now);
        for _ in 0..MOST_LOGINS - 1 {
            store.log_in("c", false, LIFETIME, true, now);
        }
        assert!(!store.is_valid(&first, now));
        assert!(store.is_valid(&second, now));
        assert_eq!(store.logins.len(), MOST_LOGINS);
        assert_eq!(store.by_token.len(), 2 * MOST_LOGINS);
    }

    #[test]
    fn many_refreshes_of_one_login_stay_bounded() {
        let (mut store, now) = (Store::default(), Instant::now());
        let (_, refresh_token) = store.log_in("c", false, LIFETIME, true, now);
        for _ in 0..100 {
            assert_ne!(
                store.refresh(refresh_token.as_ref().unwrap(), "c", now),
                Refreshed::Unknown
            );
        }
        assert_eq!(store.by_token.len(), MOST_ACCESS_TOKENS + 1);
    }

    #[test]
    fn revoking_a_refresh_token_ends_everything_that_came_of_it() {
        let (mut store, now) = (Store::default(), Instant::now());
        let (access, refresh) = store.log_in("c", false, LIFETIME, true, now);
        let refresh = refresh.unwrap();
        store.revoke(&refresh, "another client");
        assert!(store.is_valid(&access, now));
        store.revoke(&refresh, "c");
        store.revoke(&refresh, "c");
        assert!(!store.is_valid(&access, now));
        assert_eq!(store.refresh(&refresh, "c", now), Refreshed::Unknown);
        assert!(store.by_token.is_empty());
    }

    #[test]
    fn revoking_an_access_token_ends_only_that_one() {
        let (mut store, now) = (Store::default(), Instant::now());
        let (access, refresh) = store.log_in("c", false, LIFETIME, true, now);
        store.revoke(&access, "c");
        assert!(!store.is_valid(&access, now));
        assert!(matches!(store.refresh(&refresh.unwrap(), "c", now), Refreshed::Issued { .. }));
    }

    #[test]
    fn tokens_expire() {
        let (mut store, now) = (Store::default(), Instant::now());
        let (access, refresh) = store.log_in("c", false, LIFETIME, true, now);
        assert!(store.is_valid(&access, now + LIFETIME / 2));
        assert!(!store.is_valid(&access, now + LIFETIME));
        let refreshed = store.refresh(&refresh.unwrap(), "c", now + REFRESH_LIFETIME);
        assert_eq!(refreshed, Refreshed::Expired);
    }
}
