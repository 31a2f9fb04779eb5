//! The effective settings and where each comes from.

use std::fmt::Write as _;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::Value;
use url::Url;

use super::{ConfigFile, settings_of};

const REDACTED: &str = "redacted";

/// The effective settings as a configuration file, whose comments say where each value comes from.
/// Credentials in addresses are redacted; all other secrets are in files of their own.
#[must_use]
pub fn provenance(command: &Command, matches: &ArgMatches, file: Option<&ConfigFile>) -> String {
    let mut text = String::from("# The effective settings.\n");
    for setting in settings_of(command) {
        let key = setting.get_long().unwrap_or_default();
        let source = matches.value_source(setting.get_id().as_str());
        let _ = match (source, value(setting, matches)) {
            (Some(source), Some(value)) => {
                writeln!(text, "{key} = {value}  # {}", origin(source, setting, file))
            }
            _ => writeln!(text, "# {key} is not set; see serve --help"),
        };
    }
    text + &file
        .map(ConfigFile::tenants_text)
        .filter(|t| !t.is_empty())
        .map_or_else(String::new, |t| format!("\n{t}"))
}

/// Where an invalid setting comes from, as the beginning of an error message.
#[must_use]
pub fn source_of(
    key: &str,
    command: &Command,
    matches: &ArgMatches,
    file: Option<&ConfigFile>,
) -> String {
    let setting = settings_of(command).find(|setting| setting.get_long() == Some(key));
    let source = setting.and_then(|s| matches.value_source(s.get_id().as_str()));
    match (source, setting.and_then(Arg::get_env), file.filter(|file| file.sets(key))) {
        (Some(ValueSource::EnvVariable), Some(variable), _) => {
            format!("the variable {}", variable.display())
        }
        (Some(ValueSource::DefaultValue), _, Some(file)) => {
            format!("{}: {key}", file.path().display())
        }
        _ => format!("--{key}"),
    }
}

fn origin(source: ValueSource, setting: &Arg, file: Option<&ConfigFile>) -> String {
    let key = setting.get_long().unwrap_or_default();
    match (source, file.filter(|file| file.sets(key))) {
        (ValueSource::CommandLine, _) => "from the command line".to_owned(),
        (ValueSource::EnvVariable, _) => {
            format!("from the variable {}", setting.get_env().unwrap_or_default().display())
        }
        // To clap, a value from the file is a default.
        (_, Some(file)) => format!("from {}", file.path().display()),
        (_, None) => "the default".to_owned(),
    }
}

fn value(setting: &Arg, matches: &ArgMatches) -> Option<Value> {
    let id = setting.get_id().as_str();
    if matches!(setting.get_action(), ArgAction::SetTrue) {
        return Some(Value::Boolean(matches.get_flag(id)));
    }
    let mut values: Vec<_> =
        matches.get_raw(id)?.map(|text| toml_value(redact(&text.to_string_lossy()))).collect();
    match setting.get_action() {
        ArgAction::Append => Some(Value::Array(values)),
        _ => values.pop(),
    }
}

fn toml_value(text: String) -> Value {
    text.parse().map_or(Value::String(text), Value::Integer)
}

/// Takes credentials out of an address.
fn redact(text: &str) -> String {
    // No setting needs a query, but some ignore one, and it may be a token.
    if let Some((before, _)) = text.split_once('?') {
        return format!("{}?{REDACTED}", redact(before));
    }
    match Url::parse(text) {
        // The user name may be a misplaced password.
        Ok(mut url) if url.password().is_some() || !url.username().is_empty() => {
            // An address with a user name always has a host, so that both can be replaced.
            let _ = url.set_password(None).and_then(|()| url.set_username(REDACTED));
            url.to_string()
        }
        _ => text.to_owned(),
    }
}
