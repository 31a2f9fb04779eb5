use std::sync::Arc;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair,
};
use time::OffsetDateTime;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// What is wrong with the tenant's side of TLS.
#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    /// Its certificate is for another host.
    WrongHost,
    /// Its certificate is for the hosts of one level above.
    TooWide,
    /// Its certificate names the host in the subject only, where clients no longer look.
    NameInSubject,
    Expired,
    /// Its certificate is not valid yet.
    NotYetValid,
    /// Its certificate is signed by its own key.
    SelfSigned,
    /// Its authority has the name of a trusted one and another key.
    ForgedAuthority,
    /// Its certificate is for clients.
    ForClients,
    /// Its certificate is that of an authority.
    IsAuthority,
    /// It asks its callers for a certificate.
    WantsCertificate,
    /// It accepts HTTP/2 alone.
    OnlyHttp2,
}

pub struct Authority {
    parameters: CertificateParams,
    key: KeyPair,
    certificate: Certificate,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = parameters.self_signed(&key).unwrap();
        Self { parameters, key, certificate }
    }

    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// A new certificate for this host, followed by its key.
    pub fn server_pem(&self, host: &str) -> String {
        let issuer = Issuer::from_params(&self.parameters, &self.key);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters(&[host], Fault::None).signed_by(&key, &issuer).unwrap().pem();
        certificate + &key.serialize_pem()
    }

    /// The caller's side of TLS, which trusts this authority alone and asks for no protocol.
    pub fn connector(&self) -> TlsConnector {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.der().clone()).unwrap();
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        TlsConnector::from(Arc::new(config))
    }

    /// The server's side of TLS for these hosts. It prefers HTTP/2, as many gateways do, so that every
    /// test shows that HTTP/1.1 is asked for.
    pub(super) fn acceptor(&self, hosts: &[&str], fault: Fault) -> TlsAcceptor {
        let other_key = KeyPair::generate().unwrap();
        let signing_key = if fault == Fault::ForgedAuthority { &other_key } else { &self.key };
        let issuer = Issuer::from_params(&self.parameters, signing_key);
        let key = KeyPair::generate().unwrap();
        let parameters = parameters(hosts, fault);
        let certificate = match fault {
            Fault::SelfSigned => parameters.self_signed(&key).unwrap(),
            _ => parameters.signed_by(&key, &issuer).unwrap(),
        };
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let builder = match fault {
            Fault::WantsCertificate => wanting_certificates_of(self.certificate.der()),
            _ => ServerConfig::builder().with_no_client_auth(),
        };
        let mut config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
        config.alpn_protocols = match fault {
            Fault::OnlyHttp2 => vec![b"h2".to_vec()],
            _ => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        };
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What the tenant's certificate says.
fn parameters(hosts: &[&str], fault: Fault) -> CertificateParams {
    let names = match fault {
        Fault::WrongHost => &["other.prd.mykronos.com"],
        Fault::TooWide => &["*.mykronos.com", "mykronos.com"][..],
        Fault::NameInSubject => &[],
        _ => hosts,
    };
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut parameters = CertificateParams::new(names).unwrap();
    match fault {
        Fault::NameInSubject => parameters.distinguished_name.push(DnType::CommonName, hosts[0]),
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
