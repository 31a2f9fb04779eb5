use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use time::OffsetDateTime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::{NEIGHBOUR, TENANT};

/// What is wrong with the tenant's side of TLS.
#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    /// Its certificate is for another host.
    WrongHost,
    /// Its certificate is for the hosts of one level above.
    TooWide,
    /// Its certificate names the host where nobody looks any more.
    NameInSubject,
    /// Its certificate's time is over.
    Expired,
    /// Its certificate's time has not come.
    NotYetValid,
    /// It vouches for itself.
    SelfSigned,
    /// Its authority has the name of a trusted one and another key.
    ForgedAuthority,
    /// Its certificate is for clients.
    ForClients,
    /// Its certificate is that of an authority.
    IsAuthority,
    /// It wants a certificate of whoever calls.
    WantsCertificate,
    /// It agrees to no other protocol.
    OnlyHttp2,
}

/// The server's side of TLS, and the authority to trust. Like many gateways it would rather speak
/// HTTP/2, so that every test shows that HTTP/1.1 is asked for.
pub(super) fn certificates(fault: Fault) -> (TlsAcceptor, String) {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_certificate = ca.self_signed(&ca_key).unwrap();
    let signing_key = match fault {
        Fault::ForgedAuthority => KeyPair::generate().unwrap(),
        _ => ca_key,
    };
    let issuer = Issuer::new(ca, signing_key);
    let key = KeyPair::generate().unwrap();
    let certificate = match fault {
        Fault::SelfSigned => parameters(fault).self_signed(&key).unwrap(),
        _ => parameters(fault).signed_by(&key, &issuer).unwrap(),
    };
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let builder = match fault {
        Fault::WantsCertificate => wanting_certificates_of(ca_certificate.der()),
        _ => ServerConfig::builder().with_no_client_auth(),
    };
    let mut config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.alpn_protocols = match fault {
        Fault::OnlyHttp2 => vec![b"h2".to_vec()],
        _ => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
    };
    (TlsAcceptor::from(Arc::new(config)), ca_certificate.pem())
}

/// What the tenant's certificate says.
fn parameters(fault: Fault) -> CertificateParams {
    let hosts = match fault {
        Fault::WrongHost => vec!["other.prd.mykronos.com"],
        Fault::TooWide => vec!["*.mykronos.com", "mykronos.com"],
        Fault::NameInSubject => Vec::new(),
        _ => vec![TENANT, NEIGHBOUR],
    };
    let hosts: Vec<_> = hosts.into_iter().map(str::to_owned).collect();
    let mut parameters = CertificateParams::new(hosts).unwrap();
    match fault {
        Fault::NameInSubject => parameters.distinguished_name.push(DnType::CommonName, TENANT),
        Fault::Expired => {
            parameters.not_before = OffsetDateTime::UNIX_EPOCH;
            parameters.not_after = OffsetDateTime::UNIX_EPOCH + time::Duration::DAY;
        }
        Fault::NotYetValid => {
            parameters.not_before = OffsetDateTime::now_utc() + time::Duration::DAY;
        }
        Fault::ForClients => {
            parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        }
        Fault::IsAuthority => parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
        _ => {}
    }
    parameters
}

fn wanting_certificates_of(
    authority: &CertificateDer<'static>,
) -> tokio_rustls::rustls::ConfigBuilder<ServerConfig, tokio_rustls::rustls::server::WantsServerCert>
{
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().unwrap();
    ServerConfig::builder().with_client_cert_verifier(verifier)
}
