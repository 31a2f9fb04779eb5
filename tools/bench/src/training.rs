use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::Failure;
use crate::callers::{self, Caller};
use crate::contestants::{Bench, Contestant, Facades};

/// Connections that call at a time.
const CONNECTIONS: [u32; 3] = [1, 16, 64];
/// Calls on each number of connections.
const CALLS: u32 = 10_000;
/// How often each of the rarer requests is made.
const TIMES: u32 = 500;

/// Shows a program what calls look like, so that it writes a profile when it ends.
#[derive(Args)]
pub struct Options {
    /// The facade, built with `-C profile-generate`
    #[arg(long, value_name = "FILE")]
    facade: PathBuf,
}

pub async fn train(options: Options) -> Result<(), Failure> {
    let facades = Facades { built: options.facade, shipped: None };
    let bench = Bench::set_up(facades, PathBuf::new(), PathBuf::new())?;
    let tenant = bench.tenant(Duration::ZERO).await?;
    for contestant in [Contestant::Facade, Contestant::FacadeKept] {
        let running = bench.start(contestant, tenant.address).await?;
        for connections in CONNECTIONS {
            callers::one_each(running.address, 0..CALLS, connections).await?;
        }
        others(running.address).await?;
        running.process.end().await?;
    }
    tenant.process.end().await
}

/// Requests that are not the load, with the status of their response.
async fn others(to: SocketAddr) -> Result<(), Failure> {
    let token = "/api/authentication/access_token";
    let form = "application/x-www-form-urlencoded";
    let fields = r#"{"username":"j.smith@contoso.com","password":"S3cret&=+Word","client_id":"json","client_secret":"7f3b2c9d5e8a4b1c"}"#;
    let requests = [
        (post(token, "application/json", fields), 200),
        (post(token, form, "username=j.smith%40contoso.com&password=S3cret"), 400),
        (post(token, "text/plain", "username"), 415),
        (get("/api/connection/access_token", ACCOUNT), 200),
        (get("/health/ready", ""), 200),
        (get("/", ""), 200),
        (get("/nowhere", ""), 404),
    ];
    let mut caller = Caller::connect(to).await?;
    for _ in 0..TIMES {
        for (request, expected) in &requests {
            let status = caller.send(request).await?.status;
            if status != *expected {
                return Err(format!("{status} instead of {expected}").into());
            }
        }
    }
    Ok(())
}

/// User name and password of an account by HTTP Basic, and its client.
const ACCOUNT: &str = "Authorization: Basic ai5zbWl0aEBjb250b3NvLmNvbTpTM2NyZXQmPStXb3Jk\r\n\
    X-WFM-Client-Id: account\r\nX-WFM-Client-Secret: 7f3b2c9d5e8a4b1c\r\n";

fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").into_bytes()
}

fn post(path: &str, media_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media_type}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
