use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a path cannot be checked at all.
#[derive(Debug, Error)]
pub enum CheckError {
    /// The path, or a file in the folder, cannot be read or is not a regular file.
    #[error("{0} cannot be read")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The folder or solution has neither a definition nor properties.
    #[error("{0} has no apiDefinition.swagger.json")]
    NoConnector(PathBuf),
}

impl CheckError {
    /// The path that cannot be checked.
    #[must_use]
    pub fn path(&self) -> &Path {
        let (Self::Unreadable(path, _) | Self::NoConnector(path)) = self;
        path
    }
}
