//! Callers over TLS.

mod deadlines;

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use prowfm_auth::facade::FacadeSettings;
use prowfm_auth::listener::{CertificateLife, Limits, Security};
use prowfm_auth::settings::ListenSettings;
use rcgen::generate_simple_self_signed;
use testing::{
    Folder, PATIENCE, RunningFacade, ScriptedTenant, Start, TOKENS, Wire, credentials, json,
};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{AlertDescription, ClientConfig, Error, RootCertStore};

use super::unread_bodies::{every_response_arrives, with_keys};

const SHORT: Duration = Duration::from_millis(300);
const HOUR: Duration = Duration::from_hours(1);

const HOST: &str = "facade.test";
const HEALTH: &str = "GET /health/live HTTP/1.1\r\nHost: facade.test\r\n\r\n";
const TOKEN: &str = "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
                     Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 49\r\n\r\n\
                     username=u&password=p&client_id=c&client_secret=s";

/// The two files of a certificate, in a temporary folder.
pub struct Files(Folder);

impl Files {
    pub fn of(test: &str) -> Self {
        Self(Folder::new(&format!("https-{test}")))
    }

    fn cert(&self) -> PathBuf {
        self.0.path().join("cert.pem")
    }

    fn key(&self) -> PathBuf {
        self.0.path().join("key.pem")
    }

    /// Writes a new certificate, which is returned.
    pub fn renew(&self) -> CertificateDer<'static> {
        let made = generate_simple_self_signed(vec![HOST.to_owned()]).unwrap();
        std::fs::write(self.cert(), made.cert.pem()).unwrap();
        std::fs::write(self.key(), made.signing_key.serialize_pem()).unwrap();
        made.cert.der().clone()
    }

    /// What the program makes of these files, kept up to date.
    pub fn security(&self) -> Security {
        let settings = settings(&self.cert(), &self.key());
        let reload = settings.certificate(&CertificateLife::default()).unwrap().unwrap();
        let config = reload.value();
        tokio::spawn(reload.run());
        Security::Tls(config)
    }
}

fn settings(cert: &Path, key: &Path) -> ListenSettings {
    ListenSettings {
        listen: "127.0.0.1:0".parse().unwrap(),
        admin_listen: None,
        public_url: None,
        tls_cert: Some(cert.to_owned()),
        tls_key: Some(key.to_owned()),
        stop_delay: None,
        trusted_proxy: Vec::new(),
        worker_threads: NonZeroUsize::MIN,
    }
}

/// A facade over TLS, before a tenant. The deadlines are far away.
async fn facade(
    files: &Files,
    tenant: &ScriptedTenant,
    shorten: impl FnOnce(&mut Limits),
) -> RunningFacade {
    let mut limits =
        Limits { handshake: HOUR, header: HOUR, idle: HOUR, write: HOUR, ..Limits::default() };
    shorten(&mut limits);
    let security = files.security();
    let change = |settings: &mut FacadeSettings| {
        (settings.security, settings.limits) = (security, limits);
    };
    Start::with(tenant).set(change).run().await
}

async fn tenant() -> ScriptedTenant {
    ScriptedTenant::answering(json(200, TOKENS)).await
}

/// Connects as a caller that trusts this one certificate and offers these protocols.
pub async fn handshake(
    facade: &RunningFacade,
    trusted: &CertificateDer<'static>,
    protocols: &[&[u8]],
) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let tcp = TcpStream::connect(facade.address).await.unwrap();
    let name = ServerName::try_from(HOST).unwrap();
    timeout(PATIENCE, TlsConnector::from(Arc::new(config)).connect(name, tcp)).await.unwrap()
}

/// Connects without offering a protocol; `None` when the facade has another certificate.
async fn wire(
    facade: &RunningFacade,
    trusted: &CertificateDer<'static>,
) -> Option<Wire<TlsStream<TcpStream>>> {
    handshake(facade, trusted, &[]).await.ok().map(Wire::over)
}

/// The status of a response to this request on a new connection.
async fn call(facade: &RunningFacade, trusted: &CertificateDer<'static>, request: &str) -> u16 {
    let mut wire = wire(facade, trusted).await.unwrap();
    wire.send(request).await;
    wire.response().await.status
}

