//! The addresses that a tenant may have, at the edges of every special range.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use prowfm_auth::tenant::address::is_public;

/// First and last address of every special IPv4 range; adjacent ranges are one here.
const RANGES_V4: [(&str, &str); 15] = [
    ("0.0.0.0", "0.255.255.255"),
    ("10.0.0.0", "10.255.255.255"),
    ("100.64.0.0", "100.127.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("168.63.129.16", "168.63.129.16"),
    ("169.254.0.0", "169.254.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.0.0.0", "192.0.0.255"),
    ("192.0.2.0", "192.0.2.255"),
    ("192.88.99.0", "192.88.99.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("198.18.0.0", "198.19.255.255"),
    ("198.51.100.0", "198.51.100.255"),
    ("203.0.113.0", "203.0.113.255"),
    ("224.0.0.0", "255.255.255.255"),
];

/// First and last address of every range of IPv6 that is not public, where it borders on a public
/// one. In `2002::/16` the IPv4 addresses decide.
const RANGES_V6: [(&str, &str); 5] = [
    ("::1:0:0", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
];

/// Every way to embed an IPv4 address in an IPv6 address.
fn embeddings(v4: Ipv4Addr) -> [Ipv6Addr; 6] {
    let bits = u128::from(v4.to_bits());
    [
        bits,
        0xffff << 32 | bits,
        0xffff << 48 | bits,
        0x64_ff9b << 96 | bits,
        0x2002 << 112 | bits << 80,
        0x2002 << 112 | bits << 80 | u128::MAX >> 48,
    ]
    .map(Ipv6Addr::from_bits)
}

fn check(expected: bool, address: impl Into<IpAddr>) {
    let address = address.into();
    assert_eq!(is_public(address), expected, "{address}");
}

/// Checks an IPv4 address, by itself and inside IPv6 addresses.
fn check_v4(expected: bool, bits: u32) {
    let address = Ipv4Addr::from_bits(bits);
    check(expected, address);
    for address in embeddings(address) {
        check(expected, address);
    }
}

#[test]
fn every_special_range_of_ipv4_is_refused_up_to_its_edges_and_no_further() {
    for (first, last) in RANGES_V4 {
        let [first, last] = [first, last].map(|text| text.parse::<Ipv4Addr>().unwrap().to_bits());
        for refused in [first, first.midpoint(last), last] {
            check_v4(false, refused);
        }
        for public in [first.checked_sub(1), last.checked_add(1)].into_iter().flatten() {
            check_v4(true, public);
        }
    }
}

#[test]
fn every_special_range_of_ipv6_is_refused_up_to_its_edges_and_no_further() {
    for (first, last) in RANGES_V6 {
        let [first, last] = [first, last].map(|text| text.parse::<Ipv6Addr>().unwrap().to_bits());
        for refused in [first, first.midpoint(last), last] {
            check(false, Ipv6Addr::from_bits(refused));
        }
        // The first range follows the IPv4 addresses that are written as IPv6 ones.
        let before = first.checked_sub(1).filter(|bits| *bits > u128::from(u32::MAX));
        for public in [before, last.checked_add(1)].into_iter().flatten() {
            check(true, Ipv6Addr::from_bits(public));
        }
    }
}

#[test]
fn every_named_range_of_the_registries_is_refused() {
    for address in [
        "169.254.169.254",
        "::",
        "::1",
        "64:ff9b:1::",
        "64:ff9b:1::8.8.8.8",
        "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
        "100::",
        "100:0:0:1::",
        "2001::1",
        "2001:1::1",
        "2001:2::",
        "2001:10::",
        "2001:20::",
        "5f00::",
        "fc00::",
        "fd00:ec2::254",
        "fdff:ffff::",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
    ] {
        check(false, address.parse::<IpAddr>().unwrap());
    }
}

#[test]
fn a_prefix_is_an_embedding_only_up_to_its_edges() {
    // Public IPv4 addresses at the neighbours of each prefix: outside 2000::/3, hence refused.
    for address in [
        "::1:808:808",
        "::fffe:8.8.8.8",
        "::1:0:8.8.8.8",
        "::ffff:1:8.8.8.8",
        "::fffe:0:8.8.8.8",
        "::1:0:0:8.8.8.8",
        "64:ff9a:ffff:ffff:ffff:ffff:808:808",
        "64:ff9b::1:808:808",
    ] {
        check(false, address.parse::<IpAddr>().unwrap());
    }
    // Before and after 2002::/16, where embedded IPv4 addresses have no meaning.
    for address in ["2001:ffff:7f00:1::", "2001:ffff:ffff:ffff::", "2003::", "2003:7f00:1::"] {
        check(true, address.parse::<IpAddr>().unwrap());
    }
    for address in ["2001:200::", "2606:4700::1", "2a00:1450::1", "3ffe:ffff::1"] {
        check(true, address.parse::<IpAddr>().unwrap());
    }
}
