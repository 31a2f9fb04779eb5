use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use thiserror::Error;
use url::Url;

use crate::swagger::Scheme;

/// The address of a service, as a definition has it: scheme, host, base path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicUrl {
    scheme: Scheme,
    host: String,
    base_path: String,
}

/// Why a text is not a public URL.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidPublicUrl {
    /// The text is not an absolute URL with a host name or an IPv4 address.
    #[error("expected an address such as https://tokens.example.com/wfm")]
    Form,
    /// The scheme is neither `http` nor `https`.
    #[error("the scheme must be https or http")]
    Scheme,
    /// The URL has user information, a query or a fragment, for which a definition has no place.
    #[error("an address has no user name, query or fragment")]
    TooMuch,
}

impl PublicUrl {
    /// The address of a listener on its own machine. One for all addresses is opened at that of the machine
    /// itself.
    #[must_use]
    pub fn of_listener(scheme: Scheme, mut address: SocketAddr) -> Self {
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        Self { scheme, host: address.to_string(), base_path: "/".to_owned() }
    }

    /// The protocol by which the service is called.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Host name, with a port unless it is the scheme's default.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether Microsoft's cloud may be able to reach the address: over TLS, and by a name that is not
    /// this machine's own. Whether it does cannot be known offline.
    #[must_use]
    pub fn is_for_the_cloud(&self) -> bool {
        let name = self.host.split_once(':').map_or(self.host.as_str(), |(name, _)| name);
        let is_name = name.contains('.') && name.parse::<IpAddr>().is_err();
        self.scheme == Scheme::Https && is_name
    }

    /// The path before those of the operations: starts with a slash and ends with none, or is `/`.
    #[must_use]
    pub fn base_path(&self) -> &str {
        &self.base_path
    }
}

impl FromStr for PublicUrl {
    type Err = InvalidPublicUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text.trim()).map_err(|_| InvalidPublicUrl::Form)?;
        let scheme = match url.scheme() {
            "https" => Scheme::Https,
            "http" => Scheme::Http,
            _ => return Err(InvalidPublicUrl::Scheme),
        };
        let plain = url.username().is_empty() && url.password().is_none();
        if !plain || url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidPublicUrl::TooMuch);
        }
        // The platform accepts no IPv6 address as a host, and its parts treat empty segments
        // differently.
        let name = url.host_str().ok_or(InvalidPublicUrl::Form)?;
        if name.starts_with('[') || url.path().contains("//") {
            return Err(InvalidPublicUrl::Form);
        }
        let host = match url.port() {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        let path = url.path().trim_end_matches('/');
        let base_path = if path.is_empty() { "/" } else { path }.to_owned();
        Ok(Self { scheme, host, base_path })
    }
}

/// The URL, without a slash at the end.
impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.host, self.base_path.trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_this_machine_reaches_is_not_for_the_cloud() {
        for (url, expected) in [
            ("https://tokens.example.com", true),
            ("https://tokens.example.com:8443/wfm", true),
            ("http://tokens.example.com", false),
            ("https://localhost", false),
            ("https://10.0.0.7:8443", false),
        ] {
            assert_eq!(url.parse::<PublicUrl>().unwrap().is_for_the_cloud(), expected, "{url}");
        }
        for (address, opened) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
        ] {
            let url = PublicUrl::of_listener(Scheme::Https, address.parse().unwrap());
            assert!(!url.is_for_the_cloud() && url.host() == opened, "{url}");
        }
    }
}
