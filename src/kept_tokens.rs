//! Tokens that are kept and handed out again, so that many flows with one account are one login.
//!
//! A token is found by a name that is derived from *all* credentials that it was got with: a caller that
//! shows others gets nothing. One call at a time gets a token for an account; the others wait for it and
//! share its outcome, also a refusal by the tenant.

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
use crate::sealing::{Credentials, Name, SealingKeys};
use crate::secret::Secret;
use crate::shared_store::SharedStore;
use crate::token::IssuedTokens;
use entry::Entry;
use shared::SharedTokens;
use state::{Flight, Look, State};

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

/// What a failure to get a token means.
pub trait Fault: Clone {
    /// A refresh token is not accepted, so that only a login helps.
    fn refuses_refresh(&self) -> bool;

    /// Every caller with these credentials would meet it, and not only the one that met it: no quota or
    /// limit of that caller is the reason.
    fn concerns_all(&self) -> bool;
}

impl<E: Fault> KeptTokens<E> {
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
        let name = self.keys.name(credentials);
        loop {
            let look = self.state.lock().look(name, |entry| self.usable(entry, fresh));
            match look {
                Look::Kept(entry) => {
                    return Ok(self.handed(&entry, Source::Kept));
                }
                Look::Wait(flight) => match outcome_of(flight).await {
                    Some(Ok(handed)) if !fresh || handed.source == Source::Login => {
                        return Ok(Handed { source: Source::Kept, ..handed });
                    }
                    Some(Err(fault)) if fault.concerns_all() => return Err(fault),
                    // The other call has ended without an outcome for this one.
                    _ => {}
                },
                Look::Lead { flight, refresh_token } => {
                    let lead = Lead { kept: self, name, flight, credentials };
                    let refresh_token = refresh_token.filter(|_| !fresh);
                    let outcome = lead.obtain(refresh_token, fresh, &obtain).await;
                    lead.land(outcome.clone());
                    return outcome;
                }
            }
        }
    }

    /// Forgets what was got together with this access token or refresh token, because it is revoked.
    pub async fn forget(&self, token: &Secret) {
        self.state.lock().forget_token(token);
        if let Some(shared) = &self.shared {
            shared.forget(token).await;
        }
    }

    fn usable(&self, entry: &Entry, fresh: bool) -> bool {
        let now = self.clock.now();
        let is_fresh = || entry.by_login && now < entry.got() + FRESH_INTERVAL;
        entry.left(now) >= self.at_least.min(entry.life / 2).max(Duration::from_secs(1))
            && (!fresh || is_fresh())
    }

    fn handed(&self, entry: &Entry, source: Source) -> Handed {
        Handed { tokens: entry.tokens_at(self.clock.now()), source }
    }

    /// Forgets tokens whose end is long past. To be called now and then.
    pub fn sweep(&self) {
        self.state.lock().sweep(self.clock.now());
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
    name: Name,
    flight: Flight<E>,
    credentials: &'a Credentials,
}

impl<E: Fault> Lead<'_, E> {
    async fn obtain<F>(
        &self,
        refresh_token: Option<Secret>,
        fresh: bool,
        obtain: &impl Fn(Obtain) -> F,
    ) -> Result<Handed, E>
    where
        F: Future<Output = Result<IssuedTokens, E>>,
    {
        let kept = self.kept;
        if let Some(shared) = &kept.shared
            && let Some(entry) = shared.get(self.credentials, kept.clock.now()).await
            && kept.usable(&entry, fresh)
        {
            let handed = kept.handed(&entry, Source::Kept);
            kept.state.lock().keep(self.name, &self.flight, entry);
            return Ok(handed);
        }
        if let Some(refresh_token) = refresh_token {
            match obtain(Obtain::Refresh(refresh_token.clone())).await {
                Ok(mut tokens) => {
                    // Usually there is no new one, and the old one stays valid.
                    tokens.refresh_token.get_or_insert(refresh_token);
                    return Ok(self.keep(tokens, Source::Refresh).await);
                }
                Err(fault) if fault.refuses_refresh() => {}
                Err(fault) => return Err(fault),
            }
        }
        let tokens = obtain(Obtain::Login).await?;
        Ok(self.keep(tokens, Source::Login).await)
    }

    /// Keeps a new token, if its life is known.
    async fn keep(&self, tokens: IssuedTokens, source: Source) -> Handed {
        let now = self.kept.clock.now();
        let Some(entry) = Entry::new(tokens.clone(), now, source == Source::Login) else {
            self.kept.state.lock().forget(&self.name);
            return Handed { tokens, source };
        };
        let is_kept = self.kept.state.lock().keep(self.name, &self.flight, entry.clone());
        if is_kept && let Some(shared) = &self.kept.shared {
            shared.set(self.credentials, &entry).await;
        }
        Handed { tokens, source }
    }

    /// Tells the others, who must not find this call any more when they look again.
    fn land(&self, outcome: Result<Handed, E>) {
        self.kept.state.lock().land(&self.name, &self.flight);
        self.flight.send_replace(Some(outcome));
    }
}

impl<E> Drop for Lead<'_, E> {
    fn drop(&mut self) {
        self.kept.state.lock().land(&self.name, &self.flight);
    }
}

impl<E> fmt::Debug for KeptTokens<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptTokens")
    }
}
