use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::listener::CertificateLife;
use crate::metrics::{Reading, Value};
use crate::reload;

/// The files that are read again while the service runs, for readiness and metrics.
#[derive(Clone, Debug, Default)]
pub struct WatchedFiles {
    pub reloads: Vec<reload::Status>,
    /// Set if TLS is served here.
    pub certificate: Option<CertificateLife>,
}

impl WatchedFiles {
    /// Why the service is degraded: its calls succeed, but not as the files say.
    pub(super) fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        for status in &self.reloads {
            let name = status.name.replace('-', "_");
            if status.has_failed() {
                reasons.push(format!("{name}_reload_failed"));
            }
            if status.hangs() {
                reasons.push(format!("{name}_reload_hangs"));
            }
        }
        if self.certificate.as_ref().is_some_and(CertificateLife::has_expired) {
            reasons.push("certificate_expired".to_owned());
        }
        reasons
    }

    pub(super) fn readings(&self) -> Vec<Reading> {
        let mut readings = vec![
            self.by_file(
                "reload_failed",
                "1 while a changed file cannot be read or used, so that the old one is in force",
                |status| Some(i64::from(status.has_failed())),
            ),
            self.by_file(
                "reload_last_look_seconds",
                "Unix time at which the file was last looked at",
                last_look,
            ),
        ];
        if let Some(life) = self.certificate.clone() {
            readings.push(Reading {
                name: "tls_certificate_not_after_seconds",
                help: "Unix time at which the certificate of --tls-cert ends",
                value: Value::Gauge(Arc::new(move || life.not_after().unwrap_or_default())),
            });
        }
        readings
    }

    fn by_file(
        &self,
        name: &'static str,
        help: &'static str,
        read: fn(&reload::Status) -> Option<i64>,
    ) -> Reading {
        let reloads = self.reloads.clone();
        let of = move |status: &reload::Status| Some((status.name.into(), read(status)?));
        let read = move || reloads.iter().filter_map(of).collect();
        Reading { name, help, value: Value::Gauges("file", Arc::new(read)) }
    }
}

fn last_look(status: &reload::Status) -> Option<i64> {
    let time = SystemTime::now().checked_sub(status.since_last_look()?);
    let time = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    i64::try_from(time.as_secs()).ok()
}
