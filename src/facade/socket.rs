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
    pub async fn listen(flag: &'static str, address: SocketAddr) -> Result<Self, StartError> {
        let failed = |error| StartError::listen(flag, address, error);
        let tcp = listener::listen(address).await.map_err(failed)?;
        let address = tcp.local_addr().map_err(failed)?;
        Ok(Self { tcp, address })
    }
}
