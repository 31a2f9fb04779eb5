//! A password that the guard holds back.

use std::time::Duration;

use crate::lockout_guard::{Paused, Why};

pub(super) fn description(paused: Paused) -> String {
    let since = ago(paused.since);
    match paused.why {
        Why::Password => format!(
            "The tenant refused this password {since} ago. It was not sent again, so that the user is \
             not blocked."
        ),
        Why::Passwords => format!(
            "The tenant refused several passwords of this user, the first of them {since} ago. This \
             one was not sent, so that the user is not blocked."
        ),
        Why::Blocked => format!(
            "The tenant reported this user as blocked {since} ago. The password was not sent, because \
             each try prolongs the block."
        ),
    }
}

pub(super) fn hint(paused: Paused) -> String {
    let wait = in_words(paused.wait);
    match paused.why {
        Why::Password => format!(
            "Correct the password in the flow, the connection or the profile; another password is sent at \
             once. If it is right, the user was locked or inactive: have that mended. The same password is \
             let through again in {wait}."
        ),
        Why::Passwords => format!(
            "Make sure which password is right, for example by logging in to UKG Pro WFM. The next \
             try is let through in {wait}."
        ),
        Why::Blocked => format!(
            "Turn the flow off, have the user unblocked by the link in UKG's mail or by an \
             administrator, then correct the password. The next try is let through in {wait}."
        ),
    }
}

/// How long ago something was, rounded down.
fn ago(time: Duration) -> String {
    match time.as_secs() / 60 {
        0 => "less than a minute".to_owned(),
        minutes => in_words(Duration::from_mins(minutes)),
    }
}

/// Whole minutes or hours, rounded up.
fn in_words(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60).max(1);
    match minutes {
        1 => "1 minute".to_owned(),
        2..=90 => format!("{minutes} minutes"),
        _ => format!("{} hours", minutes.div_ceil(60)),
    }
}
