//! An error together with the errors that caused it.

use std::error::Error;
use std::iter::successors;

/// Message of an error and of each of its causes, as in `--api-keys: keys cannot be used: line 3: …`.
#[must_use]
pub fn message_with_causes(error: &(dyn Error + 'static)) -> String {
    causes(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The innermost cause. For an error of reqwest this is the one message without the address.
#[must_use]
pub fn root_cause<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    causes(error).last().unwrap_or(error)
}

/// The error itself, then its causes.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |error| (*error).source())
}
