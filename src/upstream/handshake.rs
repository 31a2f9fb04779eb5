//! A TLS handshake by the rules of calls, that remembers the certificate also where it is refused.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::net::TcpStream;
use tokio::time::timeout_at;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    DigitallySignedStruct, Error as TlsError, ProtocolVersion, SignatureScheme,
};

use super::failure::{CertificateFault, certificate_fault};
use super::roots::client_config_with;

/// How far a connection came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Handshake {
    /// The version of TLS, such as `TLS 1.3`.
    pub outcome: Result<&'static str, NotConnected>,
    /// The server's certificate (DER), if it sent one.
    pub certificate: Option<Vec<u8>>,
}

/// Why there is no connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotConnected {
    /// Nothing listens there, or a firewall says so.
    Refused,
    /// No connection within the connect timeout.
    TimedOut,
    /// The network has no way to the address, or failed.
    Network,
    /// The server speaks no TLS, or none that is accepted here.
    Tls,
    /// The TLS handshake did not end within the connect timeout.
    TlsTimedOut,
    Certificate(CertificateFault),
}

/// Connects, and ends the connection after the handshake. Nothing is sent on it.
pub(super) async fn handshake(
    host: &str,
    address: SocketAddr,
    limit: Duration,
    verifier: Arc<WebPkiServerVerifier>,
) -> Handshake {
    let recorder = Arc::new(Recorder { verifier, certificate: Mutex::default() });
    let outcome = connect(host, address, limit, Arc::clone(&recorder)).await;
    let certificate = recorder.certificate.lock().take();
    Handshake { outcome, certificate: certificate.map(|certificate| certificate.to_vec()) }
}

async fn connect(
    host: &str,
    address: SocketAddr,
    limit: Duration,
    recorder: Arc<Recorder>,
) -> Result<&'static str, NotConnected> {
    let deadline = (Instant::now() + limit).into();
    let name = ServerName::try_from(host.to_owned()).map_err(|_| NotConnected::Tls)?;
    let tcp = timeout_at(deadline, TcpStream::connect(address))
        .await
        .map_err(|_| NotConnected::TimedOut)?
        .map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => NotConnected::Refused,
            io::ErrorKind::TimedOut => NotConnected::TimedOut,
            _ => NotConnected::Network,
        })?;
    let connector = TlsConnector::from(Arc::new(client_config_with(recorder)));
    let stream = timeout_at(deadline, connector.connect(name, tcp))
        .await
        .map_err(|_| NotConnected::TlsTimedOut)?
        .map_err(|error| of_handshake(&error))?;
    let (_, connection) = stream.get_ref();
    match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_2) => Ok("TLS 1.2"),
        Some(ProtocolVersion::TLSv1_3) => Ok("TLS 1.3"),
        _ => Err(NotConnected::Tls),
    }
}

fn of_handshake(error: &io::Error) -> NotConnected {
    let tls = error.get_ref().and_then(|error| error.downcast_ref::<TlsError>());
    tls.and_then(certificate_fault).map_or(NotConnected::Tls, NotConnected::Certificate)
}

/// Judges as calls do, and keeps the certificate that it judged.
#[derive(Debug)]
struct Recorder {
    verifier: Arc<WebPkiServerVerifier>,
    certificate: Mutex<Option<CertificateDer<'static>>>,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        *self.certificate.lock() = Some(end_entity.clone().into_owned());
        self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.verifier.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.verifier.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}
