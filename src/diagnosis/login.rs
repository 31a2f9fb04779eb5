//! Which login service a tenant uses, as far as its start page shows it.

use http::StatusCode;
use url::Url;

use super::check::{Check, Status};
use super::settings::TenantLogin;
use super::token_path::TokenPath;
use super::words;
use crate::tenant::{AllowList, TokenUrl, VanityUrl};
use crate::upstream::{Landing, UpstreamFailure};

/// The legacy service's login page (`docs/ukg-wire.md`, login pages).
const LEGACY_PAGE: &str = "/authn/XUI";
/// The parameter that names the organization, in addresses of UKG Authentication.
const ORGANIZATION: &str = "organization";
const CHECK: &str = "login_service";

/// Where the start page of a tenant leads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Leads {
    /// To the login page of the legacy service.
    Legacy,
    Ukg(TokenUrl),
    /// To a host that says nothing, such as a company's own sign-on.
    Elsewhere(String),
    /// Nowhere: a response that is no redirect.
    Nowhere(StatusCode),
    /// There was no response.
    Unseen(&'static str),
}

/// Whether an address shows the login service, so that it need not be opened.
pub fn says_enough(url: &Url, token_hosts: &AllowList) -> bool {
    is_legacy(url) || ukg(url, token_hosts).is_some()
}

fn is_legacy(url: &Url) -> bool {
    let rest = url.path().strip_prefix(LEGACY_PAGE);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The token host in an address, with its organization (`docs/ukg-wire.md`, login pages).
fn ukg(url: &Url, token_hosts: &AllowList) -> Option<TokenUrl> {
    let host = url.host_str().filter(|_| url.scheme() == "https")?;
    let looks_so = host.starts_with("welcome-") && host.ends_with(".ukg.net");
    if !looks_so && !token_hosts.allows_host(host) {
        return None;
    }
    let organization = url.query_pairs().find(|(name, _)| name == ORGANIZATION);
    let organization = organization.and_then(|(_, value)| value.parse().ok());
    Some(TokenUrl::parse(host).ok()?.with_organization(organization))
}

impl Leads {
    pub fn of(
        landing: &Result<Landing, UpstreamFailure>,
        tenant: &VanityUrl,
        token_hosts: &AllowList,
    ) -> Self {
        let landing = match landing {
            Ok(landing) => landing,
            Err(failure) => return Self::Unseen(words::no_response(failure)),
        };
        let Some(url) = &landing.leads_to else { return Self::Nowhere(landing.sight.status) };
        if is_legacy(url) {
            return Self::Legacy;
        }
        match (ukg(url, token_hosts), url.host_str()) {
            (Some(token_url), _) => Self::Ukg(token_url),
            (None, Some(host)) if host != tenant.host() => Self::Elsewhere(host.to_owned()),
            (None, _) => Self::Nowhere(landing.sight.status),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Legacy => "the start page leads to the legacy login page".to_owned(),
            Self::Ukg(url) => format!("the start page leads to {}", url.host()),
            Self::Elsewhere(host) => format!("the start page leads to {host}"),
            Self::Nowhere(status) => {
                format!("the start page leads nowhere (status {})", status.as_u16())
            }
            Self::Unseen(why) => format!("the start page: {why}"),
        }
    }
}

/// The login service: that of the settings, else where the start page leads, else the legacy one if its
/// token endpoint is there.
pub fn decide(
    set: Option<&TenantLogin>,
    leads: &Leads,
    token_path: &TokenPath,
) -> Option<TenantLogin> {
    match (set, leads) {
        // The redirect may know the organization.
        (Some(TenantLogin::Ukg(set)), Leads::Ukg(seen)) if set.host() == seen.host() => {
            let known = if set.organization().is_some() { set } else { seen };
            Some(TenantLogin::Ukg(known.clone()))
        }
        (Some(set), _) => Some(set.clone()),
        (None, Leads::Legacy) => Some(TenantLogin::Legacy),
        (None, Leads::Ukg(seen)) => Some(TenantLogin::Ukg(seen.clone())),
        (None, Leads::Elsewhere(_) | Leads::Nowhere(_) | Leads::Unseen(_)) => {
            (*token_path == TokenPath::Answers).then_some(TenantLogin::Legacy)
        }
    }
}

pub fn check(
    tenant: &VanityUrl,
    set: Option<&TenantLogin>,
    leads: &Leads,
    login: Option<&TenantLogin>,
) -> Check {
    let seen = leads.words();
    let ok = |finding: String| Check::ok(CHECK, tenant.host(), finding);
    let warning = |finding, advice: &str| ok(finding).but(Status::Warning, advice);
    match (set, leads, login) {
        (Some(TenantLogin::Legacy), Leads::Ukg(_), _) => warning(
            format!("the legacy service by the settings, but {seen}"),
            "If UKG's Client Management shows an OAuth URL, set it as the token URL.",
        ),
        (Some(TenantLogin::Legacy), ..) => ok("the legacy service, by the settings".to_owned()),
        (Some(TenantLogin::Ukg(set)), Leads::Ukg(found), _) if set.host() != found.host() => warning(
            format!("UKG Authentication at {} by the token URL given, but {seen}", set.host()),
            "Compare the token URL with the OAuth URL in UKG's Client Management.",
        ),
        (Some(TenantLogin::Ukg(set)), Leads::Legacy, _) => warning(
            format!("UKG Authentication at {} by the token URL given, but {seen}", set.host()),
            "Does UKG's Client Management show an OAuth URL for this tenant? If not, leave the token URL \
             out.",
        ),
        (Some(TenantLogin::Ukg(set)), ..) => ok(format!("UKG Authentication at {}, by the token URL given", set.host())),
        (None, Leads::Legacy, _) => ok(format!("probably the legacy service: {seen}")),
        (None, Leads::Ukg(_), _) => ok(format!("probably UKG Authentication: {seen}")),
        (None, _, Some(_)) => warning(
            format!("probably the legacy service, whose token endpoint answers; {seen}"),
            "If UKG's Client Management shows an OAuth URL, use it as the token URL.",
        ),
        (None, _, None) => ok(format!("cannot be told: {seen}")).but(
            Status::Fault,
            format!(
                "Is this the vanity URL? If UKG's Client Management shows an OAuth URL, try again with \
                 --token-url; it is probably https://{}/oauth/token.",
                likely_token_host(tenant.host())
            ),
        ),
    }
}

/// The token host of partners' and evaluation tenants, or that of production (`docs/ukg-wire.md`, UKG
/// Authentication).
fn likely_token_host(host: &str) -> &'static str {
    if host.split('.').any(|label| matches!(label, "cfn" | "evl")) {
        "welcome-eval.ukg.net"
    } else {
        "welcome-us.ukg.net"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evaluation_tenants_have_another_token_host() {
        for host in ["acme.cfn.mykronos.com", "acme-nosso.evl.mykronos.com"] {
            assert_eq!(likely_token_host(host), "welcome-eval.ukg.net", "{host}");
        }
        for host in ["acme.mykronos.com", "acme.npr.mykronos.com", "cfn-acme.prd.mykronos.com"] {
            assert_eq!(likely_token_host(host), "welcome-us.ukg.net", "{host}");
        }
    }
}
