//! Errors about the value of a setting. They never show the value, which may be a misplaced secret.

use std::fmt::Write as _;

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

/// A setting whose value is not possible, or not together with another setting.
#[derive(Debug)]
pub struct InvalidSetting {
    /// The flag without its hyphens.
    pub key: &'static str,
    pub message: String,
}

/// Checks that a setting accepts these values.
pub(super) fn validate(setting: &Arg, values: &[String]) -> Result<(), String> {
    let flag = setting.get_long().unwrap_or_default();
    let mut arg = setting.clone().env(Resettable::Reset);
    // Only on the command line does a switch have no value.
    if matches!(setting.get_action(), ArgAction::SetTrue) {
        arg = arg.action(ArgAction::Set);
    }
    Command::new("check")
        .no_binary_name(true)
        .arg(arg)
        .try_get_matches_from(values.iter().map(|value| format!("--{flag}={value}")))
        .map(drop)
        .map_err(|error| message(&error))
}

/// Replaces clap's message about an invalid value, which shows the value.
#[must_use]
pub fn redact_value(error: clap::Error) -> clap::Error {
    let shows_value = match error.get(ContextKind::InvalidValue) {
        Some(ContextValue::String(value)) => !value.is_empty(),
        value => value.is_some(),
    };
    let kind = error.kind();
    match (kind, error.get(ContextKind::InvalidArg)) {
        (ErrorKind::ValueValidation | ErrorKind::InvalidValue, Some(arg)) if shows_value => {
            let message = message(&error);
            let help = "For more information, try '--help'.";
            clap::Error::raw(kind, format!("{arg}: {message}\n\n{help}\n"))
        }
        _ => error,
    }
}

fn message(error: &clap::Error) -> String {
    if let Some(cause) = std::error::Error::source(error) {
        return cause.to_string();
    }
    let mut message = "not a possible value".to_owned();
    if let Some(valid) = error.get(ContextKind::ValidValue) {
        let _ = write!(message, "; it can be {valid}");
    }
    message
}
