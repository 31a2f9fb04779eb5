use ::pem::{Pem, encode_many};
use redis::{Client, IntoConnectionInfo as _, RedisResult, TlsCertificates};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};

use super::RedisSetupError;
use crate::throttle::RedisUrl;

/// A client for a Redis server, which does not connect yet. Over TLS it trusts the authorities of this
/// machine, or Mozilla's where it has none, and the PEM certificates in `more`. The redis crate ignores
/// what is not a certificate. Without the check here a wrong file would look like a Redis server that
/// cannot be reached.
pub fn client(url: &RedisUrl, more: Option<&[u8]>) -> Result<Client, RedisSetupError> {
    if more.is_some_and(|pem| !holds_certificates(pem)) {
        return Err(RedisSetupError::Certificate);
    }
    Ok(open(url, more)?)
}

/// Whether there is at least one, and all are valid.
fn holds_certificates(pem: &[u8]) -> bool {
    let certificates: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(pem).collect();
    certificates.is_ok_and(|certificates| {
        let mut store = RootCertStore::empty();
        !certificates.is_empty() && certificates.into_iter().all(|der| store.add(der).is_ok())
    })
}

fn open(url: &RedisUrl, more: Option<&[u8]>) -> RedisResult<Client> {
    let info = url.expose().into_connection_info()?;
    if !url.is_tls() {
        return Client::open(info);
    }
    let mut trusted = machine_authorities();
    trusted.extend_from_slice(more.unwrap_or_default());
    let root_cert = (!trusted.is_empty()).then_some(trusted);
    Client::build_with_tls(info, TlsCertificates { client_tls: None, root_cert })
}

fn machine_authorities() -> Vec<u8> {
    // A certificate of the system that cannot be parsed is not the operator's fault.
    let certificates = rustls_native_certs::load_native_certs().certs.into_iter();
    let valid = certificates.filter(|der| RootCertStore::empty().add(der.clone()).is_ok());
    let pems: Vec<_> = valid.map(|der| Pem::new("CERTIFICATE", der.as_ref())).collect();
    encode_many(&pems).into_bytes()
}
