use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a check cannot begin.
#[derive(Debug, Error)]
pub enum Problem {
    #[error("stdin cannot be read")]
    Stdin(#[source] io::Error),
    #[error("{0} cannot be read")]
    Unreadable(PathBuf, #[source] io::Error),
    #[error("{0} cannot be written")]
    Unwritable(PathBuf, #[source] io::Error),
    #[error("{0} is invalid")]
    Config(PathBuf, #[source] Box<toml::de::Error>),
    #[error("the folder {0:?} of the settings is not a path or glob")]
    Folder(String, #[source] globset::Error),
    #[error("there is no baseline {0}; --write-baseline writes it")]
    NoBaseline(PathBuf),
    #[error("{0} is not a baseline")]
    Baseline(PathBuf, #[source] serde_json::Error),
}
