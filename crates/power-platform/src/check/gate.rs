use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::check::level::Level;

/// The gates of the platform that a connector passes, one after the other. Each refuses what the
/// gates before it refuse, and more.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Gate {
    /// The connector is saved in an environment, as the designer, `paconn` and `pac` do.
    #[default]
    Custom,
    /// The connector is imported as part of a solution, into tables of Dataverse.
    Solution,
    /// Microsoft certifies and publishes the connector.
    Certification,
}

/// A text that is not the name of a gate.
#[derive(Debug, Error)]
#[error("the gates are custom, solution and certification")]
pub struct UnknownGate;

impl Gate {
    /// All gates in their order.
    pub const ALL: [Self; 3] = [Self::Custom, Self::Solution, Self::Certification];

    /// Its name in lower case, as the command line and reports have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Solution => "solution",
            Self::Certification => "certification",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Gate {
    type Err = UnknownGate;

    fn from_str(text: &str) -> Result<Self, UnknownGate> {
        Self::ALL.into_iter().find(|gate| gate.name() == text).ok_or(UnknownGate)
    }
}

impl Serialize for Gate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// How grave a fault is at each of the gates.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Advice that many certified connectors do not follow.
    Guidance,
    /// Advice, about which the reviewers of certification may ask.
    Review,
    /// Every gate lets it pass, but makers have trouble with it.
    Warning,
    /// Certification refuses it.
    Certification,
    /// The import of a solution refuses it, and so does certification.
    Solution,
    /// Every gate refuses it.
    Custom,
}

impl Severity {
    /// The first gate that refuses the fault; `None` if all let it pass.
    #[must_use]
    pub const fn refused_by(self) -> Option<Gate> {
        match self {
            Self::Custom => Some(Gate::Custom),
            Self::Solution => Some(Gate::Solution),
            Self::Certification => Some(Gate::Certification),
            Self::Warning | Self::Review | Self::Guidance => None,
        }
    }

    /// The level of the fault at a gate. What only a later gate refuses is a warning.
    #[must_use]
    pub fn level(self, gate: Gate) -> Level {
        match self {
            Self::Guidance => Level::Guidance,
            Self::Review if gate < Gate::Certification => Level::Guidance,
            _ if self.refused_by().is_some_and(|first| first <= gate) => Level::Error,
            _ => Level::Warning,
        }
    }
}
