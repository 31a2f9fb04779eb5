//! Callers over TLS.

mod windows;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use h2::client::SendRequest;
use prowfm_auth::listener::{Limits, Security};
use prowfm_auth::settings::ListenSettings;
use rcgen::generate_simple_self_signed;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use testing::{
    Act, PATIENCE, RunningFacade, ScriptedTenant, Start, TOKENS, Wire, credentials, json, response,
};

const SHORT: Duration = Duration::from_millis(300);
const HOUR: Duration = Duration::from_hours(1);

const HOST: &str = "facade.test";
const HEALTH: &str = "GET /health/live HTTP/1.1\r\nHost: facade.test\r\n\r\n";

/// A folder with the two files of a certificate, which is removed when the test is over.
struct Files(PathBuf);

impl Files {
    /// The folder for one test.
    fn of(test: &str) -> Self {
        let folder = format!("prowfm-auth-https-{}-{test}", std::process::id());
        let files = Self(std::env::temp_dir().join(folder));
        std::fs::create_dir_all(&files.0).unwrap();
        files
    }

    fn cert(&self) -> PathBuf {
        self.0.join("cert.pem")
    }

    fn key(&self) -> PathBuf {
        self.0.join("key.pem")
    }

    /// Writes a new certificate, which is returned.
    fn renew(&self) -> CertificateDer<'static> {
        let made = generate_simple_self_signed(vec![HOST.to_owned()]).unwrap();
        std::fs::write(self.cert(), made.cert.pem()).unwrap();
        std::fs::write(self.key(), made.signing_key.serialize_pem()).unwrap();
        made.cert.der().clone()
    }

    /// What the program makes of these files, kept up to date.
    fn security(&self) -> Security {
        let reload = settings(&self.cert(), &self.key()).certificate().unwrap().unwrap();
        let config = reload.value();
        tokio::spawn(reload.run());
        Security::Tls(config)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
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
    let change = |settings: &mut prowfm_auth::facade::FacadeSettings| {
        (settings.security, settings.limits) = (security, limits);
    };
    Start::with(tenant).set(change).run().await
}

async fn tenant() -> ScriptedTenant {
    ScriptedTenant::answering(json(200, TOKENS)).await
}

/// Connects as a caller that trusts this one certificate and speaks these protocols; `None` when the
/// facade has another certificate.
async fn connect(
    facade: &RunningFacade,
    trusted: &CertificateDer<'static>,
    protocols: &[&[u8]],
) -> Option<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let tcp = TcpStream::connect(facade.address).await.unwrap();
    let name = ServerName::try_from(HOST).unwrap();
    timeout(PATIENCE, TlsConnector::from(Arc::new(config)).connect(name, tcp)).await.unwrap().ok()
}

/// Connects for HTTP/1.1 without a word about the protocol.
async fn wire(
    facade: &RunningFacade,
    trusted: &CertificateDer<'static>,
) -> Option<Wire<TlsStream<TcpStream>>> {
    connect(facade, trusted, &[]).await.map(Wire::over)
}

