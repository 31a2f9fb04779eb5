use std::collections::VecDeque;
use std::time::{Duration, Instant};

use uuid::Uuid;

/// Of one user and client (Auth0, *Refresh tokens*). The oldest one is forgotten first. The users that can
/// log in are few, so that this bounds all tokens.
const MAX_OF_USER_AND_CLIENT: usize = 200;
const LIFETIME: Duration = Duration::from_hours(24);
/// How newer refresh tokens of Auth0 begin.
const PREFIX: &str = "v1.M";

/// What a refresh token stands for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Login {
    pub username: String,
    pub client_id: String,
    /// Separated by spaces.
    pub scope: String,
    /// Of an access token.
    pub lifetime: Duration,
    /// A refresh replaces the refresh token.
    pub rotating: bool,
}

/// The refresh tokens that came from one login. Only the newest is valid: an older one that is used again
/// ends the family.
struct Family {
    id: Uuid,
    newest: Uuid,
    login: Login,
    until: Instant,
}

/// The valid refresh tokens, oldest first. A token holds the ids of its family and of itself.
#[derive(Default)]
pub struct RefreshTokens(VecDeque<Family>);

impl RefreshTokens {
    pub fn issue(&mut self, login: Login, now: Instant) -> String {
        let same = |family: &&Family| {
            (&family.login.username, &family.login.client_id) == (&login.username, &login.client_id)
        };
        if self.0.iter().filter(same).count() >= MAX_OF_USER_AND_CLIENT
            && let Some(oldest) = self.0.iter().find(same).map(|family| family.id)
        {
            self.forget(oldest);
        }
        let (id, newest) = (Uuid::new_v4(), Uuid::new_v4());
        self.0.push_back(Family { id, newest, login, until: now + LIFETIME });
        token(id, newest)
    }

    /// The login that a token of this client came from, and the token that replaces it, if it is replaced.
    pub fn refresh(
        &mut self,
        token: &str,
        client_id: &str,
        now: Instant,
    ) -> Option<(Login, Option<String>)> {
        let (id, this) = ids(token)?;
        let family = self.0.iter_mut().find(|family| family.id == id)?;
        if family.login.client_id != client_id || family.until <= now {
            return None;
        }
        if family.newest != this {
            self.forget(id);
            return None;
        }
        let replacement = family.login.rotating.then(|| {
            family.newest = Uuid::new_v4();
            self::token(id, family.newest)
        });
        Some((family.login.clone(), replacement))
    }

    /// Ends a token of this client and its whole family. Ignores any other token.
    pub fn revoke(&mut self, token: &str, client_id: &str) {
        if let Some((id, _)) = ids(token) {
            self.0.retain(|family| family.id != id || family.login.client_id != client_id);
        }
    }

    fn forget(&mut self, id: Uuid) {
        self.0.retain(|family| family.id != id);
    }
}

fn token(family: Uuid, token: Uuid) -> String {
    format!("{PREFIX}{}{}", family.simple(), token.simple())
}

fn ids(token: &str) -> Option<(Uuid, Uuid)> {
    let (family, token) = token.strip_prefix(PREFIX)?.split_at_checked(32)?;
    Some((Uuid::try_parse(family).ok()?, Uuid::try_parse(token).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(rotating: bool) -> Login {
        Login {
            username: "u".to_owned(),
            client_id: "c".to_owned(),
            scope: "access:wfm offline_access".to_owned(),
            lifetime: Duration::from_hours(1),
            rotating,
        }
    }

    #[test]
    fn a_replaced_token_that_is_used_again_ends_its_family() {
        let (mut tokens, now) = (RefreshTokens::default(), Instant::now());
        let first = tokens.issue(login(true), now);
        let other = tokens.issue(login(true), now);
        let (_, second) = tokens.refresh(&first, "c", now).unwrap();
        let second = second.unwrap();
        let (_, third) = tokens.refresh(&second, "c", now).unwrap();
        assert_eq!(tokens.refresh(&first, "c", now), None);
        assert_eq!(tokens.refresh(&third.unwrap(), "c", now), None);
        assert!(tokens.refresh(&other, "c", now).is_some());
    }

    #[test]
    fn a_token_is_valid_for_its_client_and_its_lifetime() {
        let (mut tokens, now) = (RefreshTokens::default(), Instant::now());
        let token = tokens.issue(login(false), now);
        assert_eq!(tokens.refresh(&token, "other", now), None);
        assert_eq!(tokens.refresh(&token, "c", now + LIFETIME), None);
        for wrong in ["", "v1.M", &token[..40], "v1.Mü", &format!("{token}0")] {
            assert_eq!(tokens.refresh(wrong, "c", now), None, "{wrong}");
        }
        tokens.revoke(&token, "other");
        assert_eq!(tokens.refresh(&token, "c", now), Some((login(false), None)));
        tokens.revoke(&token, "c");
        assert_eq!(tokens.refresh(&token, "c", now), None);
        assert!(tokens.0.is_empty());
    }

    #[test]
    fn a_user_and_client_have_at_most_200_tokens() {
        let (mut tokens, now) = (RefreshTokens::default(), Instant::now());
        let first = tokens.issue(login(false), now);
        let second = tokens.issue(login(false), now);
        for _ in 0..MAX_OF_USER_AND_CLIENT - 1 {
            tokens.issue(login(false), now);
        }
        assert_eq!(tokens.refresh(&first, "c", now), None);
        assert!(tokens.refresh(&second, "c", now).is_some());
        assert_eq!(tokens.0.len(), MAX_OF_USER_AND_CLIENT);
    }
}
