use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Arg, ArgAction, Command};
use thiserror::Error;
use toml::{Table, Value};

use super::settings_of;
use super::value_errors::judge;

/// A configuration file: TOML, with one key per setting, named as its flag.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    table: Table,
}

/// Why a configuration file cannot be used. Shows no value: it may be a secret in the wrong place.
#[derive(Debug, Error)]
pub enum ConfigFileError {
    /// There is none, or it cannot be read.
    #[error("--config: {} cannot be read: {}", .0.display(), .1)]
    Read(PathBuf, io::Error),
    /// It is no TOML.
    #[error("{}: line {line}: {message}", .path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1 on.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// No setting has that name.
    #[error("{}: there is no setting called {key:?}; the keys are the flags of `serve --help`, such as tenant-timeout", .path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
    },
    /// What it is set to is not possible.
    #[error("{}: {key}: {message}", .path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// What is wrong with its value.
        message: String,
    },
}

impl ConfigFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is no TOML.
    pub fn read(path: &Path) -> Result<Self, ConfigFileError> {
        let text =
            fs::read_to_string(path).map_err(|e| ConfigFileError::Read(path.to_owned(), e))?;
        let table = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = 1 + before.matches('\n').count();
            let message = error.message().to_owned();
            ConfigFileError::Syntax { path: path.to_owned(), line, message }
        })?;
        Ok(Self { path: path.to_owned(), table })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it sets this.
    #[must_use]
    pub fn sets(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Makes the values of the file the defaults of the command's settings, so that a flag and a
    /// variable go before them.
    ///
    /// # Errors
    ///
    /// For a key that is no setting and a value that is not possible. Also where a flag or a variable
    /// would go before it: a mistake in the file is found when it is made.
    pub fn apply(&self, mut command: Command) -> Result<Command, ConfigFileError> {
        for (key, value) in &self.table {
            let path = self.path.clone();
            let Some(setting) = settings_of(&command).find(|arg| arg.get_long() == Some(key))
            else {
                return Err(ConfigFileError::UnknownKey { path, key: key.clone() });
            };
            let values = checked(setting, value).map_err(|message| {
                let key = key.clone();
                ConfigFileError::Value { path, key, message }
            })?;
            let id = setting.get_id().clone();
            // A list without entries is the same as nothing.
            if !values.is_empty() {
                command = command.mut_arg(id, |arg| arg.default_values(values));
            }
        }
        Ok(command)
    }
}

/// The texts of a value, if the setting takes them.
fn checked(setting: &Arg, value: &Value) -> Result<Vec<OsString>, String> {
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
    let texts = texts.ok_or("must be a text, in quotes")?;
    judge(setting, &texts)?;
    Ok(texts.into_iter().map(Into::into).collect())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(_)
        | Value::Float(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_) => None,
    }
}
