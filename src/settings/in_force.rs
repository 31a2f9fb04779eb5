use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA256};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::Value;
use url::Url;

use super::key_lines::KeyLines;
use super::{ConfigFile, settings_of, tenant_table};

const REDACTED: &str = "redacted";

/// The settings in force, and where each comes from. Holds no secret.
#[derive(Clone, Debug, Default)]
pub struct InForce {
    settings: Vec<Setting>,
    /// The tables of single tenants, as text.
    tables: String,
    file: Option<(PathBuf, KeyLines)>,
}

#[derive(Clone, Debug)]
struct Setting {
    key: String,
    /// `None` if it is not set.
    given: Option<Given>,
}

#[derive(Clone, Debug)]
struct Given {
    shown: Value,
    digest: Vec<u8>,
    origin: Origin,
}

#[derive(Clone, Debug)]
enum Origin {
    CommandLine,
    Variable(String),
    File,
    Default,
}

/// The value of a setting that is not set.
pub struct Derived {
    pub key: &'static str,
    pub value: Value,
    /// Such as `the default`.
    pub why: String,
}

impl InForce {
    #[must_use]
    pub fn of(command: &Command, matches: &ArgMatches, file: Option<&ConfigFile>) -> Self {
        let setting = |setting: &Arg| {
            let key = setting.get_long().unwrap_or_default().to_owned();
            let origin = origin(setting, matches, file.is_some_and(|file| file.sets(&key)));
            let given = origin.zip(value(setting, matches)).map(|(origin, shown)| Given {
                shown,
                digest: digest(setting, matches),
                origin,
            });
            Setting { key, given }
        };
        Self {
            settings: settings_of(command).map(setting).collect(),
            tables: file.map(ConfigFile::tenants_text).unwrap_or_default(),
            file: file.map(|file| (file.path().to_owned(), file.lines().clone())),
        }
    }

    /// As a configuration file, whose comments say where each value comes from. Credentials in addresses
    /// are redacted; all other secrets are in files of their own.
    #[must_use]
    pub fn text(&self, derived: &[Derived]) -> String {
        let mut text = String::from("# The effective settings.\n");
        for Setting { key, given } in &self.settings {
            let derived = derived.iter().find(|derived| derived.key == key);
            let _ = match (given, derived) {
                (Some(Given { shown, origin, .. }), _) => {
                    writeln!(text, "{key} = {shown}  # {}", self.words(origin))
                }
                (None, Some(Derived { value, why, .. })) => {
                    writeln!(text, "# {key} = {value}  # {why}")
                }
                (None, None) => writeln!(text, "# {key} is not set; see serve --help"),
            };
        }
        if !self.tables.is_empty() {
            let _ = write!(text, "\n# {}\n{}", self.words(&Origin::File), self.tables);
        }
        text
    }

    fn words(&self, origin: &Origin) -> String {
        match origin {
            Origin::CommandLine => "from the command line".to_owned(),
            Origin::Variable(name) => format!("from the variable {name}"),
            Origin::File => format!("from {}", self.path().display()),
            Origin::Default => "the default".to_owned(),
        }
    }

    fn path(&self) -> &Path {
        self.file.as_ref().map_or(Path::new(""), |(path, _)| path)
    }

    /// Where a setting comes from, as the beginning of a message about it.
    #[must_use]
    pub fn source_of(&self, key: &str) -> String {
        let setting = self.settings.iter().find(|setting| setting.key == key);
        match setting.and_then(|setting| setting.given.as_ref()).map(|given| &given.origin) {
            Some(Origin::Variable(name)) => format!("the variable {name}"),
            Some(Origin::File) => self.at_line(key),
            Some(Origin::CommandLine | Origin::Default) | None => format!("--{key}"),
        }
    }

    fn at_line(&self, key: &str) -> String {
        let line = self.file.as_ref().map(|(_, lines)| lines.of_key(key)).unwrap_or_default();
        format!("{}: {line}{key}", self.path().display())
    }

    /// A message that begins with a flag, or with a key of a table, such that it begins with the source of
    /// that setting.
    #[must_use]
    pub fn from_source(&self, message: &str) -> String {
        let (name, rest) = message.split_at(message.find(": ").unwrap_or_default());
        match name.strip_prefix("--") {
            Some(key) => self.source_of(key) + rest,
            None if name.starts_with(tenant_table::KEY) => self.at_line(name) + rest,
            None => message.to_owned(),
        }
    }

    /// The keys of the settings that differ from earlier ones.
    #[must_use]
    pub fn changes_since(&self, earlier: &Self) -> Vec<&str> {
        let digest = |setting: &Setting| setting.given.as_ref().map(|given| given.digest.clone());
        let pairs = self.settings.iter().zip(&earlier.settings);
        let differ = pairs.filter(|(now, before)| digest(now) != digest(before));
        let tables = (self.tables != earlier.tables).then_some(tenant_table::KEY);
        differ.map(|(now, _)| now.key.as_str()).chain(tables).collect()
    }
}

fn origin(setting: &Arg, matches: &ArgMatches, is_in_file: bool) -> Option<Origin> {
    Some(match matches.value_source(setting.get_id().as_str())? {
        ValueSource::CommandLine => Origin::CommandLine,
        ValueSource::EnvVariable => {
            Origin::Variable(setting.get_env().unwrap_or_default().to_string_lossy().into_owned())
        }
        // To clap, a value from the file is a default.
        _ if is_in_file => Origin::File,
        _ => Origin::Default,
    })
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

/// What was given for a setting, in a form that says only whether it is the same.
fn digest(setting: &Arg, matches: &ArgMatches) -> Vec<u8> {
    let mut digest = Context::new(&SHA256);
    for value in matches.get_raw(setting.get_id().as_str()).into_iter().flatten() {
        digest.update(&value.len().to_be_bytes());
        digest.update(value.as_encoded_bytes());
    }
    digest.finish().as_ref().to_vec()
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
