use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Arg, ArgAction, Command};
use thiserror::Error;
use toml::{Table, Value};

use super::settings_of;
use super::tenant_table::{self, InvalidTable, TenantTable};
use super::value_errors::validate;

/// A configuration file: TOML, one key per setting, named like its flag.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    table: Table,
}

/// Never shows a value, which may be a misplaced secret.
#[derive(Debug, Error)]
pub enum ConfigFileError {
    #[error("--config: {} cannot be read: {}", .0.display(), .1)]
    Read(PathBuf, io::Error),
    /// Invalid TOML. Lines count from 1.
    #[error("{}: line {line}: {message}", .path.display())]
    Syntax { path: PathBuf, line: usize, message: String },
    #[error(
        "{}: unknown setting {key:?}; a key is named like a flag of `serve --help`, such as \
         tenant-timeout", .path.display()
    )]
    UnknownKey { path: PathBuf, key: String },
    #[error("{}: {key}: {message}", .path.display())]
    Value { path: PathBuf, key: String, message: String },
}

impl ConfigFile {
    pub fn read(path: &Path) -> Result<Self, ConfigFileError> {
        let text =
            fs::read_to_string(path).map_err(|e| ConfigFileError::Read(path.to_owned(), e))?;
        let table = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            ConfigFileError::Syntax {
                path: path.to_owned(),
                line: 1 + before.matches('\n').count(),
                message: error.message().to_owned(),
            }
        })?;
        Ok(Self { path: path.to_owned(), table })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
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
        for (key, value) in self.table.iter().filter(|(key, _)| *key != tenant_table::KEY) {
            let path = self.path.clone();
            let Some(setting) = settings_of(&command).find(|arg| arg.get_long() == Some(key))
            else {
                return Err(ConfigFileError::UnknownKey { path, key: key.clone() });
            };
            let values = valid_values(setting, value).map_err(|message| {
                let key = key.clone();
                ConfigFileError::Value { path, key, message }
            })?;
            let id = setting.get_id().clone();
            // An empty list counts as unset.
            if !values.is_empty() {
                command = command.mut_arg(id, |arg| arg.default_values(values));
            }
        }
        Ok(command)
    }
}

impl ConfigFile {
    /// The tables of single tenants.
    ///
    /// # Errors
    ///
    /// For a table that is not one, and for an unknown key or an invalid value in it.
    pub fn tenants(&self) -> Result<Vec<TenantTable>, ConfigFileError> {
        let tables = self.table.get(tenant_table::KEY).map(TenantTable::all);
        tables.transpose().map(Option::unwrap_or_default).map_err(|fault| self.fault(fault))
    }

    /// A fault of a table as one of this file.
    #[must_use]
    pub fn fault(&self, fault: InvalidTable) -> ConfigFileError {
        let InvalidTable { key, message } = fault;
        let key = [tenant_table::KEY, key.as_str()].join(".").trim_end_matches('.').to_owned();
        ConfigFileError::Value { path: self.path.clone(), key, message }
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
