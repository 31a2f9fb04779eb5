//! From what the gate accepts to the addresses that are connected to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use proptest::prelude::*;
use prowfm_auth::tenant::address::is_public;
use prowfm_auth::tenant::{AllowList, Pin, Pins, VanityUrl};
use prowfm_auth::upstream::{GuardedResolver, Lookup};
use reqwest::dns::{Name, Resolve as _};

/// A name server that says the same of every host, and remembers which it was asked for.
#[derive(Default)]
struct NameServer {
    addresses: Vec<IpAddr>,
    asked: Mutex<Vec<String>>,
}

impl Lookup for NameServer {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        self.asked.lock().unwrap().push(host);
        Box::pin(ready(Ok(self.addresses.clone())))
    }
}

/// Resolves a name as the client does. `None` if it is refused.
fn resolve(pins: Pins, server: &Arc<NameServer>, name: &str) -> Option<Vec<SocketAddr>> {
    let resolver = GuardedResolver::new(pins, Arc::clone(server) as Arc<dyn Lookup>);
    let name: Name = name.parse().unwrap();
    let found = resolver.resolve(name).now_or_never().expect("the name server answers at once");
    found.ok().map(Iterator::collect)
}

/// Addresses of every kind, special ones as often as public ones.
fn address() -> impl Strategy<Value = IpAddr> {
    let v4 = prop_oneof![
        any::<u32>(),
        (
            prop::sample::select(vec![0_u32, 10, 100, 127, 168, 169, 172, 192, 198, 203, 224, 240]),
            any::<u32>()
        )
            .prop_map(|(first, rest)| first << 24 | rest >> 8),
    ]
    .prop_map(Ipv4Addr::from_bits);
    let v6 = prop_oneof![
        any::<u128>(),
        (0x2000_u128..0x4000, any::<u128>()).prop_map(|(first, rest)| first << 112 | rest >> 16),
        (
            prop::sample::select(vec![
                0x2001_u128,
                0x2002,
                0x3fff,
                0x64,
                0,
                0xfe80,
                0xfc00,
                0xff02
            ]),
            any::<u128>()
        )
            .prop_map(|(first, rest)| first << 112 | rest >> 16),
    ]
    .prop_map(Ipv6Addr::from_bits);
    let embedded = (v4.clone(), 0..5_usize).prop_map(|(v4, form)| {
        let bits = u128::from(v4.to_bits());
        Ipv6Addr::from_bits(match form {
            0 => bits,
            1 => 0xffff << 32 | bits,
            2 => 0xffff << 48 | bits,
            3 => 0x0064_ff9b << 96 | bits,
            _ => 0x2002 << 112 | bits << 80,
        })
    });
    let public = prop::sample::select(vec!["8.8.8.8", "20.0.0.1", "2606:4700::1", "2a00:1450::1"]);
    prop_oneof![
        v4.prop_map(IpAddr::V4),
        v6.prop_map(IpAddr::V6),
        embedded.prop_map(IpAddr::V6),
        public.prop_map(|text| text.parse().unwrap()),
    ]
}

/// What the standard library knows to be special, without the table that is under test.
fn is_special(address: IpAddr) -> bool {
    let v4 = |v4: Ipv4Addr| {
        v4.is_private()
            || v4.is_loopback()
            || v4.is_link_local()
            || v4.is_multicast()
            || v4.is_broadcast()
            || v4.is_documentation()
            || v4.is_unspecified()
    };
    match address {
        IpAddr::V4(address) => v4(address),
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_multicast()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.to_ipv4().is_some_and(v4)
        }
    }
}

const HOST: &str = "([a-zA-Z][a-zA-Z0-9]{0,5}\\.){1,2}(mykronos|example)\\.com";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_special_address_is_public(address in address()) {
        prop_assert!(!(is_public(address) && is_special(address)), "{}", address);
    }

    #[test]
    fn the_host_that_is_connected_to_is_the_one_on_the_list(
        text in "(https://|HTTPS://|//|)?[a-zA-Z0-9.-]{0,8}(\\.|)(MyKronos|mykronos|example)\\.com(:443|@evil\\.com|\\.evil\\.com|:8443)?([/?#\\\\][ -~]{0,12})?",
        addresses in prop::collection::vec(address(), 0..4),
    ) {
        let list = AllowList::default();
        let Some(tenant) = VanityUrl::parse(&text).ok().filter(|tenant| list.allows(tenant)) else {
            return Ok(());
        };
        let server = Arc::new(NameServer { addresses: addresses.clone(), ..NameServer::default() });
        let url = tenant.endpoint("/api/authentication/access_token");
        let name = url.host_str().unwrap();
        // The client would not ask for the address of an address.
        prop_assert!(name.parse::<IpAddr>().is_err());
        let resolved = resolve(Pins::default(), &server, name);
        let asked = server.asked.lock().unwrap();
        prop_assert_eq!(&asked[..], [tenant.host()]);
        prop_assert!(asked[0].ends_with(".mykronos.com"));
        if let Some(resolved) = resolved {
            let ips: Vec<IpAddr> = resolved.iter().map(SocketAddr::ip).collect();
            prop_assert_eq!(ips, addresses);
        }
    }

    #[test]
    fn addresses_are_let_through_all_together_or_not_at_all(
        host in HOST, addresses in prop::collection::vec(address(), 0..5),
    ) {
        let server = Arc::new(NameServer { addresses: addresses.clone(), ..NameServer::default() });
        let pins = Pins::from_iter(["other.mykronos.com=10.0.0.7:443".parse::<Pin>().unwrap()]);
        let resolved = resolve(pins, &server, &host);
        if addresses.is_empty() || !addresses.iter().copied().all(is_public) {
            prop_assert_eq!(resolved, None);
        } else {
            let expected: Vec<_> = addresses.iter().map(|ip| SocketAddr::new(*ip, 0)).collect();
            prop_assert_eq!(resolved, Some(expected));
        }
    }

    #[test]
    fn a_pinned_host_is_connected_to_its_pin_and_never_looked_up(
        host in HOST, ip in address(), port in 1_u16.., addresses in prop::collection::vec(address(), 0..3),
    ) {
        let server = Arc::new(NameServer { addresses, ..NameServer::default() });
        let address = SocketAddr::new(ip, port);
        let pins = Pins::from_iter([format!("{host}={address}").parse::<Pin>().unwrap()]);
        prop_assert_eq!(resolve(pins, &server, &host), Some(vec![address]));
        prop_assert!(server.asked.lock().unwrap().is_empty());
    }
}
