use std::fmt;

use serde::{Serialize, Serializer};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Advice that many certified connectors do not follow.
    Guidance,
    /// A reviewer may ask about it, or makers have trouble with it.
    Warning,
    /// The platform or certification refuses it.
    Error,
}

impl Level {
    /// Its name in lower case, as reports show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guidance => "guidance",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Level {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
