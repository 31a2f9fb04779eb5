use serde::Serialize;

use super::certificate::CertificateFacts;
use super::settings::TenantLogin;
use super::text;
use crate::tenant::VanityUrl;

/// What was found out about a tenant.
#[derive(Clone, Debug)]
pub struct Report {
    /// `None` if the address is not a vanity URL.
    pub tenant: Option<VanityUrl>,
    pub checks: Vec<Check>,
    /// The login service that the tenant uses, by the settings or probably.
    pub login: Option<TenantLogin>,
    /// Of the tenant's own host.
    pub certificate: Option<CertificateFacts>,
    /// How far the clock of this machine is ahead of the tenant's; negative if it is behind.
    pub clock_ahead_seconds: Option<i64>,
}

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

/// The report as programs read it.
#[derive(Serialize)]
struct Json<'a> {
    vanity_url: Option<String>,
    can_work: bool,
    login_service: Option<&'static str>,
    checks: &'a [Check],
    certificate: Option<&'a CertificateFacts>,
    clock_ahead_seconds: Option<i64>,
    settings: Option<Settings<'a>>,
}

#[derive(Serialize)]
struct Settings<'a> {
    tenant: String,
    token_url: Option<String>,
    organization: Option<&'a str>,
}

impl Report {
    pub(super) fn of_checks(tenant: Option<&VanityUrl>, checks: Vec<Check>) -> Self {
        let tenant = tenant.cloned();
        Self { tenant, checks, login: None, certificate: None, clock_ahead_seconds: None }
    }

    /// Whether a call could work: there is no fault.
    #[must_use]
    pub fn can_work(&self) -> bool {
        self.checks.iter().all(|check| check.status != Status::Fault)
    }

    /// The report as a table for a terminal of 80 columns.
    #[must_use]
    pub fn text(&self) -> String {
        text::of(self)
    }

    /// The report as JSON, on several lines.
    #[must_use]
    pub fn json(&self) -> String {
        let settings = self.tenant.as_ref().zip(self.login.as_ref());
        let json = Json {
            vanity_url: self.tenant.as_ref().map(ToString::to_string),
            can_work: self.can_work(),
            login_service: self.login.as_ref().map(|login| login.kind().name()),
            checks: &self.checks,
            certificate: self.certificate.as_ref(),
            clock_ahead_seconds: self.clock_ahead_seconds,
            settings: settings.map(|(tenant, login)| Settings {
                tenant: tenant.to_string(),
                token_url: login.token_url().map(ToString::to_string),
                organization: login.token_url().and_then(|url| Some(url.organization()?.as_str())),
            }),
        };
        serde_json::to_string_pretty(&json).unwrap_or_default()
    }
}
