use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;

use crate::tenant::{Pins, address};

/// Looks up the addresses of a host. Injected, so that tests need no name server.
pub trait Lookup: Send + Sync {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

#[derive(Debug, Error)]
#[error("the host resolves to an address that is not public")]
pub(super) struct AddressRefused;

#[derive(Debug, Error)]
#[error("the host name cannot be resolved")]
pub(super) struct LookupFailed;

/// Resolves the hosts of tenants: a pinned host to its pin, any other host through [`Lookup`]. If one of
/// its addresses is not public, all are refused.
///
/// The client connects to exactly these addresses and never looks the host up again, so that nothing can
/// change between check and connection.
#[derive(Clone)]
pub struct GuardedResolver {
    pins: Arc<Pins>,
    lookup: Arc<dyn Lookup>,
}

impl GuardedResolver {
    #[must_use]
    pub fn new(pins: Pins, lookup: Arc<dyn Lookup>) -> Self {
        Self { pins: Arc::new(pins), lookup }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_ascii_lowercase();
        if let Some(address) = self.pins.address_of(&host) {
            return Box::pin(async move { Ok(Box::new([address].into_iter()) as Addrs) });
        }
        let found = self.lookup.lookup(host);
        Box::pin(async move {
            let found = found.await.map_err(|_| LookupFailed)?;
            if found.is_empty() {
                return Err(LookupFailed.into());
            }
            if !found.iter().copied().all(address::is_public) {
                return Err(AddressRefused.into());
            }
            // Port 0 makes the client use the port of the URL.
            Ok(Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}
