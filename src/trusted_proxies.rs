//! Who called: the peer of the connection, or the address that a trusted proxy reports.

mod chain;

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::HeaderMap;
use ipnet::{IpNet, Ipv4Net};
use thiserror::Error;

/// Length of the prefix of IPv4 addresses in IPv6, `::ffff:0:0/96` (RFC 4291, section 2.5.5.2).
const MAPPED_PREFIX: u8 = 96;

/// A proxy, or a network of proxies, whose headers are believed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TrustedProxy(IpNet);

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("not an address or a network such as 10.0.0.0/8")]
pub struct InvalidProxy;

impl FromStr for TrustedProxy {
    type Err = InvalidProxy;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(address.to_canonical().into()));
        }
        let network: IpNet = text.parse().map_err(|_| InvalidProxy)?;
        Ok(Self(unmapped(network).trunc()))
    }
}

impl fmt::Display for TrustedProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The network of IPv4 that is written as one of IPv6, if it is one.
fn unmapped(network: IpNet) -> IpNet {
    let IpAddr::V6(address) = network.addr() else { return network };
    let v4 = address.to_ipv4_mapped().zip(network.prefix_len().checked_sub(MAPPED_PREFIX));
    let v4 = v4.and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok());
    v4.map_or(network, IpNet::V4)
}

/// The proxies in front of the service.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<TrustedProxy>);

impl FromIterator<TrustedProxy> for TrustedProxies {
    fn from_iter<T: IntoIterator<Item = TrustedProxy>>(proxies: T) -> Self {
        Self(proxies.into_iter().collect())
    }
}

