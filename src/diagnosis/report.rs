use serde::Serialize;

use super::certificate::CertificateFacts;
use super::check::{Check, Status};
use super::settings::TenantLogin;
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
