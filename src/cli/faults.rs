use std::error::Error;
use std::fmt;

use crate::error_chain::message_with_causes;

/// What is wrong with settings and files, all of which is reported at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<String>);

impl Faults {
    /// The value, unless there is an error, which is noted.
    pub fn note<T, E: Error + 'static>(&mut self, outcome: Result<T, E>) -> Option<T> {
        outcome.map_err(|error| self.add(message_with_causes(&error))).ok()
    }

    pub fn add(&mut self, message: String) {
        self.0.push(message);
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, mut others: Self) -> Self {
        self.0.append(&mut others.0);
        self
    }

    /// Changes the message of each.
    #[must_use]
    pub fn map(self, change: impl FnMut(String) -> String) -> Self {
        Self(self.0.into_iter().map(change).collect())
    }

    /// An error if there are any.
    pub fn none(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// One after another, each as clap shows one. (It puts `error: ` before the first.)
impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n").replace('\n', "\nerror: "))
    }
}

impl Error for Faults {}
