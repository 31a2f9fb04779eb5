use std::collections::HashMap;
use std::time::Duration;

use hashlink::LruCache;
use tokio::sync::watch;

use super::Handed;
use super::entry::Entry;
use crate::sealing::Name;
use crate::secret::Secret;

/// Maximum number of accounts. The one that was not used for the longest time is forgotten first.
const MAX_ACCOUNTS: usize = 10_000;
/// How long a token is remembered after its end, for its refresh token.
const REMEMBERED: Duration = Duration::from_hours(1);

type Outcome<E> = Option<Result<Handed, E>>;

/// A call that gets a token, on which others may wait.
pub type Flight<E> = watch::Sender<Outcome<E>>;

/// Kept tokens, and the calls that get new ones.
pub struct State<E> {
    entries: LruCache<Name, Entry>,
    flights: HashMap<Name, Flight<E>>,
}

/// What a call for a token is to do.
pub enum Look<E> {
    Kept(Box<Entry>),
    /// Another call gets the token.
    Wait(watch::Receiver<Outcome<E>>),
    /// This call gets the token, and tells the others.
    Lead {
        flight: Flight<E>,
        refresh_token: Option<Secret>,
    },
}

impl<E> Default for State<E> {
    fn default() -> Self {
        Self { entries: LruCache::new(MAX_ACCOUNTS), flights: HashMap::new() }
    }
}

impl<E> State<E> {
    pub fn look(&mut self, name: Name, usable: impl FnOnce(&Entry) -> bool) -> Look<E> {
        let entry = self.entries.get(&name);
        if let Some(entry) = &entry
            && usable(entry)
        {
            return Look::Kept(Box::new((**entry).clone()));
        }
        if let Some(flight) = self.flights.get(&name) {
            return Look::Wait(flight.subscribe());
        }
        let refresh_token = entry.and_then(|entry| entry.tokens.refresh_token.clone());
        let flight = Flight::new(None);
        self.flights.insert(name, flight.clone());
        Look::Lead { flight, refresh_token }
    }

    /// Ends a call that gets a token.
    pub fn land(&mut self, name: &Name, flight: &Flight<E>) {
        if self.is_flying(name, flight) {
            self.flights.remove(name);
        }
    }

    /// Keeps what a call got, unless what it began with was revoked meanwhile.
    pub fn keep(&mut self, name: Name, flight: &Flight<E>, entry: Entry) -> bool {
        let is_flying = self.is_flying(&name, flight);
        if is_flying {
            self.entries.insert(name, entry);
        }
        is_flying
    }

    fn is_flying(&self, name: &Name, flight: &Flight<E>) -> bool {
        self.flights.get(name).is_some_and(|other| other.same_channel(flight))
    }

    /// Forgets tokens whose end is long past.
    pub fn sweep(&mut self, now: Duration) {
        self.entries.retain(|_, entry| now < entry.ends + REMEMBERED);
    }

    pub fn forget(&mut self, name: &Name) {
        self.entries.remove(name);
    }

    /// Forgets every account with this access token or refresh token, also what a call gets for it now.
    pub fn forget_token(&mut self, token: &Secret) {
        let is_it = |other: &Secret| other.expose() == token.expose();
        let of_token = |entry: &Entry| {
            is_it(&entry.tokens.access_token)
                || entry.tokens.refresh_token.as_ref().is_some_and(is_it)
        };
        let flights = &mut self.flights;
        self.entries.retain(|name, entry| {
            let is_of_token = of_token(entry);
            if is_of_token {
                flights.remove(name);
            }
            !is_of_token
        });
    }

    pub fn accounts(&self) -> usize {
        self.entries.len()
    }
}
