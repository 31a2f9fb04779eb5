use std::fmt::Write as _;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::Value;
use url::Url;

use super::{ConfigFile, settings_of};

/// What stands where a secret would have been printed.
const REDACTED: &str = "redacted";

/// The settings in force, as a configuration file that says where each comes from. Passwords in
/// addresses are redacted; everything else that is secret is in files of its own.
#[must_use]
pub fn provenance(command: &Command, matches: &ArgMatches, file: Option<&ConfigFile>) -> String {
    let mut text = String::from("# The settings in force.\n");
    for setting in settings_of(command) {
        let key = setting.get_long().unwrap_or_default();
        let _ = match (matches.value_source(setting.get_id().as_str()), value(setting, matches)) {
            (Some(source), Some(value)) => {
                writeln!(text, "{key} = {value}  # {}", from(source, setting, file))
            }
            _ => writeln!(text, "# {key} is not set; see serve --help"),
        };
    }
    text
}

/// Where a setting comes from, to begin an error with.
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

fn from(source: ValueSource, setting: &Arg, file: Option<&ConfigFile>) -> String {
    let key = setting.get_long().unwrap_or_default();
    match source {
        ValueSource::CommandLine => "from the command line".to_owned(),
        ValueSource::EnvVariable => {
            let variable = setting.get_env().unwrap_or_default();
            format!("from the variable {}", variable.display())
        }
        // What the file says is a default to clap.
        _ => match file.filter(|file| file.sets(key)) {
            Some(file) => format!("from {}", file.path().display()),
            None => "the default".to_owned(),
        },
    }
}

fn value(setting: &Arg, matches: &ArgMatches) -> Option<Value> {
    let id = setting.get_id().as_str();
    if matches!(setting.get_action(), ArgAction::SetTrue) {
        return Some(Value::Boolean(matches.get_flag(id)));
    }
    let texts = matches.get_raw(id)?.map(|text| redacted(&text.to_string_lossy()));
    let mut values: Vec<_> = texts.map(of_text).collect();
    match setting.get_action() {
        ArgAction::Append => Some(Value::Array(values)),
        _ => values.pop(),
    }
}

fn of_text(text: String) -> Value {
    text.parse().map_or(Value::String(text), Value::Integer)
}

fn redacted(text: &str) -> String {
    // No setting needs a query, and some forgive one: what is pasted there may be anything.
    if let Some((before, _)) = text.split_once('?') {
        return format!("{}?{REDACTED}", redacted(before));
    }
    match Url::parse(text) {
        // A password is easily written where the user belongs.
        Ok(mut url) if url.password().is_some() || !url.username().is_empty() => {
            // An address with a user always has a host, so that both can be replaced.
            let _ = url.set_password(None).and_then(|()| url.set_username(REDACTED));
            url.to_string()
        }
        _ => text.to_owned(),
    }
}
