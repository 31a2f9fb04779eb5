use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::StartError;
use crate::listener;

/// A socket that listens, and its address.
pub struct Socket {
    pub tcp: TcpListener,
    pub address: SocketAddr,
}

impl Socket {
    /// Takes the given socket, or opens one.
    pub async fn listen(
        flag: &'static str,
        address: SocketAddr,
        given: Option<std::net::TcpListener>,
    ) -> Result<Self, StartError> {
        let failed = |error| StartError::listen(flag, address, error);
        let tcp = match given {
            Some(socket) => TcpListener::from_std(socket),
            None => listener::listen(address).await,
        };
        let tcp = tcp.map_err(failed)?;
        let address = tcp.local_addr().map_err(failed)?;
        Ok(Self { tcp, address })
    }
}
