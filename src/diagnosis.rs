//! What a vanity URL leads to, found out without credentials.
//!
//! The [`upstream`](crate::upstream) looks, by the rules of calls; pure functions judge what it saw. The
//! result is a [`Report`], as text for people or as JSON.

mod certificate;
mod check;
mod clock;
mod hosts;
mod login;
mod report;
mod settings;
mod text;
mod token_host;
mod token_path;
mod words;

use tokio::join;

pub use certificate::CertificateFacts;
pub use check::{Check, Status};
pub use report::Report;
pub use settings::TenantLogin;

use crate::tenant::{AllowList, TokenUrl, VanityUrl};
use crate::upstream::{HostSeen, Probe};
use login::Leads;

/// Examines tenants.
#[derive(Clone)]
pub struct Diagnosis {
    pub probe: Probe,
    pub allow_list: AllowList,
    /// The hosts of UKG Authentication that may be called.
    pub token_hosts: AllowList,
}

impl Diagnosis {
    /// Examines the tenant at a vanity URL as people write it. With a login service, the settings already
    /// say which one is called.
    pub async fn of(&self, vanity_url: &str, set: Option<&TenantLogin>) -> Report {
        let tenant = match VanityUrl::parse(vanity_url) {
            Ok(tenant) => tenant,
            Err(error) => return Report::of_checks(None, vec![hosts::malformed(error)]),
        };
        let mut checks = vec![hosts::allowed(&tenant, &self.allow_list, &self.token_hosts)];
        if checks[0].status == Status::Fault {
            return Report::of_checks(Some(&tenant), checks);
        }
        let now = std::time::SystemTime::now();
        let seen = self.probe.host(tenant.host()).await;
        checks.extend(hosts::checks(tenant.host(), &seen, now));
        let certificate = hosts::certificate(&seen);
        if !can_be_called(&seen) {
            let report = Report::of_checks(Some(&tenant), checks);
            return Report { certificate, ..report };
        }
        let (landing, token_path) = join!(
            self.probe.start_page(&tenant, |url| login::says_enough(url, &self.token_hosts)),
            self.probe.token_path(&tenant),
        );
        // The first response cannot come from a cache.
        let responses = [token_path.as_ref().ok(), landing.as_ref().ok().map(|it| &it.sight)];
        let reading = responses.into_iter().flatten().find_map(|sight| sight.clock);
        checks.extend(reading.map(|reading| clock::check(tenant.host(), reading)));

        let leads = Leads::of(&landing, &tenant, &self.token_hosts);
        let token_path = token_path::TokenPath::of(token_path);
        let login = login::decide(set, &leads, &token_path);
        checks.push(login::check(&tenant, set, &leads, login.as_ref()));
        checks.push(token_path::check(&tenant, &token_path, login.as_ref()));
        if let Some(TenantLogin::Ukg(token_url)) = &login {
            checks.extend(self.token_host(token_url).await);
        }
        Report {
            certificate,
            clock_ahead_seconds: reading.map(clock::ahead),
            login,
            ..Report::of_checks(Some(&tenant), checks)
        }
    }

    async fn token_host(&self, token_url: &TokenUrl) -> Vec<Check> {
        let host = token_url.host();
        if !self.token_hosts.allows_host(host) {
            return vec![token_host::not_allowed(host)];
        }
        let seen = self.probe.host(host).await;
        let mut checks = hosts::checks(host, &seen, std::time::SystemTime::now());
        if can_be_called(&seen) {
            let document = self.probe.discovery(token_url).await;
            checks.push(token_host::check(token_url, document));
        }
        checks
    }
}

/// Whether at least one connection was made.
fn can_be_called(seen: &HostSeen) -> bool {
    match seen {
        HostSeen::NoAddress | HostSeen::Refused(_) => false,
        HostSeen::Connected(connections) => connections.iter().any(|c| c.handshake.outcome.is_ok()),
    }
}
