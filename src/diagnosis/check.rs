use serde::Serialize;

/// One line of the report.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Check {
    pub check: &'static str,
    pub status: Status,
    /// The host that was examined.
    pub host: Option<String>,
    /// What was found.
    pub finding: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Ok,
    /// Calls can work all the same.
    Warning,
    /// No call can work.
    Fault,
}

impl Status {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }
}

impl Check {
    pub(super) fn ok(check: &'static str, host: &str, finding: impl Into<String>) -> Self {
        let (host, finding) = (Some(host.to_owned()), finding.into());
        Self { check, status: Status::Ok, host, finding, advice: None }
    }

    /// With another status and what to do.
    pub(super) fn but(self, status: Status, advice: impl Into<String>) -> Self {
        Self { status, advice: Some(advice.into()), ..self }
    }
}
