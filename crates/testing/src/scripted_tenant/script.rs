use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_rustls::server::TlsStream;

use super::Journal;
use super::act::{read_request, read_until};

/// One thing that a tenant does on a connection. A script that does not end it keeps it and reads
/// on, until the facade ends it.
#[derive(Clone)]
pub enum Step {
    /// Reads one request over HTTP/1.1.
    Read,
    /// Reads up to these characters.
    ReadUntil(&'static str),
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends all that it has received back.
    Echo,
    /// Sends these bytes over and over, a byte at a time, until the facade ends the connection.
    Drip(Vec<u8>),
    /// Sends these bytes over and over until the facade ends the connection.
    Flood(Vec<u8>),
    /// Does nothing for so long.
    Wait(Duration),
    /// Sends bytes that TLS takes for a record of its own, which they are not.
    Forge,
    /// Ends the connection as TLS wants it.
    Close,
    /// Ends the connection without a word of TLS.
    Cut,
    /// Resets the connection.
    Reset,
    /// Keeps the connection and does not even read, as a host that is gone.
    Vanish,
}

/// Between two pieces of a drip or a flood: a processor is for other tests too.
const PAUSE: Duration = Duration::from_millis(1);

/// A connection, with or without TLS.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

pub(super) async fn play(mut stream: impl Wire, steps: Vec<Step>, journal: &Journal) {
    let mut heard = String::new();
    for step in steps {
        let read = match step {
            Step::Read => read_request(&mut stream).await,
            Step::ReadUntil(end) => read_until(&mut stream, end).await,
            Step::Send(bytes) => send(&mut stream, &bytes).await,
            Step::Echo => send(&mut stream, heard.as_bytes()).await,
            Step::Drip(bytes) => {
                let mut pieces = bytes.chunks(1).cycle();
                while send(&mut stream, pieces.next().unwrap()).await.is_some() {
                    sleep(PAUSE).await;
                }
                return;
            }
            Step::Flood(bytes) => {
                while send(&mut stream, &bytes).await.is_some() {
                    sleep(PAUSE).await;
                }
                return;
            }
            Step::Wait(time) => {
                sleep(time).await;
                Some(String::new())
            }
            Step::Forge => {
                let record = [&[23, 3, 3, 0, 32][..], &[0; 32]].concat();
                assert_eq!(stream.tcp().try_write(&record).unwrap(), record.len());
                Some(String::new())
            }
            Step::Close => {
                let _ = stream.shutdown().await;
                return;
            }
            Step::Cut => return,
            Step::Reset => return stream.tcp().set_zero_linger().unwrap(),
            Step::Vanish => return std::future::pending().await,
        };
        let Some(read) = read else { return };
        if !read.is_empty() {
            heard += &read;
            journal.receive(read);
        }
    }
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    if !rest.is_empty() {
        journal.receive(String::from_utf8_lossy(&rest).into_owned());
    }
}

/// Nothing is read while something is sent; `None` when the connection has ended.
async fn send(stream: &mut impl Wire, bytes: &[u8]) -> Option<String> {
    stream.write_all(bytes).await.ok()?;
    stream.flush().await.ok()?;
    Some(String::new())
}
