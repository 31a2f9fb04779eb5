use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use time::{Duration, OffsetDateTime};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{SandboxError, UKG_HOST, token_host};
use crate::listener;

/// Some clients refuse certificates that are valid for more than 825 days.
const VALIDITY: Duration = Duration::days(365);

pub struct Certificates {
    pub ca_pem: String,
    pub server_config: ServerConfig,
}

/// Creates an authority and a certificate for these host names, for those of the tenant with UKG
/// Authentication, and for `localhost`. The authority's key
/// is dropped at once.
pub fn issue(hosts: &[String]) -> Result<Certificates, SandboxError> {
    let ca_key = KeyPair::generate()?;
    let mut ca = parameters(Vec::new(), "prowfm-auth sandbox authority")?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let ca_certificate = ca.self_signed(&ca_key)?;
    let issuer = Issuer::new(ca, ca_key);

    let mut names = hosts.to_vec();
    names.extend([UKG_HOST, token_host::HOST, "localhost", "127.0.0.1", "::1"].map(str::to_owned));
    let server_key = KeyPair::generate()?;
    let mut server = parameters(names, "prowfm-auth sandbox")?;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let server_certificate = server.signed_by(&server_key, &issuer)?;

    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let chain = vec![server_certificate.der().clone(), ca_certificate.der().clone()];
    let server_config = listener::server_config(chain, key)?;
    Ok(Certificates { ca_pem: ca_certificate.pem(), server_config })
}

fn parameters(names: Vec<String>, common_name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(names)?;
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, common_name);
    let now = OffsetDateTime::now_utc();
    // A day ago, for clients whose clock is slow.
    parameters.not_before = now - Duration::DAY;
    parameters.not_after = now + VALIDITY;
    Ok(parameters)
}
