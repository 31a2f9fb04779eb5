use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate, X509Name};

use super::check::{Check, Status};
use super::words::printable;
use crate::upstream::CertificateFault;

/// A certificate that ends sooner is worth a warning.
const SOON: Duration = Duration::from_hours(14 * 24);
/// Maximum number of names that are kept, and that are shown in a line.
const MAX_NAMES: usize = 100;
const MAX_SHOWN: usize = 3;

/// What a certificate says.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct CertificateFacts {
    /// The host names that it is for.
    pub names: Vec<String>,
    pub issuer: String,
    #[serde(serialize_with = "rfc3339")]
    pub not_before: SystemTime,
    #[serde(serialize_with = "rfc3339")]
    pub not_after: SystemTime,
}

fn rfc3339<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&humantime::format_rfc3339_seconds(*time))
}

impl CertificateFacts {
    /// Reads a certificate (DER).
    #[must_use]
    pub fn parse(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let alternative = certificate.subject_alternative_name().ok().flatten();
        let general = alternative.map(|it| it.value.general_names.as_slice()).unwrap_or_default();
        let names = general.iter().filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(printable(name)),
            _ => None,
        });
        Some(Self {
            names: names.take(MAX_NAMES).collect(),
            issuer: name(certificate.issuer()),
            not_before: time(certificate.validity().not_before.timestamp()),
            not_after: time(certificate.validity().not_after.timestamp()),
        })
    }

    fn names(&self) -> String {
        let shown: Vec<_> = self.names.iter().take(MAX_SHOWN).map(String::as_str).collect();
        match (shown.len(), self.names.len()) {
            (0, _) => "no host name".to_owned(),
            (shown_names, all) if shown_names < all => {
                format!("{} and {} more", shown.join(", "), all - shown_names)
            }
            _ => shown.join(", "),
        }
    }
}

/// Common name and organization of an authority.
fn name(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().next().and_then(|name| name.as_str().ok());
    let organization = name.iter_organization().next().and_then(|name| name.as_str().ok());
    match (common, organization) {
        (Some(common), Some(organization)) => {
            format!("{} ({})", printable(common), printable(organization))
        }
        (Some(only), None) | (None, Some(only)) => printable(only),
        (None, None) => "an authority without a name".to_owned(),
    }
}

/// Times before 1970 count as 1970, times after 9999 as 9999.
fn time(timestamp: i64) -> SystemTime {
    const LAST: u64 = 253_402_300_799;
    let seconds = u64::try_from(timestamp).unwrap_or_default().min(LAST);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn date(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string().chars().take(10).collect()
}

/// The check of a certificate that was judged so in the handshake.
pub fn check(
    host: &str,
    facts: &CertificateFacts,
    fault: Option<CertificateFault>,
    now: SystemTime,
) -> Check {
    let CertificateFacts { issuer, not_before, not_after, .. } = facts;
    let (names, end) = (facts.names(), date(*not_after));
    let ok = |finding: String| Check::ok("certificate", host, finding);
    let fault_with = |finding: String, advice: String| ok(finding).but(Status::Fault, advice);
    match fault {
        None if *not_after < now + SOON => ok(format!("for {names}; ends soon, on {end}")).but(
            Status::Warning,
            "It must be renewed by the operator of this host; calls fail afterwards.",
        ),
        None => ok(format!("for {names}; from {issuer}; until {end}")),
        Some(CertificateFault::Expired) if *not_before > now => fault_with(
            format!("not valid before {}", date(*not_before)),
            format!("Is the clock of this machine right? Its date is {}.", date(now)),
        ),
        Some(CertificateFault::Expired) => fault_with(
            format!("expired on {end}"),
            format!(
                "Is the clock of this machine right? Its date is {}. If it is, the operator of the \
                 host must renew the certificate.",
                date(now)
            ),
        ),
        Some(CertificateFault::WrongHost) => fault_with(
            format!("not for this host, but for {names}"),
            "Check the spelling of the host, and --resolve if it is pinned.".to_owned(),
        ),
        Some(CertificateFault::UnknownIssuer) => fault_with(
            format!("from {issuer}, which this machine does not trust"),
            "If a proxy in your network opens TLS, pass its authority with --tenant-ca. Otherwise \
             this may not be the right host: do not send it credentials."
                .to_owned(),
        ),
        Some(CertificateFault::Invalid) => fault_with(
            format!("not valid: for {names}, from {issuer}"),
            "It may be one of a client or of an authority, or not from the authority that it names. Do not \
             send credentials to this host."
                .to_owned(),
        ),
    }
}
