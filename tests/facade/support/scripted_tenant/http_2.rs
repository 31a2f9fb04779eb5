use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream, server};
use http::header::{CONTENT_LENGTH, LOCATION, SERVER, SET_COOKIE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_rustls::server::TlsStream;

use super::Journal;

/// What a tenant does over HTTP/2. It answers pings unless it says otherwise.
#[derive(Clone, Copy, PartialEq)]
pub enum Http2 {
    /// Answers with this status and this text.
    Answer(u16, &'static str),
    /// Does so once, and takes no further request on this connection.
    AnswerAndGoAway(&'static str),
    /// Does so once; from the second request on the connection is dead and nobody says so.
    AnswerAndVanish(&'static str),
    /// Reads the request and ends the connection.
    GoAway,
    /// Reads the request and ends the stream.
    Reset,
    /// Sends a header and ends the stream.
    HeaderAndReset,
    /// Sends half of the body that it promised and ends the stream for this reason.
    HalfBodyAndReset(Reason),
    /// Sends nothing.
    Hang,
    /// Sends a header and nothing else.
    HeaderOnly,
    /// Sends a body that does not end.
    Flood,
    /// Sends as many bytes as this, and says that they are ten.
    Lie(&'static str),
    /// Sends this many headers of a kilobyte each.
    Headers(usize),
    /// Sends preliminary answers that do not end.
    Preliminary,
}

pub(super) async fn converse(stream: TlsStream<TcpStream>, act: Http2, journal: &Arc<Journal>) {
    let Ok(mut connection) = server::handshake(stream).await else { return };
    let read = Arc::new(Notify::new());
    let mut requests = 0;
    loop {
        let accepted = tokio::select! {
            accepted = connection.accept() => accepted,
            () = read.notified() => {
                connection.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM);
                continue;
            }
        };
        let Some(Ok((request, respond))) = accepted else { return };
        requests += 1;
        match act {
            Http2::AnswerAndVanish(_) if requests > 1 => return std::future::pending().await,
            Http2::AnswerAndGoAway(_) => connection.graceful_shutdown(),
            _ => {}
        }
        let (journal, read) = (Arc::clone(journal), Arc::clone(&read));
        tokio::spawn(async move {
            journal.receive(read_request(request).await);
            if act == Http2::GoAway {
                read.notify_one();
            } else {
                let _ = answer(respond, act).await;
            }
        });
    }
}

/// A request as HTTP/1.1 would show it, as far as tests look at it.
async fn read_request(request: http::Request<RecvStream>) -> String {
    let (head, mut body) = request.into_parts();
    let mut text = format!("{} {}\r\n\r\n", head.method, head.uri.path());
    while let Some(Ok(data)) = body.data().await {
        text += &String::from_utf8_lossy(&data);
        let _ = body.flow_control().release_capacity(data.len());
    }
    text
}

async fn answer(mut respond: SendResponse<Bytes>, act: Http2) -> Result<(), h2::Error> {
    let text = |text: &'static str| Bytes::from_static(text.as_bytes());
    match act {
        Http2::Answer(status, body) => {
            respond.send_response(head(status), false)?.send_data(text(body), true)
        }
        Http2::AnswerAndGoAway(body) | Http2::AnswerAndVanish(body) => {
            respond.send_response(head(200), false)?.send_data(text(body), true)
        }
        Http2::Lie(body) => {
            respond.send_response(of_ten_bytes(), false)?.send_data(text(body), true)
        }
        Http2::Headers(number) => {
            let mut head = head(200);
            for number in 0..number {
                let name = HeaderName::try_from(format!("x-{number}")).unwrap();
                let value = HeaderValue::try_from("made-up ".repeat(128)).unwrap();
                head.headers_mut().insert(name, value);
            }
            respond.send_response(head, true).map(drop)
        }
        Http2::Preliminary => loop {
            respond.send_informational(head(103))?;
            sleep(Duration::from_millis(1)).await;
        },
        Http2::Reset => {
            respond.send_reset(Reason::INTERNAL_ERROR);
            Ok(())
        }
        Http2::HeaderAndReset => {
            respond.send_response(head(200), false)?.send_reset(Reason::INTERNAL_ERROR);
            Ok(())
        }
        Http2::HalfBodyAndReset(reason) => {
            let mut stream = respond.send_response(of_ten_bytes(), false)?;
            stream.send_data(text("{}"), false)?;
            // What waits to be sent would be thrown away.
            sleep(Duration::from_millis(50)).await;
            stream.send_reset(reason);
            Ok(())
        }
        Http2::HeaderOnly => {
            let mut stream = respond.send_response(head(200), false)?;
            poll_fn(|context| stream.poll_reset(context)).await.map(drop)
        }
        Http2::Flood => flood(respond.send_response(head(200), false)?).await,
        Http2::Hang | Http2::GoAway => {
            poll_fn(|context| respond.poll_reset(context)).await.map(drop)
        }
    }
}

async fn flood(mut stream: SendStream<Bytes>) -> Result<(), h2::Error> {
    loop {
        stream.reserve_capacity(16 * 1024);
        let Some(capacity) = poll_fn(|context| stream.poll_capacity(context)).await else {
            return Ok(());
        };
        stream.send_data(Bytes::from(vec![b'x'; capacity?]), false)?;
    }
}

fn head(status: u16) -> Response<()> {
    let mut head = Response::new(());
    *head.status_mut() = StatusCode::from_u16(status).unwrap();
    for name in [SERVER, SET_COOKIE, LOCATION, HeaderName::from_static("x-made-up")] {
        head.headers_mut().insert(name, HeaderValue::from_static("made-up"));
    }
    head
}

/// A head that promises a body of ten bytes.
fn of_ten_bytes() -> Response<()> {
    let mut head = head(200);
    head.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("10"));
    head
}
