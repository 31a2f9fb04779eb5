use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use prowfm_auth::sandbox::{HOST, Sandbox};
use reqwest::{Certificate, Client, redirect};
use tokio_util::sync::CancellationToken;

/// The simulated tenants, and a client that trusts and finds them.
pub struct Tenant {
    pub client: Client,
    ahead: Arc<Mutex<Duration>>,
    stop: CancellationToken,
}

impl Tenant {
    pub async fn start() -> Self {
        let ahead = Arc::new(Mutex::new(Duration::ZERO));
        let (clock, start) = (Arc::clone(&ahead), Instant::now());
        let sandbox = Sandbox::bind(
            "127.0.0.1:0".parse().unwrap(),
            &[HOST.to_owned()],
            Arc::new(move || start + *clock.lock().unwrap()),
        )
        .await
        .unwrap();
        #[expect(clippy::disallowed_methods, reason = "the tests' own client")]
        let client = Client::builder()
            .tls_certs_only([Certificate::from_pem(sandbox.ca_pem().as_bytes()).unwrap()])
            .resolve(HOST, sandbox.address())
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let tenant = Self { client, ahead, stop: CancellationToken::new() };
        tokio::spawn(sandbox.run(tenant.stop.clone()));
        tenant
    }

    pub fn advance(&self, by: Duration) {
        *self.ahead.lock().unwrap() += by;
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
