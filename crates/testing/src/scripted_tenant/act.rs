use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;
use tokio::time::sleep;

use super::reading::read_request;
use super::script::{Performance, Wire};
use super::{Journal, Step};

/// What the tenant does with each request, or with a whole connection.
#[derive(Clone)]
pub enum Act {
    /// Sends these bytes and keeps the connection.
    Answer(Vec<u8>),
    /// Sends these bytes and closes the connection.
    AnswerAndClose(Vec<u8>),
    /// Answers the first request of a connection with this JSON; reads the second one and closes.
    AnswerOnce(String),
    /// Sends nothing and keeps the connection.
    Hang,
    /// Waits, then sends these bytes.
    Later(Duration, Vec<u8>),
    /// Sends these bytes once the test has added a permit for the request.
    WhenTold(Arc<Semaphore>, Vec<u8>),
    /// Takes the steps that this function returns for each request. The request is not kept.
    Respond(Responder),
    /// Takes these steps on every connection.
    Play(Vec<Step>),
    /// The same without TLS.
    PlayInClear(Vec<Step>),
    /// One act on the first connection, another one on all later ones.
    FirstThen(Box<Act>, Box<Act>),
}

type Responder = Arc<dyn Fn(Request) -> BoxFuture<'static, Vec<Step>> + Send + Sync>;

/// A request, as a [responding](Act::respond) tenant gets it.
pub struct Request {
    pub text: String,
    /// Its number on its connection, counted from 1.
    pub number: usize,
}

impl Act {
    /// [`Act::Respond`] with this function.
    pub fn respond<F>(responder: impl Fn(Request) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<Step>> + Send + 'static,
    {
        Self::Respond(Arc::new(move |request| Box::pin(responder(request))))
    }

    /// The act on the n-th connection, counted from 0.
    pub(super) fn on_connection(&self, number: usize) -> &Self {
        match self {
            Self::FirstThen(first, _) if number == 0 => first,
            Self::FirstThen(_, then) => then,
            act => act,
        }
    }
}

/// Answers one request after the other.
pub(super) async fn converse(mut stream: impl Wire, act: Act, journal: &Journal) {
    let mut requests = 0;
    while let Some(request) = read_request(&mut stream).await {
        requests += 1;
        if let Act::Respond(responder) = &act {
            let mut performance = Performance::on(&mut stream, journal);
            for step in responder(Request { text: request, number: requests }).await {
                if performance.step(step).await.is_none() {
                    return;
                }
            }
            continue;
        }
        journal.receive(request);
        let bytes = match &act {
            Act::Answer(bytes) => bytes.clone(),
            Act::AnswerAndClose(bytes) => {
                let _ = stream.write_all(bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Act::AnswerOnce(_) if requests > 1 => return,
            Act::AnswerOnce(body) => raw_response(200, &[], body),
            Act::Hang => return sleep(Duration::from_secs(30)).await,
            Act::Later(delay, bytes) => {
                sleep(*delay).await;
                bytes.clone()
            }
            Act::WhenTold(told, bytes) => {
                told.acquire().await.unwrap().forget();
                bytes.clone()
            }
            _ => unreachable!("an act of a whole connection"),
        };
        if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
            return;
        }
        *journal.answered.lock().unwrap() += 1;
    }
}

/// A response with a `Content-Length`, as bytes.
pub fn raw_response(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    (text + "\r\n" + body).into_bytes()
}

/// A JSON response with the other headers that a real tenant sends.
pub fn json(status: u16, body: &str) -> Act {
    let headers = [
        ("Content-Type", "application/json"),
        ("kronos-tid", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("Set-Cookie", "authn_ssid=*AAJTSQACMDE.*; Secure"),
        ("Server", "Apache"),
        ("Location", "https://evil.example.com/"),
        ("X-Frame-Options", "SAMEORIGIN"),
    ];
    Act::Answer(raw_response(status, &headers, body))
}
