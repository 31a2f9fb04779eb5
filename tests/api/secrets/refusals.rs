//! The canary on the paths that end before a tenant is called: keys, limits, hostile URLs and requests.

use std::sync::Arc;

use prowfm_auth::access::{Access, Digest, KeyRing};
use prowfm_auth::throttle::{Clock, LocalThrottle, Throttle};
use testing::{Caller, RunningFacade, ScriptedTenant, Start, TENANT, TOKENS, Wire, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{API_KEY, call_rightly, call_wrongly, check, password, run};
use crate::listener::hostile_requests;

/// Vanity URLs with a password in every part.
const URLS: [&str; 14] = [
    "https://canary-password@acme.mykronos.com",
    "https://x:canary-password@acme.mykronos.com",
    "https://acme.mykronos.com@canary-password",
    "https://acme.mykronos.com:canary-password",
    "https://acme.mykronos.com:8443/canary-password",
    "https://acme.mykronos.com./canary-password",
    "https://evil.example.com/canary-password?x=canary-password#canary-password",
    "https://127.0.0.1/canary-password",
    "https://2130706433/canary-password",
    "http://acme.mykronos.com/canary-password",
    "canary-password://acme.mykronos.com",
    "https://acme%2ecanary-password",
    "https://äcme.mykronos.com/canary-password",
    "canary-password",
];

/// Tries all of them and returns the metrics afterwards.
pub async fn walk() -> String {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let start = || {
        Start::with(&tenant)
            .set(|settings| settings.admin_listen = Some("127.0.0.1:0".parse().unwrap()))
    };
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let local =
        |room| LocalThrottle::with_room_for(room, "2/60s".parse().unwrap(), Clock::default());
    let throttled = |local| move |s: &mut _| set_throttle(s, local);
    let mut counted = String::new();
    for start in [
        with_keys(start()),
        start().set(|settings| settings.max_calls = 0),
        start().set(|settings| settings.call_limits.calls_per_tenant = 0),
        start().set(throttled(local(9))),
        start().set(throttled(local(0))),
        start().pinned(TENANT, gone),
    ] {
        let facade = run(start).await;
        // Often enough for a circuit to open.
        for _ in 0..6 {
            call_rightly(&facade).await;
        }
        call_wrongly(&facade).await;
        counted += &metrics(&facade).await;
    }
    let facade = run(start()).await;
    for url in URLS {
        check(facade.token().header("X-WFM-Vanity-Url", url).form(&password())).await;
    }
    for request in hostile_requests::all() {
        let mut wire = Wire::to(facade.address).await;
        wire.send(request).await;
        wire.rest().await;
    }
    counted + &metrics(&facade).await
}

fn set_throttle(settings: &mut prowfm_auth::facade::FacadeSettings, local: LocalThrottle) {
    settings.throttle = Arc::new(Throttle::Local(local));
}

/// One key, which the calls do not have.
fn with_keys(start: Start) -> Start {
    let digest = Digest::of(b"another key").to_hexadecimal();
    let ring = KeyRing::parse(format!("flow sha256:{digest} tenant=*").as_bytes(), |_| true);
    let keys = watch::channel(Arc::new(ring.unwrap())).1;
    start.set(|settings| settings.access = Access::Keys(keys))
}

async fn metrics(facade: &RunningFacade) -> String {
    let metrics = Caller::new(facade.admin.unwrap(), "GET", "/metrics");
    metrics.header("X-API-Key", API_KEY).send_plainly().await
}
