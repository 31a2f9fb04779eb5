use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use crate::Failure;

/// The host name of the tenant. Its callers pin it to a loopback address.
pub const HOST: &str = "bench.mykronos.com";

/// What the tenant proves itself with, as files: every contestant reads them in its own way.
pub struct Credentials {
    pub authority: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Credentials {
    /// Makes an authority and a certificate of the tenant. The authority's key is forgotten at once.
    pub fn issue(folder: &Path) -> Result<Self, Failure> {
        let authority_key = KeyPair::generate()?;
        let mut authority = CertificateParams::default();
        // OpenSSL takes a certificate that is named as its authority for one that signed itself.
        authority.distinguished_name.push(DnType::CommonName, "authority of the bench");
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let authority_certificate = authority.self_signed(&authority_key)?;
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate()?;
        let certificate =
            CertificateParams::new(vec![HOST.to_owned()])?.signed_by(&key, &issuer)?;

        let files = Self {
            authority: folder.join("authority.pem"),
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        };
        std::fs::write(&files.authority, authority_certificate.pem())?;
        std::fs::write(&files.certificate, certificate.pem())?;
        std::fs::write(&files.key, key.serialize_pem())?;
        Ok(files)
    }
}
