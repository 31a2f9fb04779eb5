//! What is wrong with a setting, said without its value: that may be a secret in the wrong place.

use std::env;
use std::fmt::Write as _;

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use thiserror::Error;

use super::settings_of;

/// A setting that can be read, but is not possible, or not together with another one.
#[derive(Debug, Error)]
#[error("{key}: {message}")]
pub struct SettingFault {
    /// The setting: its flag without the hyphens.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
}

impl SettingFault {
    pub(super) fn new(key: &'static str, message: impl Into<String>) -> Self {
        Self { key, message: message.into() }
    }
}

/// A variable that cannot be read as the setting that it is for.
#[derive(Debug, Error)]
#[error("the variable {name}: {message}")]
pub struct InvalidVariable {
    /// Its name.
    pub name: String,
    /// What is wrong.
    pub message: String,
}

/// Judges the variables of a command's settings, also where a flag goes before: a mistake is found when
/// it is made. An empty variable is none: whoever composes containers cannot leave one out.
///
/// # Errors
///
/// The first variable that cannot be used.
pub fn with_variables(mut command: Command) -> Result<Command, InvalidVariable> {
    let of_command: Vec<Arg> = settings_of(&command).cloned().collect();
    for setting in of_command {
        let Some(value) = setting.get_env().and_then(env::var_os) else { continue };
        if value.is_empty() {
            command = command.mut_arg(setting.get_id(), |arg| arg.env(Resettable::Reset));
            continue;
        }
        let texts = [value.to_string_lossy().into_owned()];
        judge(&setting, &texts).map_err(|message| {
            let name = setting.get_env().unwrap_or_default();
            InvalidVariable { name: name.to_string_lossy().into_owned(), message }
        })?;
    }
    Ok(command)
}

/// Whether a setting takes these texts, one after the other.
pub(super) fn judge(setting: &Arg, texts: &[String]) -> Result<(), String> {
    let flag = setting.get_long().unwrap_or_default();
    let mut arg = setting.clone().env(Resettable::Reset);
    // A switch takes a value where it is no flag.
    if matches!(setting.get_action(), ArgAction::SetTrue) {
        arg = arg.action(ArgAction::Set);
    }
    let check = Command::new("check").no_binary_name(true).arg(arg);
    match check.try_get_matches_from(texts.iter().map(|text| format!("--{flag}={text}"))) {
        Ok(_) => Ok(()),
        Err(error) => Err(message(&error)),
    }
}

/// An error of clap's about a value, without the value.
#[must_use]
pub fn without_value(error: clap::Error) -> clap::Error {
    let value = error.get(ContextKind::InvalidValue).is_some_and(|value| match value {
        ContextValue::String(value) => !value.is_empty(),
        _ => true,
    });
    let kind = error.kind();
    match (kind, error.get(ContextKind::InvalidArg)) {
        (ErrorKind::ValueValidation | ErrorKind::InvalidValue, Some(arg)) if value => {
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