impl TrustedProxies {
    /// The address of the caller: the peer of the connection, or if that is a trusted proxy, the rightmost
    /// address of its `Forwarded` (RFC 7239) or `X-Forwarded-For` that is no trusted proxy. What is left of
    /// that, or of something that is no address, may come from anyone.
    ///
    /// A proxy usually sets one of the headers and passes on the other as its caller sent it. Therefore two
    /// headers that disagree count as none.
    #[must_use]
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trust(peer) {
            return peer;
        }
        let forwarded = self.last_untrusted(peer, chain::forwarded(headers));
        let x_forwarded_for = self.last_untrusted(peer, chain::x_forwarded_for(headers));
        match (forwarded, x_forwarded_for) {
            (Some(address), None) | (None, Some(address)) => address,
            (Some(address), Some(other)) if address == other => address,
            _ => peer,
        }
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|TrustedProxy(network)| network.contains(&address))
    }

    /// Goes from the peer along the addresses of a header, from its end, while each is a trusted proxy.
    /// `None` if there is no header.
    fn last_untrusted(
        &self,
        peer: IpAddr,
        chain: impl Iterator<Item = Option<IpAddr>>,
    ) -> Option<IpAddr> {
        let mut chain = chain.peekable();
        chain.peek()?;
        let mut caller = peer;
        while self.trust(caller)
            && let Some(Some(address)) = chain.next()
        {
            caller = address;
        }
        Some(caller)
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn parsed(text: &str) -> String {
        text.parse::<TrustedProxy>().map_or_else(|error| error.to_string(), |it| it.to_string())
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        for (text, meaning) in [
            ("192.0.2.1", "192.0.2.1/32"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("::ffff:192.0.2.1", "192.0.2.1/32"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(parsed(text), meaning);
        }
        for wrong in ["", "proxy", "10.0.0.0/33", "10.0.0/8", "10.0.0.1:80", "10.0.0.0/", "/8"] {
            assert_eq!(parsed(wrong), InvalidProxy.to_string(), "{wrong}");
        }
    }

    /// The caller behind 10.0.0.1, with these lines of headers. `10.0.0.0/8` and `2001:db8::/64` are
    /// trusted.
    fn caller(lines: &[(&str, &[u8])]) -> String {
        let trusted = ["10.0.0.0/8", "2001:db8::/64"].map(|proxy| proxy.parse().unwrap());
        let trusted: TrustedProxies = trusted.into_iter().collect();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_bytes(value).unwrap());
        }
        trusted.caller("10.0.0.1".parse().unwrap(), &headers).to_string()
    }

    const PEER: &str = "10.0.0.1";

    #[test]
    fn the_caller_is_the_rightmost_address_that_is_no_trusted_proxy() {
        for (chain, address) in [
            ("192.0.2.1", "192.0.2.1"),
            ("192.0.2.1:4711", "192.0.2.1"),
            ("6.6.6.6, 192.0.2.1", "192.0.2.1"),
            ("6.6.6.6,192.0.2.1 , 10.0.0.2,\t10.0.0.3", "192.0.2.1"),
            ("192.0.2.1, , 10.0.0.2,", "192.0.2.1"),
            ("::ffff:192.0.2.1, ::ffff:10.0.0.2", "192.0.2.1"),
            ("2001:db8:1::1", "2001:db8:1::1"),
            ("2001:db8:1::1, 2001:db8::1", "2001:db8:1::1"),
            ("[2001:db8:1::1]", "2001:db8:1::1"),
            ("[2001:db8:1::1]:4711", "2001:db8:1::1"),
            // All are proxies: the first one called.
            ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
            // Nothing left of what is no address is believed.
            ("6.6.6.6, unknown", PEER),
            ("6.6.6.6, unknown, 10.0.0.2", "10.0.0.2"),
            ("\", 192.0.2.1", "192.0.2.1"),
            ("192.0.2", PEER),
            ("192.0.2.1:", PEER),
            ("192.0.2.1:65536", PEER),
            ("[192.0.2.1]", PEER),
            ("[2001:db8:1::1", PEER),
            ("fe80::1%eth0", PEER),
            ("", PEER),
            (" , ,", PEER),
        ] {
            assert_eq!(caller(&[("x-forwarded-for", chain.as_bytes())]), address, "{chain}");
        }
        let lines: [(&str, &[u8]); 3] = [
            ("x-forwarded-for", b"6.6.6.6"),
            ("x-forwarded-for", b"192.0.2.1, 10.0.0.3"),
            ("x-forwarded-for", b"10.0.0.2"),
        ];
        assert_eq!(caller(&lines), "192.0.2.1", "several lines are one list");
        let lines: [(&str, &[u8]); 2] =
            [("x-forwarded-for", b"6.6.6.6"), ("x-forwarded-for", b"\xff")];
        assert_eq!(caller(&lines), PEER);
    }

    #[test]
    fn forwarded_is_read_as_rfc_7239_says() {
        for (chain, address) in [
            ("for=192.0.2.1", "192.0.2.1"),
            ("For=\"192.0.2.1:4711\"", "192.0.2.1"),
            ("proto=https; for=192.0.2.1;by=10.0.0.1", "192.0.2.1"),
            ("for=\"[2001:db8:cafe::17]:4711\";proto=https", "2001:db8:cafe::17"),
            ("for=\"[2001:db8:cafe::17]\"", "2001:db8:cafe::17"),
            ("for=6.6.6.6, for=192.0.2.1, for=10.0.0.2", "192.0.2.1"),
            // Separators in quotes separate nothing.
            ("for=192.0.2.1;host=\"a,for=6.6.6.6\"", "192.0.2.1"),
            ("host=\"a;for=6.6.6.6\";for=192.0.2.1", "192.0.2.1"),
            ("for=192.0.2.1;host=\"\\\",for=6.6.6.6\\\"\"", PEER),
            // A caller's open quote does not swallow what a proxy adds.
            ("for=\"6.6.6.6, for=192.0.2.1", "192.0.2.1"),
            ("for=6.6.6.6, for=unknown", PEER),
            ("for=6.6.6.6, for=_hidden", PEER),
            ("for=6.6.6.6, by=10.0.0.2", PEER),
            ("for=6.6.6.6;for=192.0.2.1", PEER),
            ("192.0.2.1", PEER),
            ("for=", PEER),
            ("for=\"192.0.2.1", PEER),
        ] {
            assert_eq!(caller(&[("forwarded", chain.as_bytes())]), address, "{chain}");
        }
    }

    /// One of them is the caller's own.
    #[test]
    fn two_headers_that_disagree_are_not_believed() {
        for (forwarded, x_forwarded_for, address) in [
            ("for=192.0.2.1", "192.0.2.1", "192.0.2.1"),
            ("for=192.0.2.1", "6.6.6.6", PEER),
            ("for=unknown", "6.6.6.6", PEER),
            ("for=6.6.6.6", "unknown", PEER),
        ] {
            let lines = [
                ("forwarded", forwarded.as_bytes()),
                ("x-forwarded-for", x_forwarded_for.as_bytes()),
            ];
            assert_eq!(caller(&lines), address, "{forwarded} {x_forwarded_for}");
        }
    }

    #[test]
    fn a_peer_that_is_no_trusted_proxy_is_the_caller_itself() {
        let trusted: TrustedProxies = ["10.0.0.0/8".parse().unwrap()].into_iter().collect();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("6.6.6.6"));
        for (trusted, peer, address) in [
            (&trusted, "192.0.2.9", "192.0.2.9"),
            (&trusted, "::ffff:192.0.2.9", "192.0.2.9"),
            (&trusted, "2001:db8::1", "2001:db8::1"),
            (&trusted, "::ffff:10.0.0.1", "6.6.6.6"),
            (&TrustedProxies::default(), "10.0.0.1", "10.0.0.1"),
        ] {
            let caller = trusted.caller(peer.parse().unwrap(), &headers);
            assert_eq!(caller.to_string(), address, "{peer}");
        }
    }
}
