use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;

use crate::sealing::Name;

type Lock = Arc<tokio::sync::Mutex<()>>;

/// Lets one call at a time try a password of a user. Remembers only users of whom a call waits or tries.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<Name, Lock>>);

/// The turn of a call, over on drop.
pub struct Turn {
    turns: Arc<Turns>,
    user: Name,
    held: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits until no other call has the turn of this user.
    pub async fn next(self: &Arc<Self>, user: Name) -> Turn {
        let lock = Arc::clone(self.0.lock().entry(user).or_default());
        // Before the wait, so that a call that gives up leaves nothing behind.
        let mut turn = Turn { turns: Arc::clone(self), user, held: None };
        turn.held = Some(lock.lock_owned().await);
        turn
    }

    #[cfg(test)]
    pub fn users(&self) -> usize {
        self.0.lock().len()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.held = None;
        let mut locks = self.turns.0.lock();
        // The table alone has it: no other call waits.
        if locks.get(&self.user).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            locks.remove(&self.user);
        }
    }
}