#[tokio::test]
async fn http_1_1_is_spoken_whatever_else_the_caller_offers() {
    let files = Files::of("alpn");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    for protocols in [&[][..], &[&b"http/1.1"[..]], &[b"h2", b"http/1.1"]] {
        let stream = handshake(&facade, &certificate, protocols).await.unwrap();
        let agreed = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        assert_eq!(agreed.as_deref(), protocols.last().copied());
        let mut wire = Wire::over(stream);
        wire.send(HEALTH).await;
        assert_eq!(wire.response().await.status, 200);
        wire.send(TOKEN).await;
        assert_eq!(wire.response().await.status, 200);
    }
    assert_eq!(tenant.received().len(), 3);
}

#[tokio::test]
async fn a_caller_that_offers_other_protocols_alone_fails_the_handshake() {
    let files = Files::of("protocols");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    for protocols in [&[&b"h2"[..]][..], &[b"h3", b"h2"], &[b"spdy/3"], &[b"http/1.0"]] {
        let error = handshake(&facade, &certificate, protocols).await.unwrap_err();
        let error = error.get_ref().unwrap().downcast_ref();
        let alert = Error::AlertReceived(AlertDescription::NoApplicationProtocol);
        assert_eq!(error, Some(&alert), "{protocols:?}");
    }
    assert_eq!(call(&facade, &certificate, TOKEN).await, 200);
}

/// A caller may start with HTTP/2 without having agreed on it.
#[tokio::test]
async fn http_2_by_prior_knowledge_ends_the_connection() {
    let files = Files::of("preface");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    for protocols in [&[][..], &[&b"http/1.1"[..]]] {
        let stream = handshake(&facade, &certificate, protocols).await.unwrap();
        let mut wire = Wire::over(stream);
        wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await;
        wire.send(TOKEN).await;
        assert_eq!(wire.rest().await, b"");
    }
    assert_eq!(tenant.received().len(), 0);
    assert_eq!(call(&facade, &certificate, TOKEN).await, 200);
}

#[tokio::test]
async fn the_definition_says_that_it_is_https() {
    let files = Files::of("definition");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let mut wire = wire(&facade, &certificate).await.unwrap();
    wire.send(HEALTH.replace("health/live", "apiDefinition.swagger.json")).await;
    let message = wire.message().await.unwrap();
    let (head, body) = message.split_once("\r\n\r\n").unwrap();
    // Browsers come back over TLS alone (RFC 6797).
    assert!(head.contains("\r\nstrict-transport-security: max-age=31536000\r\n"), "{head}");
    let definition: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(definition["schemes"], serde_json::json!(["https"]));
    assert_eq!(definition["host"], facade.address.to_string());
}

#[tokio::test]
async fn no_response_to_a_body_that_is_not_read_is_lost() {
    let files = Files::of("unread");
    let certificate = files.renew();
    let security = files.security();
    let with_tls = |settings: &mut FacadeSettings| settings.security = security;
    let facade = Start::alone().set(with_keys).set(with_tls).run().await;
    every_response_arrives(async || wire(&facade, &certificate).await.unwrap()).await;
}

#[tokio::test]
async fn a_renewed_certificate_counts_for_new_connections_and_the_old_ones_go_on() {
    let files = Files::of("renewed");
    let old = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let mut kept = wire(&facade, &old).await.unwrap();
    let new = files.renew();
    let taken_over = async {
        while wire(&facade, &new).await.is_none() {
            sleep(SHORT).await;
        }
    };
    timeout(PATIENCE, taken_over).await.expect("the renewed file is picked up");
    assert!(wire(&facade, &old).await.is_none());
    kept.send(TOKEN).await;
    assert_eq!(kept.response().await.status, 200);
}

/// The callers in clear of other tests.
#[tokio::test]
async fn a_facade_without_a_certificate_speaks_no_tls() {
    let files = Files::of("none");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = Start::with(&tenant).run().await;
    assert!(wire(&facade, &certificate).await.is_none());
    assert_eq!(facade.token().form(&credentials()).send().await.status, 200);
}
