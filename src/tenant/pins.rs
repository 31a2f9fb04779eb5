use std::collections::HashMap;
use std::net::SocketAddr;
use std::str::FromStr;

use thiserror::Error;

use super::VanityUrl;

/// A host whose address the operator sets, as with curl's `--resolve`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pin {
    /// In lower case.
    pub host: String,
    /// May be private or loopback, unlike an address that was looked up.
    pub address: SocketAddr,
}

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidPin {
    #[error("not of the form HOST=IP:PORT, such as acme.mykronos.com=10.0.0.7:443")]
    Form,
    #[error("expected a host name before `=`")]
    Host,
    #[error("expected an IP address with a port after `=`, such as 10.0.0.7:443 or [fd00::7]:443")]
    Address,
}

impl FromStr for Pin {
    type Err = InvalidPin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, address) = text.split_once('=').ok_or(InvalidPin::Form)?;
        let tenant = VanityUrl::parse(host).map_err(|_| InvalidPin::Host)?;
        if !tenant.host().eq_ignore_ascii_case(host.trim()) {
            return Err(InvalidPin::Host);
        }
        let address: SocketAddr = address.trim().parse().map_err(|_| InvalidPin::Address)?;
        if address.port() == 0 {
            return Err(InvalidPin::Address);
        }
        Ok(Self { host: tenant.host().to_owned(), address })
    }
}

/// The pinned hosts by name.
#[derive(Clone, Debug, Default)]
pub struct Pins(HashMap<String, SocketAddr>);

impl Pins {
    /// Adds a pin, which replaces an earlier one of the same host.
    #[must_use]
    pub fn and(mut self, pin: Pin) -> Self {
        self.0.insert(pin.host, pin.address);
        self
    }

    #[must_use]
    pub fn address_of(&self, host: &str) -> Option<SocketAddr> {
        self.0.get(host).copied()
    }
}

/// Of two pins of one host the later one counts.
impl FromIterator<Pin> for Pins {
    fn from_iter<I: IntoIterator<Item = Pin>>(pins: I) -> Self {
        pins.into_iter().fold(Self::default(), Self::and)
    }
}
