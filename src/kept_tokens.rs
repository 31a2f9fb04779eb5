//! Tokens that are kept and handed out again, so that many flows with one account are one login.
//!
//! A token is found by a name that is derived from *all* credentials that it was got with: a caller that
//! shows others gets nothing. One call at a time gets a token for an account; the others wait for it and
//! share its outcome, also a refusal.

mod entry;
mod shared;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::sealing::{Credentials, Derived, SealingKeys};
use crate::secret::Secret;
use crate::shared_store::SharedStore;
use crate::token::IssuedTokens;
use entry::Entry;
use shared::SharedTokens;
use state::{Look, State};

/// A caller may ask for a fresh login that often.
const FRESH_INTERVAL: Duration = Duration::from_mins(1);

/// Tokens by the credentials that they were got with. `E` is why there is none.
pub struct KeptTokens<E> {
    keys: SealingKeys,
    /// Least life that a token must have left; never more than half of its whole life.
    at_least: Duration,
    clock: Clock,
    state: Mutex<State<E>>,
    shared: Option<SharedTokens>,
}

/// How a token is to be got.
#[derive(Clone, Debug)]
pub enum Obtain {
    /// By this refresh token.
    Refresh(Secret),
    /// By the credentials.
    Login,
}

/// Where a token came from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// It was kept, or another call got it at the same time.
    Kept,
    Refresh,
    Login,
}

impl Source {
    /// The name in log and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Refresh => "refresh",
            Self::Login => "login",
        }
    }
}

/// A token with where it came from. Its `expires_in` is what is left.
#[derive(Clone, Debug)]
pub struct Handed {
    pub tokens: IssuedTokens,
    pub source: Source,
}

/// Whether a failure means that a refresh token is not accepted, so that only a login helps.
pub trait RefusesRefresh {
    fn refuses_refresh(&self) -> bool;
}

impl<E: Clone + RefusesRefresh> KeptTokens<E> {
    /// Nothing is kept yet. Without a store, it stays in this process.
    #[must_use]
    pub fn new(
        keys: SealingKeys,
        at_least: Duration,
        clock: Clock,
        store: Option<std::sync::Arc<SharedStore>>,
    ) -> Self {
        let shared = store.map(|store| SharedTokens::new(store, keys.clone()));
        Self { keys, at_least, clock, state: Mutex::default(), shared }
    }

    /// A token for these credentials: a kept one, or one that `obtain` gets. A fresh one was got by a login
    /// within the last minute.
    ///
    /// # Errors
    ///
    /// That of `obtain`.
    pub async fn token<F>(
        &self,
        credentials: &Credentials,
        fresh: bool,
        obtain: impl Fn(Obtain) -> F,
    ) -> Result<Handed, E>
    where
        F: Future<Output = Result<IssuedTokens, E>>,
    {
        let derived = self.keys.derive(credentials);
        let name = derived.name();
        loop {
            let look = self.state.lock().look(name, |entry| self.usable(entry, fresh));
            match look {
                Look::Kept(entry) => {
                    return Ok(self.handed(&entry, Source::Kept));
                }
                Look::Wait(flight) => {
                    // `None`: the call that got the token has ended without an outcome.
                    if let Some(outcome) = outcome_of(flight).await {
                        return outcome.map(|handed| Handed { source: Source::Kept, ..handed });
                    }
                }
                Look::Lead { flight, refresh_token } => {
                    let lead = Lead { kept: self, name, flight };
                    let refresh_token = refresh_token.filter(|_| !fresh);
                    let outcome =
                        self.obtain(&derived, credentials, refresh_token, fresh, &obtain).await;
                    lead.flight.send_replace(Some(outcome.clone()));
                    return outcome;
                }
            }
        }
    }

    async fn obtain<F>(
        &self,
        derived: &Derived,
        credentials: &Credentials,
        refresh_token: Option<Secret>,
        fresh: bool,
        obtain: &impl Fn(Obtain) -> F,
    ) -> Result<Handed, E>
    where
        F: Future<Output = Result<IssuedTokens, E>>,
    {
        if !fresh
            && let Some(shared) = &self.shared
            && let Some(entry) = shared.get(credentials, self.clock.now()).await
            && self.usable(&entry, false)
        {
            let handed = self.handed(&entry, Source::Kept);
            self.state.lock().keep(derived.name(), entry, self.clock.now());
            return Ok(handed);
        }
        if let Some(refresh_token) = refresh_token {
            match obtain(Obtain::Refresh(refresh_token.clone())).await {
                Ok(mut tokens) => {
                    // Usually there is no new one, and the old one stays valid.
                    tokens.refresh_token.get_or_insert(refresh_token);
                    return Ok(self.keep(derived, tokens, Source::Refresh).await);
                }
                Err(failure) if failure.refuses_refresh() => {}
                Err(failure) => return Err(failure),
            }
        }
        let tokens = obtain(Obtain::Login).await?;
        Ok(self.keep(derived, tokens, Source::Login).await)
    }

    /// Keeps a new token, if its life is known.
    async fn keep(&self, derived: &Derived, tokens: IssuedTokens, source: Source) -> Handed {
        let now = self.clock.now();
        let name = derived.name();
        let Some(entry) = Entry::new(tokens.clone(), now, source == Source::Login) else {
            self.state.lock().forget(&name);
            return Handed { tokens, source };
        };
        self.state.lock().keep(name, entry.clone(), now);
        if let Some(shared) = &self.shared {
            shared.set(derived, &entry).await;
        }
        Handed { tokens, source }
    }

    /// Forgets what was got together with this access token or refresh token, because it is revoked.
    pub async fn forget(&self, token: &Secret) {
        let names = self.state.lock().forget_token(token);
        if let Some(shared) = &self.shared {
            shared.forget(token, &names).await;
        }
    }

    fn usable(&self, entry: &Entry, fresh: bool) -> bool {
        let now = self.clock.now();
        let is_fresh = || entry.logged_in.is_some_and(|at| now < at + FRESH_INTERVAL);
        entry.left(now) >= self.at_least.min(entry.life / 2).max(Duration::from_secs(1))
            && (!fresh || is_fresh())
    }

    fn handed(&self, entry: &Entry, source: Source) -> Handed {
        Handed { tokens: entry.tokens_at(self.clock.now()), source }
    }

    /// Number of accounts with a token.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.state.lock().accounts()
    }
}

/// Waits for the outcome of another call.
async fn outcome_of<E: Clone>(
    mut flight: watch::Receiver<Option<Result<Handed, E>>>,
) -> Option<Result<Handed, E>> {
    let outcome = flight.wait_for(Option::is_some).await.ok()?;
    outcome.clone()
}

/// The call that gets the token for an account. Its end, however it comes, lets the next one begin.
struct Lead<'a, E> {
    kept: &'a KeptTokens<E>,
    name: crate::sealing::Name,
    flight: watch::Sender<Option<Result<Handed, E>>>,
}

impl<E> Drop for Lead<'_, E> {
    fn drop(&mut self) {
        self.kept.state.lock().land(&self.name);
    }
}

impl<E> fmt::Debug for KeptTokens<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptTokens")
    }
}
