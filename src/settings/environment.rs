//! Environment variables as settings.

use std::{env, fmt};

use clap::builder::Resettable;
use clap::{Arg, Command};
use thiserror::Error;

use super::settings_of;
use super::spelling::nearest;
use super::value_errors::validate;

/// What the names of all variables begin with.
const PREFIX: &str = "PROWFM_";
/// Kubernetes describes a service that is called prowfm-auth in variables of its own.
const OF_KUBERNETES: &str = "PROWFM_AUTH_";

#[derive(Debug, Error)]
#[error("the variable {name}: {message}")]
pub struct InvalidVariable {
    pub name: String,
    pub message: String,
}

/// At least one.
#[derive(Debug, Error)]
#[error("{}", super::lines(.0))]
pub struct InvalidVariables(Vec<InvalidVariable>);

/// A variable that is named like a setting and is none.
#[derive(Debug, Eq, PartialEq)]
pub struct UnknownVariable {
    pub name: String,
    pub meant: Option<String>,
}

impl fmt::Display for UnknownVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the variable {} has no effect", self.name)?;
        match &self.meant {
            Some(meant) => write!(f, "; did you mean {meant}?"),
            None => write!(f, ": no setting is called that"),
        }
    }
}

/// Validates the variables of a command's settings, including those that a flag overrides, so that a
/// mistake is found when it is made. An empty variable counts as unset, because composed containers
/// cannot leave one out.
pub fn apply_environment(mut command: Command) -> Result<Command, InvalidVariables> {
    let settings: Vec<Arg> = settings_of(&command).cloned().collect();
    let mut invalid = Vec::new();
    for setting in settings {
        let name = setting.get_env().unwrap_or_default();
        let Some(value) = env::var_os(name) else { continue };
        if value.is_empty() {
            command = command.mut_arg(setting.get_id(), |arg| arg.env(Resettable::Reset));
            continue;
        }
        if let Err(message) = validate(&setting, &[value.to_string_lossy().into_owned()]) {
            let name = name.to_string_lossy().into_owned();
            invalid.push(InvalidVariable { name, message });
        }
    }
    if invalid.is_empty() { Ok(command) } else { Err(InvalidVariables(invalid)) }
}

/// The variables of this process that look like settings of the program and are none, by name.
#[must_use]
pub fn unknown_variables(program: &Command) -> Vec<UnknownVariable> {
    let names = env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    unknown(names, &variables_of(program))
}

/// The variables of a command and of those below it.
fn variables_of(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(Arg::get_env);
    let own = own.map(|name| name.to_string_lossy().into_owned());
    own.chain(command.get_subcommands().flat_map(variables_of)).collect()
}

fn unknown(names: impl Iterator<Item = String>, known: &[String]) -> Vec<UnknownVariable> {
    let is_unknown = |name: &String| {
        name.starts_with(PREFIX) && !name.starts_with(OF_KUBERNETES) && !known.contains(name)
    };
    let after_prefix = |name: &str| name.strip_prefix(PREFIX).unwrap_or_default().to_owned();
    let rests: Vec<_> = known.iter().map(|name| after_prefix(name)).collect();
    let mut unknown: Vec<_> = names
        .filter(is_unknown)
        .map(|name| {
            let meant = nearest(&after_prefix(&name), rests.iter().map(String::as_str));
            UnknownVariable { meant: meant.map(|rest| format!("{PREFIX}{rest}")), name }
        })
        .collect();
    unknown.sort_by(|one, other| one.name.cmp(&other.name));
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_variable_that_looks_like_a_setting_and_is_none_is_unknown() {
        let known = ["PROWFM_TENANT", "PROWFM_HEALTH_URL", "PROWFM_ALLOW_TENANT"];
        let names = [
            "PROWFM_TENENT",
            "PROWFM_HEALTH_URL",
            "HOME",
            "PROWFM_AUTH_SERVICE_HOST",
            "PROWFM_COLOUR",
            "PROWFM_ALLOW_TENANTS",
        ];
        let known = known.map(str::to_owned);
        let texts: Vec<_> = unknown(names.map(str::to_owned).into_iter(), &known)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            texts,
            [
                "the variable PROWFM_ALLOW_TENANTS has no effect; did you mean PROWFM_ALLOW_TENANT?",
                "the variable PROWFM_COLOUR has no effect: no setting is called that",
                "the variable PROWFM_TENENT has no effect; did you mean PROWFM_TENANT?",
            ]
        );
    }
}
