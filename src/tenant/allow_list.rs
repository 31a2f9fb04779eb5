use std::str::FromStr;

use thiserror::Error;

use super::VanityUrl;

/// A host name, or `*.` and a domain for one or more labels before it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HostPattern {
    domain: String,
    any_labels_before: bool,
}

/// Why a text is no host pattern.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("not a host name, nor *. followed by a domain, such as *.mykronos.com")]
pub struct InvalidPattern;

impl HostPattern {
    fn matches(&self, host: &str) -> bool {
        match host.strip_suffix(&self.domain) {
            Some("") => !self.any_labels_before,
            Some(before) => self.any_labels_before && before.ends_with('.') && before.len() > 1,
            None => false,
        }
    }
}

impl FromStr for HostPattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().to_ascii_lowercase();
        let (any_labels_before, domain) = match text.strip_prefix("*.") {
            Some(domain) => (true, domain),
            None => (false, text.as_str()),
        };
        // A vanity URL forgives a scheme and a path; a pattern must be nothing but a host name.
        let host = VanityUrl::parse(domain).map_err(|_| InvalidPattern)?;
        if host.host() == domain {
            Ok(Self { domain: domain.to_owned(), any_labels_before })
        } else {
            Err(InvalidPattern)
        }
    }
}

/// The hosts that may be called. An allow-list, because passwords are sent there.
#[derive(Clone, Debug)]
pub struct AllowList {
    patterns: Vec<HostPattern>,
    ukg_exceptions: bool,
}

/// UKG's own development and help hosts, partly plain HTTP, below the domain of the tenants.
const NOT_TENANTS: [&str; 3] = ["dev.mykronos.com", "int.mykronos.com", "gss.mykronos.com"];

impl AllowList {
    /// Only these.
    #[must_use]
    pub fn only(patterns: Vec<HostPattern>) -> Self {
        Self { patterns, ukg_exceptions: false }
    }

    /// One more.
    #[must_use]
    pub fn and(mut self, pattern: HostPattern) -> Self {
        self.patterns.push(pattern);
        self
    }

    /// Whether it names every tenant, instead of saying what they look like.
    #[must_use]
    pub fn names_each(&self) -> bool {
        !self.patterns.iter().any(|pattern| pattern.any_labels_before)
    }

    /// Whether calls may go to this tenant.
    #[must_use]
    pub fn allows(&self, tenant: &VanityUrl) -> bool {
        let host = tenant.host();
        self.patterns.iter().any(|pattern| pattern.matches(host))
            && !(self.ukg_exceptions && is_ukg_internal(host))
    }
}

/// Every host below `mykronos.com` except UKG's internal ones (`ukg-wire.md`, section 3.2).
impl Default for AllowList {
    fn default() -> Self {
        let tenants = "*.mykronos.com".parse().expect("the pattern is well-formed");
        Self { patterns: vec![tenants], ukg_exceptions: true }
    }
}

fn is_ukg_internal(host: &str) -> bool {
    let internal_domain = NOT_TENANTS.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    });
    internal_domain || host.split('.').any(is_authentication_pod)
}

/// `<pod>-<env>NN-ath01`: an authentication server behind the tenants, no vanity host. A tenant
/// called `acme-athletics` is not meant.
fn is_authentication_pod(label: &str) -> bool {
    label.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("-ath")
}
