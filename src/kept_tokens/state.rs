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

pub type Outcome<E> = Option<Result<Handed, E>>;

/// Kept tokens, and the calls that get new ones.
pub struct State<E> {
    entries: LruCache<Name, Entry>,
    flights: HashMap<Name, watch::Receiver<Outcome<E>>>,
}

/// What a call for a token is to do.
pub enum Look<E> {
    Kept(Box<Entry>),
    /// Another call gets the token.
    Wait(watch::Receiver<Outcome<E>>),
    /// This call gets the token, and tells the others.
    Lead {
        flight: watch::Sender<Outcome<E>>,
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
            return Look::Wait(flight.clone());
        }
        let refresh_token = entry.and_then(|entry| entry.tokens.refresh_token.clone());
        let flight = watch::Sender::new(None);
        self.flights.insert(name, flight.subscribe());
        Look::Lead { flight, refresh_token }
    }

    /// Ends the call that got a token.
    pub fn land(&mut self, name: &Name) {
        self.flights.remove(name);
    }

    pub fn keep(&mut self, name: Name, entry: Entry, now: Duration) {
        self.entries.insert(name, entry);
        // Two for each new one, so that the old ones become fewer.
        for _ in 0..2 {
            // The least recently used one comes first.
            match self.entries.iter().next() {
                Some((_, oldest)) if oldest.ends + REMEMBERED < now => {
                    self.entries.remove_lru();
                }
                _ => break,
            }
        }
    }

    pub fn forget(&mut self, name: &Name) {
        self.entries.remove(name);
    }

    /// Forgets every account with this access token or refresh token, and returns their names.
    pub fn forget_token(&mut self, token: &Secret) -> Vec<Name> {
        let is_it = |other: &Secret| other.expose() == token.expose();
        let of_token = |entry: &Entry| {
            is_it(&entry.tokens.access_token)
                || entry.tokens.refresh_token.as_ref().is_some_and(is_it)
        };
        let entries = self.entries.iter();
        let names: Vec<_> =
            entries.filter(|(_, entry)| of_token(entry)).map(|(name, _)| *name).collect();
        for name in &names {
            self.forget(name);
        }
        names
    }

    pub fn accounts(&self) -> usize {
        self.entries.len()
    }
}
