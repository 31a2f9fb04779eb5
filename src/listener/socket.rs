use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

/// Maximum number of connections that wait to be accepted, as far as the operating system allows. Of a
/// burst beyond it, each one waits for a second before it is tried again.
const MAX_BACKLOG: u32 = 4_096;

/// Listens on an address; port 0 takes a free one.
///
/// # Errors
///
/// When the operating system refuses the address.
pub async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // So that a restart need not wait for connections of before that are still being closed.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(MAX_BACKLOG)
}
