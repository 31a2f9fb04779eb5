use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_rustls::server::TlsStream;

use super::Journal;
use super::reading::{read_request, read_until};

/// One thing that a tenant does on a connection. After the last step it reads on until the facade ends
/// the connection.
#[derive(Clone)]
pub enum Step {
    Read,
    ReadUntil(&'static str),
    Send(Vec<u8>),
    /// Sends all that it has received back.
    Echo,
    /// Sends these bytes over and over, a byte at a time, until the facade ends the connection.
    Drip(Vec<u8>),
    /// Sends these bytes over and over until the facade ends the connection.
    Flood(Vec<u8>),
    Wait(Duration),
    /// Sends bytes in the form of a TLS record, with contents that are not encrypted.
    Forge,
    /// Ends the connection with a closing alert of TLS.
    Close,
    /// Ends the connection without a closing alert of TLS.
    Cut,
    Reset,
    /// Keeps the connection and no longer reads, like a host that is gone.
    Vanish,
}

/// Between two pieces of a drip or a flood, so that other tests get the processor too.
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

impl<S: Wire> Wire for BufReader<S> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().tcp()
    }
}

impl Wire for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

pub(super) async fn play(mut stream: impl Wire, steps: Vec<Step>, journal: &Journal) {
    let mut performance = Performance::on(&mut stream, journal);
    for step in steps {
        if performance.step(step).await.is_none() {
            return;
        }
    }
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    if !rest.is_empty() {
        journal.receive(String::from_utf8_lossy(&rest).into_owned());
    }
}

pub(super) struct Performance<'a, S> {
    stream: &'a mut S,
    journal: &'a Journal,
    heard: String,
}

impl<'a, S: Wire> Performance<'a, S> {
    pub fn on(stream: &'a mut S, journal: &'a Journal) -> Self {
        Self { stream, journal, heard: String::new() }
    }

    /// Takes a step; `None` once the connection has ended.
    pub async fn step(&mut self, step: Step) -> Option<()> {
        match step {
            Step::Read => {
                let read = read_request(self.stream).await?;
                self.receive(read);
            }
            Step::ReadUntil(end) => {
                let read = read_until(self.stream, end).await?;
                self.receive(read);
            }
            Step::Send(bytes) => send(self.stream, &bytes).await?,
            Step::Echo => send(self.stream, self.heard.as_bytes()).await?,
            Step::Drip(bytes) => {
                for piece in bytes.chunks(1).cycle() {
                    send(self.stream, piece).await?;
                    sleep(PAUSE).await;
                }
            }
            Step::Flood(bytes) => loop {
                send(self.stream, &bytes).await?;
                sleep(PAUSE).await;
            },
            Step::Wait(time) => sleep(time).await,
            Step::Forge => {
                let record = [&[23, 3, 3, 0, 32][..], &[0; 32]].concat();
                assert_eq!(self.stream.tcp().try_write(&record).unwrap(), record.len());
            }
            Step::Close => {
                let _ = self.stream.shutdown().await;
                return None;
            }
            Step::Cut => return None,
            Step::Reset => {
                self.stream.tcp().set_zero_linger().unwrap();
                return None;
            }
            Step::Vanish => std::future::pending().await,
        }
        Some(())
    }

    fn receive(&mut self, read: String) {
        self.heard += &read;
        self.journal.receive(read);
    }
}

/// Nothing is read while something is sent; `None` when the connection has ended.
async fn send(stream: &mut impl Wire, bytes: &[u8]) -> Option<()> {
    stream.write_all(bytes).await.ok()?;
    stream.flush().await.ok()
}
