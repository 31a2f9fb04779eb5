use std::sync::Arc;

use thiserror::Error;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// The two files that a certificate is served from are unusable.
#[derive(Debug, Error)]
pub enum CertificateError {
    #[error("it holds no usable PEM certificate")]
    Certificate,
    #[error("it holds no usable PEM private key")]
    Key,
    #[error("certificate and key cannot be used together")]
    Both(#[from] rustls::Error),
}

/// Configuration of the server side of TLS from PEM: the certificate with its chain, and the private
/// key.
///
/// # Errors
///
/// When one of them is unusable, or they do not belong together.
pub fn server_config_of_pem(
    certificates: &[u8],
    key: &[u8],
) -> Result<ServerConfig, CertificateError> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::Key);
    Ok(server_config(chain.ok_or(CertificateError::Certificate)?, key?)?)
}

/// Configuration of the server side of TLS. A client that offers protocols without HTTP/1.1 among them
/// is refused in the handshake.
///
/// # Errors
///
/// When the TLS library refuses certificate or key.
pub fn server_config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
