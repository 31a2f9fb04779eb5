//! Traces: taken over from the caller, passed on to the tenant, exported to a collector.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http::HeaderMap;
use prowfm_auth::traces::Traces;
use testing::{
    Act, CLIENT_ID, CLIENT_SECRET, Caller, PASSWORD, ScriptedTenant, Start, TOKENS, credentials,
    json, raw_response,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A collector that keeps what is exported to it.
async fn collector() -> (SocketAddr, Arc<Mutex<Vec<u8>>>) {
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, exported) = (tcp.local_addr().unwrap(), Arc::<Mutex<Vec<u8>>>::default());
    let kept = Arc::clone(&exported);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = tcp.accept().await {
            let (mut request, mut buffer) = (Vec::new(), [0; 16 * 1024]);
            loop {
                let read = stream.read(&mut buffer).await.unwrap();
                request.extend_from_slice(&buffer[..read]);
                let text = String::from_utf8_lossy(&request).to_lowercase();
                let Some(head) = text.find("\r\n\r\n") else { continue };
                let length = text.split("content-length: ").nth(1).unwrap();
                let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
                if request.len() >= head + 4 + length {
                    break;
                }
            }
            kept.lock().unwrap().extend_from_slice(&request);
            let response = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            stream.write_all(response).await.unwrap();
        }
    });
    (address, exported)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callers_trace_goes_on_to_the_tenant_and_to_the_collector() {
    let (address, exported) = collector().await;
    let traces = Traces::start(&format!("http://{address}").parse().unwrap()).unwrap();
    let traces = Arc::new(traces);
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let handed = Arc::clone(&traces);
    let facade = Start::with(&tenant).set(|settings| settings.traces = Some(handed)).run().await;
    let call = facade
        .token()
        .header("traceparent", format!("00-{TRACE}-00f067aa0ba902b7-01"))
        .header("tracestate", "vendor=state")
        .header("baggage", "user=canary")
        .header("X-Request-Id", "run-7");
    assert_eq!(call.form(&credentials()).send().await.status, 200);
    facade.get("/nothing?password=canary").send().await;

    let received = tenant.received().remove(0);
    let header = received.lines().find_map(|line| line.strip_prefix("traceparent: ")).unwrap();
    assert!(header.starts_with(&format!("00-{TRACE}-")) && header.ends_with("-01"), "{header}");
    assert!(!header.contains("00f067aa0ba902b7"), "the tenant's parent is our span");
    assert!(!received.contains("vendor") && !received.contains("canary"), "{received}");

    tokio::task::spawn_blocking(move || traces.stop()).await.unwrap();
    let exported = exported.lock().unwrap().clone();
    let trace: Vec<u8> =
        (0..16).map(|i| u8::from_str_radix(&TRACE[2 * i..2 * i + 2], 16).unwrap()).collect();
    assert_eq!(exported.windows(16).filter(|bytes| *bytes == trace).count(), 2, "two spans");
    let text = String::from_utf8_lossy(&exported);
    assert!(text.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{text}");
    for part in [
        "prowfm-auth",
        "GetAccessToken",
        "acme.prd.mykronos.com",
        "run-7",
        "not_found",
        "client.address",
        "127.0.0.1",
        "POST /api/authentication/access_token",
        "http.route",
        "url.path",
        "url.scheme",
        "https://acme.prd.mykronos.com/api/authentication/access_token",
        "server.port",
        "service.instance.id",
    ] {
        assert!(text.contains(part), "{part}");
    }
    for secret in ["vendor", "canary", "wörd", PASSWORD, CLIENT_ID, CLIENT_SECRET, "7a398ff1"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_has_the_login_service_and_the_id_of_the_token_host() {
    let (address, exported) = collector().await;
    let traces = Arc::new(Traces::start(&format!("http://{address}").parse().unwrap()).unwrap());
    let headers = [("x-auth0-requestid", "0123456789abcdef0123")];
    let body = r#"{"error": "mfa_required", "error_description": "canary", "mfa_token": "canary"}"#;
    let host = ScriptedTenant::answering(Act::Answer(raw_response(403, &headers, body))).await;
    let handed = Arc::clone(&traces);
    let start = Start::with_token_host(&host).set(|settings| settings.traces = Some(handed));
    let facade = start.run().await;
    assert_eq!(facade.token().form(&credentials()).send().await.status, 403);
    assert!(host.received()[0].contains("traceparent: "));

    tokio::task::spawn_blocking(move || traces.stop()).await.unwrap();
    let exported = exported.lock().unwrap().clone();
    let text = String::from_utf8_lossy(&exported);
    for part in [
        "prowfm.login_service",
        "ukg",
        "welcome-us.ukg.net",
        "prowfm.auth0_request_id",
        "0123456789abcdef0123",
        "mfa_required",
    ] {
        assert!(text.contains(part), "{part}");
    }
    for other in ["canary", "prowfm.kronos_tid", "AbC123", PASSWORD, CLIENT_SECRET] {
        assert!(!text.contains(other), "{other}");
    }
}

#[tokio::test]
async fn without_a_collector_no_trace_is_passed_on() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let call = facade.token().header("traceparent", format!("00-{TRACE}-00f067aa0ba902b7-01"));
    assert_eq!(call.form(&credentials()).send().await.status, 200);
    assert!(!tenant.received()[0].contains("trace"));
}

/// A collector that is away costs nothing but the traces.
#[tokio::test(flavor = "multi_thread")]
async fn calls_work_without_the_collector() {
    let traces = Traces::start(&"http://127.0.0.1:9".parse().unwrap()).unwrap();
    let traces = Arc::new(traces);
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let handed = Arc::clone(&traces);
    let start = Start::with(&tenant).set(|settings| {
        settings.traces = Some(handed);
        settings.admin_listen = Some("127.0.0.1:0".parse().unwrap());
    });
    let facade = start.run().await;
    for traceparent in ["", "00-0-0-00", "x", "00-ffffffffffffffffffffffffffffffff-0-01"] {
        let call = facade.token().header("traceparent", traceparent).form(&credentials());
        assert_eq!(call.send().await.status, 200);
    }
    let stopping = Arc::clone(&traces);
    tokio::task::spawn_blocking(move || stopping.stop()).await.unwrap();
    assert_eq!(traces.lost(), 8, "two spans of each call");
    let metrics = Caller::new(facade.admin.unwrap(), "GET", "/metrics").send_plainly().await;
    assert!(metrics.contains("\nprowfm_spans_lost_total 8\n"), "{metrics}");
}

/// Calls go on while a collector takes its time; spans beyond the queue are lost, each counted once.
#[tokio::test(flavor = "multi_thread")]
async fn spans_that_come_too_fast_are_counted() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap()).parse().unwrap();
    let traces = Traces::start(&url).unwrap();
    for _ in 0..10_000 {
        drop(traces.call(&HeaderMap::new(), "GET", "https"));
    }
    // One batch of 512 is on its way, 2,048 spans wait.
    let lost = traces.lost();
    assert!((10_000 - 2_048 - 512..=10_000 - 2_048).contains(&lost), "{lost}");
}
