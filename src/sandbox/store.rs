use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// The oldest login is forgotten first.
const MAX_LOGINS: usize = 10_000;
/// Per login. The oldest token is forgotten first.
const MAX_ACCESS_TOKENS: usize = 32;
/// Of a basic account (`docs/ukg-wire.md`, lifetimes).
const REFRESH_LIFETIME: Duration = Duration::from_hours(7 * 24);

/// Valid tokens, and expired ones for a while. Bounded.
#[derive(Debug, Default)]
pub struct Store {
    logins: HashMap<Uuid, Login>,
    oldest_first: VecDeque<Uuid>,
    by_token: HashMap<String, Uuid>,
}

/// A login and the tokens that came from it.
#[derive(Debug)]
struct Login {
    username: String,
    client_id: String,
    terms: Terms,
    refresh_token: Option<String>,
    refresh_until: Instant,
    /// With their ends.
    access_tokens: VecDeque<(String, Instant)>,
}

/// How the tokens of a login behave.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// A refresh replaces the refresh token.
    pub rotating: bool,
    /// There is a refresh token.
    pub refreshable: bool,
    /// Of an access token.
    pub lifetime: Duration,
}

#[derive(Debug, Eq, PartialEq)]
pub struct Issued {
    pub username: String,
    pub access_token: String,
    pub refresh_token: Option<String>,
    /// Of the access token.
    pub lifetime: Duration,
}

#[derive(Debug, Eq, PartialEq)]
pub enum RefreshError {
    /// Also for a token that was replaced or revoked.
    Unknown,
    OtherClient,
    Expired,
}

impl Store {
    pub fn log_in(
        &mut self,
        username: &str,
        client_id: &str,
        terms: Terms,
        now: Instant,
    ) -> Issued {
        while self.logins.len() >= MAX_LOGINS {
            let Some(oldest) = self.oldest_first.pop_front() else { break };
            self.forget(oldest);
        }
        let id = Uuid::new_v4();
        self.oldest_first.push_back(id);
        let username = username.to_owned();
        let login = Login {
            username: username.clone(),
            client_id: client_id.to_owned(),
            terms,
            refresh_token: None,
            refresh_until: now + REFRESH_LIFETIME,
            access_tokens: VecDeque::new(),
        };
        self.logins.insert(id, login);
        self.issue(id, username, terms, terms.refreshable, now)
    }

    pub fn refresh(
        &mut self,
        token: &str,
        client_id: &str,
        now: Instant,
    ) -> Result<Issued, RefreshError> {
        let (id, login) = self.login_of(token).ok_or(RefreshError::Unknown)?;
        if login.refresh_token.as_deref() != Some(token) {
            return Err(RefreshError::Unknown);
        }
        if login.client_id != client_id {
            return Err(RefreshError::OtherClient);
        }
        if login.refresh_until <= now {
            return Err(RefreshError::Expired);
        }
        let (terms, username) = (login.terms, login.username.clone());
        Ok(self.issue(id, username, terms, terms.rotating, now))
    }

    /// Revokes a token of this client: an access token alone, a refresh token with all tokens of its
    /// login. Ignores a token that is unknown or of another client.
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

    pub fn is_valid(&self, access_token: &str, now: Instant) -> bool {
        self.login_of(access_token).is_some_and(|(_, login)| {
            login.access_tokens.iter().any(|(known, until)| known == access_token && *until > now)
        })
    }

    fn login_of(&self, token: &str) -> Option<(Uuid, &Login)> {
        let id = *self.by_token.get(token)?;
        Some((id, self.logins.get(&id)?))
    }

    fn issue(
        &mut self,
        id: Uuid,
        username: String,
        terms: Terms,
        with_refresh: bool,
        now: Instant,
    ) -> Issued {
        Issued {
            username,
            access_token: self.new_access_token(id, now + terms.lifetime),
            refresh_token: with_refresh.then(|| self.new_refresh_token(id)),
            lifetime: terms.lifetime,
        }
    }

    /// Replaces the refresh token of a login.
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

    fn new_access_token(&mut self, id: Uuid, until: Instant) -> String {
        let token = Uuid::new_v4().to_string();
        if let Some(login) = self.logins.get_mut(&id) {
            if login.access_tokens.len() == MAX_ACCESS_TOKENS
                && let Some((old, _)) = login.access_tokens.pop_front()
            {
                self.by_token.remove(&old);
            }
            login.access_tokens.push_back((token.clone(), until));
            self.by_token.insert(token.clone(), id);
        }
        token
    }

    fn forget(&mut self, id: Uuid) {
        let Some(login) = self.logins.remove(&id) else { return };
        let access_tokens = login.access_tokens.into_iter().map(|(token, _)| token);
        for token in access_tokens.chain(login.refresh_token) {
            self.by_token.remove(&token);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration::from_secs(1_799);
    const TERMS: Terms = Terms { rotating: false, refreshable: true, lifetime: LIFETIME };

    /// A store with one login: its access token and refresh token.
    fn logged_in(now: Instant) -> (Store, String, String) {
        let mut store = Store::default();
        let issued = store.log_in("u", "c", TERMS, now);
        (store, issued.access_token, issued.refresh_token.unwrap())
    }

    #[test]
    fn the_store_stays_bounded_and_forgets_the_oldest_login_first() {
        let now = Instant::now();
        let (mut store, first, _) = logged_in(now);
        let second = store.log_in("u", "c", TERMS, now).access_token;
        for _ in 0..MAX_LOGINS - 1 {
            store.log_in("u", "c", TERMS, now);
        }
        assert!(!store.is_valid(&first, now));
        assert!(store.is_valid(&second, now));
        assert_eq!(store.logins.len(), MAX_LOGINS);
        assert_eq!(store.by_token.len(), 2 * MAX_LOGINS);
    }

    #[test]
    fn many_refreshes_of_one_login_stay_bounded() {
        let now = Instant::now();
        let (mut store, _, refresh) = logged_in(now);
        for _ in 0..100 {
            assert!(store.refresh(&refresh, "c", now).is_ok());
        }
        assert_eq!(store.by_token.len(), MAX_ACCESS_TOKENS + 1);
    }

    #[test]
    fn revoking_a_refresh_token_ends_all_tokens_of_its_login() {
        let now = Instant::now();
        let (mut store, access, refresh) = logged_in(now);
        store.revoke(&refresh, "another client");
        assert!(store.is_valid(&access, now));
        store.revoke(&refresh, "c");
        store.revoke(&refresh, "c");
        assert!(!store.is_valid(&access, now));
        assert_eq!(store.refresh(&refresh, "c", now), Err(RefreshError::Unknown));
        assert!(store.by_token.is_empty());
    }

    #[test]
    fn revoking_an_access_token_ends_only_that_one() {
        let now = Instant::now();
        let (mut store, access, refresh) = logged_in(now);
        store.revoke(&access, "c");
        assert!(!store.is_valid(&access, now));
        assert!(store.refresh(&refresh, "c", now).is_ok());
    }

    #[test]
    fn tokens_expire() {
        let now = Instant::now();
        let (mut store, access, refresh) = logged_in(now);
        assert!(store.is_valid(&access, now + LIFETIME / 2));
        assert!(!store.is_valid(&access, now + LIFETIME));
        let late = now + REFRESH_LIFETIME;
        assert_eq!(store.refresh(&refresh, "c", late), Err(RefreshError::Expired));
    }
}
