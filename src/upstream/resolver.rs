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

/// An address of a host, and whether it may be called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct HostAddress {
    /// The port is 0 unless the operator has pinned the host.
    pub address: SocketAddr,
    pub is_pinned: bool,
    /// Pinned or public.
    pub is_allowed: bool,
}

impl GuardedResolver {
    #[must_use]
    pub fn new(pins: Pins, lookup: Arc<dyn Lookup>) -> Self {
        Self { pins: Arc::new(pins), lookup }
    }

    /// The addresses of a host, at least one.
    pub(super) async fn addresses(&self, host: String) -> Result<Vec<HostAddress>, LookupFailed> {
        if let Some(address) = self.pins.address_of(&host) {
            return Ok(vec![HostAddress { address, is_pinned: true, is_allowed: true }]);
        }
        let found = self.lookup.lookup(host).await.map_err(|_| LookupFailed)?;
        if found.is_empty() {
            return Err(LookupFailed);
        }
        // Port 0 makes the client use the port of the URL.
        let looked_up = |ip| HostAddress {
            address: SocketAddr::new(ip, 0),
            is_pinned: false,
            is_allowed: address::is_public(ip),
        };
        Ok(found.into_iter().map(looked_up).collect())
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.clone();
        let host = name.as_str().to_ascii_lowercase();
        Box::pin(async move {
            let found = resolver.addresses(host).await?;
            if !found.iter().all(|found| found.is_allowed) {
                return Err(AddressRefused.into());
            }
            Ok(Box::new(found.into_iter().map(|found| found.address)) as Addrs)
        })
    }
}