/// Connects for HTTP/2. The task ends when the connection does.
async fn http_2(
    facade: &RunningFacade,
    trusted: &CertificateDer<'static>,
) -> (SendRequest<Bytes>, JoinHandle<()>) {
    let stream = connect(facade, trusted, &[b"h2", b"http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (sender, connection) = h2::client::handshake(stream).await.unwrap();
    let connection = tokio::spawn(async move { drop(connection.await) });
    (sender, connection)
}

fn token() -> http::request::Builder {
    http::Request::post(format!("https://{HOST}/api/authentication/access_token"))
        .header("content-type", "application/x-www-form-urlencoded")
}

/// Status and body of a call over HTTP/2.
async fn call(sender: &SendRequest<Bytes>, request: http::request::Builder) -> (u16, String) {
    let mut sender = sender.clone().ready().await.unwrap();
    let (response, mut sending) = sender.send_request(request.body(()).unwrap(), false).unwrap();
    let body = Bytes::from_static(b"username=u&password=p&client_id=c&client_secret=s");
    // The facade may have answered already.
    let _ = sending.send_data(body, true);
    let response = timeout(PATIENCE, response).await.unwrap().unwrap();
    let status = response.status().as_u16();
    let (mut body, mut text) = (response.into_body(), Vec::new());
    while let Some(data) = body.data().await {
        text.extend(data.unwrap());
    }
    (status, String::from_utf8(text).unwrap())
}

#[tokio::test]
async fn callers_choose_between_http_1_and_http_2() {
    let files = Files::of("alpn");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    for protocols in [&[][..], &[&b"http/1.1"[..]]] {
        let stream = connect(&facade, &certificate, protocols).await.unwrap();
        let agreed = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        assert_eq!(agreed.as_deref(), protocols.first().copied());
        let mut wire = Wire::over(stream);
        wire.send(HEALTH).await;
        assert_eq!(wire.answer().await.status, 200);
    }
    let (sender, _) = http_2(&facade, &certificate).await;
    let calls = join_all((0..8).map(|_| call(&sender, token()))).await;
    assert!(calls.iter().all(|(status, body)| *status == 200 && body.contains("access_token")));
    assert_eq!(tenant.received().len(), 8);
    assert!(connect(&facade, &certificate, &[b"spdy/3"]).await.is_none());
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
    let (_, body) = message.split_once("\r\n\r\n").unwrap();
    let definition: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(definition["schemes"], serde_json::json!(["https"]));
    assert_eq!(definition["host"], facade.address.to_string());
}

#[tokio::test]
async fn a_handshake_that_does_not_arrive_in_time_ends_the_connection() {
    let files = Files::of("handshake");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |limits| limits.handshake = SHORT).await;
    // Nothing, and the beginning of a handshake.
    for sent in [&b""[..], b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"] {
        let mut wire = Wire::to(facade.address).await;
        wire.send(sent).await;
        assert_eq!(wire.message().await, None);
    }
    assert!(wire(&facade, &certificate).await.is_some());
}

/// HTTP in clear gets no answer: what is sent so must not seem to work.
#[tokio::test]
async fn http_in_clear_on_the_tls_port_ends_the_connection() {
    let files = Files::of("clear");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let mut wire = Wire::to(facade.address).await;
    wire.send("POST /api/authentication/access_token HTTP/1.1\r\n\r\nhunter2").await;
    let alert = wire.rest().await;
    assert!(alert.len() < 16 && !alert.windows(4).any(|four| four == b"HTTP"), "{alert:?}");
    let (sender, _) = http_2(&facade, &certificate).await;
    assert_eq!(call(&sender, token()).await.0, 200);
}

/// Neither a silent peer nor half a handshake, whose deadline is far away.
#[tokio::test]
async fn a_silent_handshake_does_not_hold_the_stop_up() {
    let files = Files::of("stop");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let mut silent = Wire::to(facade.address).await;
    let (sender, connection) = http_2(&facade, &certificate).await;
    let health = || http::Request::get(format!("https://{HOST}/health/live"));
    assert_eq!(call(&sender, health()).await.0, 200);
    timeout(PATIENCE, facade.stopped()).await.expect("the facade stops");
    assert_eq!(silent.message().await, None);
    timeout(PATIENCE, connection).await.expect("the idle connection is closed").unwrap();
}

#[tokio::test]
async fn an_http_2_connection_without_a_request_is_closed() {
    let files = Files::of("preface");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |limits| limits.header = SHORT).await;
    let (_sender, connection) = http_2(&facade, &certificate).await;
    timeout(PATIENCE, connection).await.expect("the connection is closed").unwrap();
    let (sender, _) = http_2(&facade, &certificate).await;
    assert_eq!(call(&sender, token()).await.0, 200);
}

/// The tenant takes longer than a connection may be idle.
#[tokio::test]
async fn an_idle_http_2_connection_is_closed_and_one_with_a_call_in_flight_is_not() {
    let files = Files::of("idle");
    let certificate = files.renew();
    let answer = response(200, &[], TOKENS);
    let tenant = ScriptedTenant::answering(Act::Later(SHORT * 8, answer)).await;
    let facade = facade(&files, &tenant, |limits| limits.idle = SHORT).await;
    let (sender, connection) = http_2(&facade, &certificate).await;
    assert_eq!(call(&sender, token()).await.0, 200);
    timeout(PATIENCE, connection).await.expect("the connection is closed").unwrap();
}

#[tokio::test]
async fn an_oversized_http_2_header_is_refused_and_the_connection_goes_on() {
    let files = Files::of("header");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let (sender, _) = http_2(&facade, &certificate).await;
    let (status, body) = call(&sender, token().header("x", "hunter2".repeat(6_000))).await;
    assert_eq!((status, body.as_str()), (431, ""));
    assert_eq!(call(&sender, token()).await.0, 200);
    assert_eq!(tenant.received().len(), 1);
}

#[tokio::test]
async fn a_renewed_certificate_counts_for_new_connections_and_the_old_ones_go_on() {
    let files = Files::of("renewed");
    let old = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let mut http_1 = wire(&facade, &old).await.unwrap();
    let (sender, _) = http_2(&facade, &old).await;
    let new = files.renew();
    let taken_over = async {
        while wire(&facade, &new).await.is_none() {
            sleep(SHORT).await;
        }
    };
    timeout(PATIENCE, taken_over).await.expect("the renewed file is picked up");
    assert!(wire(&facade, &old).await.is_none());
    http_1.send(HEALTH).await;
    assert_eq!(http_1.answer().await.status, 200);
    assert_eq!(call(&sender, token()).await.0, 200);
}

/// The callers in clear of other tests.
#[tokio::test]
async fn a_facade_without_a_certificate_speaks_no_tls() {
    let files = Files::of("none");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = Start::with(&tenant).run().await;
    assert!(connect(&facade, &certificate, &[b"h2"]).await.is_none());
    assert_eq!(facade.token().form(&credentials()).send().await.status, 200);
}
