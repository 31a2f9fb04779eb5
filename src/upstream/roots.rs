use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

/// The certificate authorities trusted for tenants: the operating system's, or Mozilla's where it has
/// none, and the operator's own.
#[derive(Clone, Debug)]
pub struct TrustedRoots(RootCertStore);

/// The operator's certificates cannot be used.
#[derive(Debug, Error)]
pub enum RootsError {
    #[error("{0} cannot be read")]
    File(PathBuf, #[source] io::Error),
    /// It contains no certificate, or an invalid one.
    #[error("{0} holds no usable PEM certificate")]
    Certificate(PathBuf),
}

/// PEM contains no certificate, or an invalid one.
#[derive(Debug, Error)]
#[error("no usable PEM certificate")]
pub struct InvalidCertificates;

impl TrustedRoots {
    /// The authorities of this machine.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let mut store = RootCertStore::empty();
        // A certificate of the system that cannot be parsed is not the operator's fault.
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if store.is_empty() {
            tracing::info!("this machine has no certificate authorities; Mozilla's are used");
            store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        Self(store)
    }

    /// Adds the PEM certificates of a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or contains no certificate or an invalid one.
    pub fn and_file(self, path: &Path) -> Result<Self, RootsError> {
        let pem =
            crate::file::read_once(path).map_err(|error| RootsError::File(path.into(), error))?;
        self.and_pem(&pem).map_err(|_| RootsError::Certificate(path.into()))
    }

    /// Adds PEM certificates.
    ///
    /// # Errors
    ///
    /// When there is none, or an invalid one.
    pub fn and_pem(mut self, pem: &[u8]) -> Result<Self, InvalidCertificates> {
        let before = self.0.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| InvalidCertificates)?;
            self.0.add(certificate).map_err(|_| InvalidCertificates)?;
        }
        if self.0.len() == before { Err(InvalidCertificates) } else { Ok(self) }
    }

    /// Configuration of the client side of TLS: 1.2 and 1.3, HTTP/1.1.
    pub(crate) fn into_client_config(self) -> ClientConfig {
        with_http1(config_builder().with_root_certificates(self.0).with_no_client_auth())
    }

    /// What decides about certificates for these authorities.
    pub(super) fn verifier(self) -> Arc<WebPkiServerVerifier> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        WebPkiServerVerifier::builder_with_provider(Arc::new(self.0), provider)
            .build()
            .expect("there is at least one authority, and no revocation list")
    }
}

/// The same configuration with another judge of certificates.
pub(super) fn client_config_with(verifier: Arc<dyn ServerCertVerifier>) -> ClientConfig {
    let builder = config_builder().dangerous().with_custom_certificate_verifier(verifier);
    with_http1(builder.with_no_client_auth())
}

fn config_builder() -> ConfigBuilder<ClientConfig, WantsVerifier> {
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider supports the default versions")
}

/// Not HTTP/2: it costs more per call, and a gateway that sends GOAWAY on a shared connection fails calls
/// that must not be sent again.
fn with_http1(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}
