use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use thiserror::Error;
use toml::{Table, Value};

use super::key_lines::{KeyLines, Line, line_of};
use super::settings_of;
use super::spelling::nearest;
use super::tenant_table::{self, InvalidTable, TenantTable};
use super::value_errors::validate;
use crate::file;

/// A configuration file: TOML, one key per setting, named like its flag.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    table: Table,
    lines: KeyLines,
}

/// Never shows a value, which may be a misplaced secret.
#[derive(Debug, Error)]
pub enum ConfigFileError {
    #[error("--config: {} cannot be read: {}", .0.display(), .1)]
    Read(PathBuf, io::Error),
    /// Invalid TOML. Lines count from 1.
    #[error("{}: line {line}: {message}", .path.display())]
    Syntax { path: PathBuf, line: usize, message: String },
    #[error("{}: {at}unknown setting {key:?}; {advice}", .path.display())]
    UnknownKey { path: PathBuf, at: Line, key: String, advice: String },
    #[error("{}: {at}{key}: {message}", .path.display())]
    Value { path: PathBuf, at: Line, key: String, message: String },
    /// All faults of a file, one on a line.
    #[error("{}", super::lines(.0))]
    Several(Vec<Self>),
}

impl ConfigFileError {
    fn of_all(mut faults: Vec<Self>) -> Option<Self> {
        faults.sort_by_key(Self::line);
        match faults.len() {
            0 | 1 => faults.pop(),
            _ => Some(Self::Several(faults)),
        }
    }

    fn line(&self) -> Line {
        match self {
            Self::UnknownKey { at, .. } | Self::Value { at, .. } => *at,
            Self::Read(..) | Self::Syntax { .. } | Self::Several(_) => Line::default(),
        }
    }
}

impl ConfigFile {
    pub fn read(path: &Path) -> Result<Self, ConfigFileError> {
        let unreadable = |error| ConfigFileError::Read(path.to_owned(), error);
        let bytes = file::read_once(path).map_err(unreadable)?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let line = line_of(&bytes[..error.valid_up_to()]);
            let message = "the text is not UTF-8".to_owned();
            ConfigFileError::Syntax { path: path.to_owned(), line, message }
        })?;
        let table = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| bytes.get(..span.start)).unwrap_or_default();
            let message = error.message().to_owned();
            ConfigFileError::Syntax { path: path.to_owned(), line: line_of(before), message }
        })?;
        Ok(Self { path: path.to_owned(), table, lines: KeyLines::of(text) })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn lines(&self) -> &KeyLines {
        &self.lines
    }

    #[must_use]
    pub fn sets(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Makes the values of the file the defaults of the command's settings, so that flags and variables
    /// override them.
    ///
    /// # Errors
    ///
    /// For a key that is not a setting and for an invalid value, also where a flag or a variable
    /// overrides it, so that a mistake in the file is found when it is made.
    pub fn apply(&self, mut command: Command) -> Result<Command, ConfigFileError> {
        let mut faults: Vec<_> = self.tables().err().into_iter().flatten().collect();
        for (key, value) in self.table.iter().filter(|(key, _)| *key != tenant_table::KEY) {
            let Some(setting) = settings_of(&command).find(|arg| arg.get_long() == Some(key))
            else {
                faults.push(self.unknown(key, &command));
                continue;
            };
            match valid_values(setting, value) {
                // An empty list counts as unset.
                Ok(values) if values.is_empty() => {}
                Ok(values) => {
                    let id = setting.get_id().clone();
                    command = command.mut_arg(id, |arg| arg.default_values(values));
                }
                Err(message) => faults.push(self.invalid(key.clone(), message)),
            }
        }
        ConfigFileError::of_all(faults).map_or(Ok(command), Err)
    }

    fn unknown(&self, key: &str, command: &Command) -> ConfigFileError {
        let known = settings_of(command).filter_map(Arg::get_long).chain([tenant_table::KEY]);
        let advice = match nearest(key, known) {
            Some(meant) => format!("did you mean {meant}?"),
            None => {
                "a key is named like a flag of `serve --help`, such as tenant-timeout".to_owned()
            }
        };
        let (path, at) = (self.path.clone(), self.lines.of_key(key));
        ConfigFileError::UnknownKey { path, at, key: key.to_owned(), advice }
    }

    fn invalid(&self, key: String, message: String) -> ConfigFileError {
        let (path, at) = (self.path.clone(), self.lines.of_key(&key));
        ConfigFileError::Value { path, at, key, message }
    }
}

impl ConfigFile {
    /// The tables of single tenants.
    ///
    /// # Errors
    ///
    /// For a table that is not one, and for an unknown key or an invalid value in it.
    pub fn tenants(&self) -> Result<Vec<TenantTable>, ConfigFileError> {
        self.tables().map_err(ConfigFileError::Several)
    }

    fn tables(&self) -> Result<Vec<TenantTable>, Vec<ConfigFileError>> {
        let tables = self.table.get(tenant_table::KEY).map(TenantTable::all);
        tables.transpose().map(Option::unwrap_or_default).map_err(|faults| self.faults(faults))
    }

    /// Faults of tables as faults of this file.
    #[must_use]
    pub fn faults(&self, faults: Vec<InvalidTable>) -> Vec<ConfigFileError> {
        let fault = |InvalidTable { key, message }| {
            let key = [tenant_table::KEY, key.as_str()].join(".");
            self.invalid(key.trim_end_matches('.').to_owned(), message)
        };
        faults.into_iter().map(fault).collect()
    }

    /// The tables of single tenants as text; empty if there are none.
    #[must_use]
    pub fn tenants_text(&self) -> String {
        let tables = self.table.get(tenant_table::KEY).cloned();
        tables.map_or_else(String::new, |tables| {
            Table::from_iter([(tenant_table::KEY.to_owned(), tables)]).to_string()
        })
    }
}

/// The values as command-line arguments, if the setting accepts them.
fn valid_values(setting: &Arg, value: &Value) -> Result<Vec<OsString>, String> {
    let is_switch = matches!(setting.get_action(), ArgAction::SetTrue);
    let texts = match value {
        Value::Boolean(on) if is_switch => return Ok(vec![on.to_string().into()]),
        _ if is_switch => return Err("must be true or false".to_owned()),
        Value::Array(_) if !matches!(setting.get_action(), ArgAction::Append) => {
            return Err("must be one value, not a list".to_owned());
        }
        Value::Array(values) => values.iter().map(text).collect::<Option<Vec<_>>>(),
        value => text(value).map(|text| vec![text]),
    };
    let texts = texts.ok_or("must be a string, in quotes")?;
    validate(setting, &texts)?;
    Ok(texts.into_iter().map(Into::into).collect())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}
