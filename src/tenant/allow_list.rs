use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use thiserror::Error;

use super::VanityUrl;

/// A host name, or `*.` and a domain for one or more labels before the domain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HostPattern {
    domain: String,
    any_labels_before: bool,
}

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

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.any_labels_before { "*." } else { "" }, self.domain)
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
        // A vanity URL may have a scheme and a path; a pattern is a host name alone.
        match VanityUrl::parse(domain) {
            Ok(url) if url.host() == domain => {
                Ok(Self { domain: domain.to_owned(), any_labels_before })
            }
            _ => Err(InvalidPattern),
        }
    }
}

/// The hosts that may be called. An allow-list, because passwords are sent to them.
#[derive(Clone, Debug)]
pub struct AllowList {
    patterns: Vec<HostPattern>,
    exclude_ukg_internal: bool,
}

/// UKG's own development and help hosts, partly plain HTTP, below the domain of the tenants.
const UKG_INTERNAL: [&str; 3] = ["dev.mykronos.com", "int.mykronos.com", "gss.mykronos.com"];

impl AllowList {
    #[must_use]
    pub fn only(patterns: Vec<HostPattern>) -> Self {
        Self { patterns, exclude_ukg_internal: false }
    }

    /// The known token hosts of UKG Authentication (`docs/ukg-wire.md`, UKG Authentication).
    ///
    /// # Panics
    ///
    /// Never: the host names are well-formed.
    #[must_use]
    pub fn token_hosts() -> Self {
        let hosts = ["welcome-us.ukg.net", "welcome-eval.ukg.net"];
        Self::only(hosts.map(|host| host.parse().expect("the host name is well-formed")).into())
    }

    #[must_use]
    pub fn and(mut self, pattern: HostPattern) -> Self {
        self.patterns.push(pattern);
        self
    }

    /// As people write them.
    pub fn patterns(&self) -> impl Iterator<Item = String> {
        self.patterns.iter().map(ToString::to_string)
    }

    /// The domains whose hosts must not be called even so.
    #[must_use]
    pub fn exceptions(&self) -> &'static [&'static str] {
        if self.exclude_ukg_internal { &UKG_INTERNAL } else { &[] }
    }

    /// Whether the list names every host, without patterns.
    #[must_use]
    pub fn is_exhaustive(&self) -> bool {
        !self.patterns.iter().any(|pattern| pattern.any_labels_before)
    }

    #[must_use]
    pub fn allows(&self, tenant: &VanityUrl) -> bool {
        self.allows_host(tenant.host())
    }

    /// For a host name in lower case.
    #[must_use]
    pub fn allows_host(&self, host: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(host))
            && !(self.exclude_ukg_internal && is_ukg_internal(host))
    }
}

/// An allow-list that may be replaced. All clones are the same one.
#[derive(Clone, Debug)]
pub struct SharedAllowList(Arc<ArcSwap<AllowList>>);

impl SharedAllowList {
    #[must_use]
    pub fn new(list: AllowList) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(list)))
    }

    #[must_use]
    pub fn allows(&self, tenant: &VanityUrl) -> bool {
        self.0.load().allows(tenant)
    }

    pub fn replace(&self, list: AllowList) {
        self.0.store(Arc::new(list));
    }
}

/// Every host below `mykronos.com` except UKG's internal ones (`docs/ukg-wire.md`, vanity hosts).
impl Default for AllowList {
    fn default() -> Self {
        let tenants = "*.mykronos.com".parse().expect("the pattern is well-formed");
        Self { patterns: vec![tenants], exclude_ukg_internal: true }
    }
}

fn is_ukg_internal(host: &str) -> bool {
    let in_internal_domain = UKG_INTERNAL.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    });
    in_internal_domain || host.split('.').any(is_authentication_pod)
}

/// `<pod>-<env>NN-ath01` is an authentication server behind the tenants. A tenant may be called
/// `acme-athletics`.
fn is_authentication_pod(label: &str) -> bool {
    label.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("-ath")
}
