use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use tokio::time::interval;
use tokio_rustls::rustls::client::verify_server_name;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::server::ParsedCertificate;
use x509_parser::prelude::{FromDer, X509Certificate};

/// A certificate that ends sooner is worth a warning.
const SOON: i64 = 14 * 24 * 60 * 60;
const DAY: Duration = Duration::from_hours(24);

/// How long the certificate is valid that is served, and whether it is for the right host. Callers find
/// out by themselves, and only then; an operator should know before.
#[derive(Clone, Debug, Default)]
pub struct CertificateLife(Arc<Mutex<Option<Life>>>);

/// Times are Unix times.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Life {
    not_before: i64,
    not_after: i64,
    is_for_host: bool,
}

impl CertificateLife {
    /// Takes over a new certificate (PEM, the first one of a chain), and warns if something is wrong with
    /// it. `host` is the name by which callers know this service, if it is known.
    pub fn renew(&self, pem: &[u8], host: Option<&str>) {
        *self.0.lock() = Life::of(pem, host);
        self.warn(now());
    }

    /// Unix time at which the certificate ends.
    #[must_use]
    pub fn not_after(&self) -> Option<i64> {
        self.0.lock().map(|life| life.not_after)
    }

    #[must_use]
    pub fn has_expired(&self) -> bool {
        self.not_after().is_some_and(|end| end < now())
    }

    /// Warns again every day.
    pub async fn warn_daily(self) {
        let mut days = interval(DAY);
        // The first tick is at once, and the certificate was just judged.
        days.tick().await;
        loop {
            days.tick().await;
            self.warn(now());
        }
    }

    fn warn(&self, now: i64) {
        let life = *self.0.lock();
        for text in life.iter().flat_map(|life| life.faults(now)) {
            let days = life.map(|life| (life.not_after - now) / (24 * 60 * 60));
            tracing::warn!(days_left = days, "{text}");
        }
    }
}

impl Life {
    fn of(pem: &[u8], host: Option<&str>) -> Option<Self> {
        let der = CertificateDer::from_pem_slice(pem).ok()?;
        let (_, certificate) = X509Certificate::from_der(&der).ok()?;
        let validity = certificate.validity();
        Some(Self {
            not_before: validity.not_before.timestamp(),
            not_after: validity.not_after.timestamp(),
            is_for_host: host.is_none_or(|host| is_for(&der, host)),
        })
    }

    /// What is wrong, in words for the operator.
    fn faults(&self, now: i64) -> impl Iterator<Item = &'static str> + use<> {
        let time = if self.not_after < now {
            Some("the certificate of --tls-cert has expired: callers refuse it")
        } else if self.not_before > now {
            Some("the certificate of --tls-cert is not valid yet: callers refuse it")
        } else if self.not_after - now < SOON {
            Some("the certificate of --tls-cert ends soon: renew it")
        } else {
            None
        };
        let name = (!self.is_for_host).then_some(
            "the certificate of --tls-cert is not for the host of --public-url: callers refuse it",
        );
        time.into_iter().chain(name)
    }
}

fn is_for(der: &CertificateDer<'_>, host: &str) -> bool {
    // An IPv6 address is in brackets in a URL.
    let name = ServerName::try_from(host.trim_matches(['[', ']']));
    let parsed = ParsedCertificate::try_from(der);
    matches!((name, parsed), (Ok(name), Ok(parsed)) if verify_server_name(&parsed, &name).is_ok())
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    /// For one host, throughout the year 2031.
    fn pem() -> String {
        let mut params = CertificateParams::new(vec!["tokens.contoso.com".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2031, 1, 1);
        params.not_after = date_time_ymd(2032, 1, 1);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().pem()
    }

    #[test]
    fn what_is_wrong_is_said_in_words() {
        const DAY: i64 = 24 * 60 * 60;
        let pem = pem();
        let life = Life::of(pem.as_bytes(), Some("tokens.contoso.com")).unwrap();
        assert_eq!((life.not_before, life.not_after), (1_924_992_000, 1_956_528_000));
        let faults = |now| life.faults(now).collect::<Vec<_>>();
        assert_eq!(faults(life.not_before - 1).len(), 1);
        assert!(faults(life.not_before - 1)[0].contains("not valid yet"));
        assert!(faults(life.not_before).is_empty());
        assert!(faults(life.not_after - 14 * DAY).is_empty());
        assert!(faults(life.not_after - 14 * DAY + 1)[0].contains("ends soon"));
        assert!(faults(life.not_after + 1)[0].contains("has expired"));
    }

    #[test]
    fn the_host_is_compared_if_it_is_known() {
        let pem = pem();
        let is_for = |host| Life::of(pem.as_bytes(), host).unwrap().is_for_host;
        assert!(is_for(None) && is_for(Some("TOKENS.contoso.com")));
        assert!(
            !is_for(Some("contoso.com")) && !is_for(Some("127.0.0.1")) && !is_for(Some("[::1]"))
        );
    }

    #[test]
    fn a_renewed_certificate_takes_the_place_of_the_old_one() {
        let life = CertificateLife::default();
        assert_eq!((life.not_after(), life.has_expired()), (None, false));
        life.renew(pem().as_bytes(), None);
        assert_eq!((life.not_after(), life.has_expired()), (Some(1_956_528_000), false));
        life.renew(b"no certificate", None);
        assert_eq!(life.not_after(), None);
    }
}
