use std::io;
use std::net::{SocketAddr, TcpListener};

use thiserror::Error;

use crate::connector::DefinitionError;
use crate::page::PageError;
use crate::upstream::UpstreamSetupError;

#[derive(Debug, Error)]
pub enum StartError {
    #[error("{0}: cannot listen on {1}")]
    Listen(&'static str, SocketAddr, #[source] io::Error),
    /// Its last value is a free port.
    #[error("{0}: cannot listen on {1}, because another program uses this port; port {2} is free")]
    Taken(&'static str, SocketAddr, u16),
    #[error(transparent)]
    Upstream(#[from] UpstreamSetupError),
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    #[error("the OpenAPI document cannot be made")]
    OpenApi(#[from] serde_json::Error),
    #[error(transparent)]
    Page(#[from] PageError),
}

/// How many ports after a taken one are tried for a suggestion.
const TRIED: u16 = 20;

impl StartError {
    /// Why an address cannot be listened on.
    pub(super) fn listen(flag: &'static str, address: SocketAddr, error: io::Error) -> Self {
        if error.kind() != io::ErrorKind::AddrInUse {
            return Self::Listen(flag, address, error);
        }
        let is_free = |port: &u16| TcpListener::bind((address.ip(), *port)).is_ok();
        let mut after = (1..=TRIED).filter_map(|more| address.port().checked_add(more));
        match after.find(is_free) {
            Some(free) => Self::Taken(flag, address, free),
            None => Self::Listen(flag, address, error),
        }
    }
}
