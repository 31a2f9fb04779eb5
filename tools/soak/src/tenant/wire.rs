//! Tenants that break HTTP/1.1 or the connection itself.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::server::TlsStream;

use super::reply::NEVER;
use super::{Manner, Tenant};

/// The pause between two bytes of a tenant that drips. Short enough that no deadline between two
/// bytes would end the call.
const DRIP: Duration = Duration::from_millis(100);

/// Reads one request, then misbehaves.
pub async fn serve(mut tenant: Tenant, stream: TlsStream<TcpStream>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (path, form) = read(&mut stream).await?;
    let answer = tenant.reply_to(&path, &form).await.into_bytes();
    match tenant.manner {
        Manner::Resetting => stream.get_ref().get_ref().0.set_zero_linger()?,
        Manner::CuttingOff => {
            // All of the head and no more than a part of the body, if there is one to speak of.
            stream.write_all(&answer[..answer.len() - 2]).await?;
            stream.shutdown().await?;
        }
        Manner::Dripping => {
            for byte in answer {
                stream.write_all(&[byte]).await?;
                stream.flush().await?;
                sleep(DRIP).await;
            }
        }
        _ => {
            stream.write_all(&answer).await?;
            stream.shutdown().await?;
        }
    }
    Ok(())
}

/// The path and the body of a request.
async fn read(stream: &mut BufReader<TlsStream<TcpStream>>) -> io::Result<(String, Vec<u8>)> {
    let (mut path, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        } else if let Some(target) = line.strip_prefix("post ") {
            target.split(' ').next().unwrap_or_default().clone_into(&mut path);
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok((path, body))
}

/// Answers the TLS handshake in plain HTTP.
pub async fn answer_in_clear(mut stream: TcpStream) -> io::Result<()> {
    stream.read_exact(&mut [0; 5]).await?;
    stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await?;
    stay_silent(stream).await
}

/// Reads and says nothing until the other side has had enough.
pub async fn stay_silent(mut stream: TcpStream) -> io::Result<()> {
    let mut nowhere = tokio::io::sink();
    timeout(NEVER, tokio::io::copy(&mut stream, &mut nowhere)).await??;
    Ok(())
}
