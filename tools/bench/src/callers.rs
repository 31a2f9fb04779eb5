use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Failure;

/// The call of one client, as it goes over the wire; the same as in `load.lua`.
fn call_of(client: u32) -> Vec<u8> {
    let form = format!(
        "username=j.smith%40contoso.com&password=S3cret%26%3D%2BWord&client_id=client-{client}\
         &client_secret=7f3b2c9d5e8a4b1c"
    );
    format!(
        "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

/// A caller that keeps its connection.
pub struct Caller(TcpStream);

impl Caller {
    pub async fn connect(to: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    /// Calls and waits for the whole response, which must hold tokens.
    pub async fn call(&mut self, client: u32) -> Result<(), Failure> {
        let Answer { status, body } = self.send(&call_of(client)).await?;
        if status != 200 || !body.contains("\"access_token\"") {
            return Err(format!("a call was refused: {status} {body}").into());
        }
        Ok(())
    }

    /// Sends a request and waits for the whole response.
    pub async fn send(&mut self, request: &[u8]) -> Result<Answer, Failure> {
        self.0.write_all(request).await?;
        let mut response = Vec::with_capacity(4_096);
        loop {
            if self.0.read_buf(&mut response).await? == 0 {
                return Err("the connection ended before the answer did".into());
            }
            let text = String::from_utf8_lossy(&response);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>())
            });
            if body.len() < length.ok_or("an answer does not say how long it is")?? {
                continue;
            }
            let status = head.split(' ').nth(1).ok_or("an answer has no status")?.parse()?;
            return Ok(Answer { status, body: body.to_owned() });
        }
    }
}

/// The response to a request.
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// Callers that have each made a call.
pub async fn connected(to: SocketAddr, callers: u32) -> Result<Vec<Caller>, Failure> {
    let mut connected = Vec::new();
    for _ in 0..callers {
        let mut caller = Caller::connect(to).await?;
        caller.call(1).await?;
        connected.push(caller);
    }
    Ok(connected)
}

/// One call by each of these clients, this many at a time.
pub async fn one_each(to: SocketAddr, clients: Range<u32>, at_a_time: u32) -> Result<(), Failure> {
    each(to, clients, at_a_time, |client| client).await
}

/// Calls by one client, this many at a time.
pub async fn by_one(to: SocketAddr, calls: u32, at_a_time: u32) -> Result<(), Failure> {
    each(to, 0..calls, at_a_time, |_| 1).await
}

async fn each(
    to: SocketAddr,
    calls: Range<u32>,
    at_a_time: u32,
    client: fn(u32) -> u32,
) -> Result<(), Failure> {
    let next = Arc::new(AtomicU32::new(calls.start));
    let mut callers = JoinSet::new();
    for _ in 0..at_a_time {
        let next = Arc::clone(&next);
        callers.spawn(async move {
            let mut caller = Caller::connect(to).await?;
            loop {
                let call = next.fetch_add(1, Ordering::Relaxed);
                if call >= calls.end {
                    return Ok::<_, Failure>(());
                }
                caller.call(client(call)).await?;
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done??;
    }
    Ok(())
}
