//! The addresses that proxies report, from the last one to the first. `None` stands for something that is no
//! address.

use std::iter::successors;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::header::FORWARDED;
use http::{HeaderMap, HeaderName, HeaderValue};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// `Forwarded` (RFC 7239).
pub fn forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    elements(headers, FORWARDED).map(|element| element.and_then(node))
}

pub fn x_forwarded_for(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    elements(headers, X_FORWARDED_FOR).map(|element| element.and_then(address))
}

/// The elements of all lines of a header (RFC 9110, section 5.6.1), the last one first. A line that is not
/// ASCII counts as one element.
fn elements(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = Option<&str>> {
    headers.get_all(name).into_iter().rev().flat_map(line_elements)
}

fn line_elements(line: &HeaderValue) -> impl Iterator<Item = Option<&str>> {
    let line = line.to_str().ok();
    let elements = line.into_iter().flat_map(|line| parts(line, ','));
    let elements = elements.filter(|element| !element.is_empty()).map(Some);
    elements.chain(line.is_none().then_some(None))
}

/// The parts of a text between separators outside of quotes, the last one first: each depends only on what
/// is right of it, which no caller can change.
fn parts(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let split = move |text: &'_ str| {
        let mut is_quoted = false;
        text.rfind(|c| {
            is_quoted ^= c == '"';
            c == separator && !is_quoted
        })
    };
    let cut = move |rest| match split(rest) {
        Some(at) => (Some(&rest[..at]), rest[at + separator.len_utf8()..].trim()),
        None => (None, rest.trim()),
    };
    successors(Some(cut(text)), move |(rest, _)| rest.map(cut)).map(|(_, part)| part)
}

/// The address of an element of `Forwarded`, such as `for="[2001:db8::1]:4711";proto=https`.
fn node(element: &str) -> Option<IpAddr> {
    // An escaped quote may have split the element in a wrong place. No address has one.
    if element.contains('\\') {
        return None;
    }
    let mut nodes = parts(element, ';').filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.eq_ignore_ascii_case("for").then_some(value)
    });
    let (Some(node), None) = (nodes.next(), nodes.next()) else { return None };
    let quoted = node.strip_prefix('"').and_then(|node| node.strip_suffix('"'));
    address(quoted.unwrap_or(node))
}

/// An address with or without a port. IPv6 may have brackets without a port, too.
fn address(text: &str) -> Option<IpAddr> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok();
    let address = text.parse().ok();
    let address = address.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    let address = address.or_else(|| bracketed().map(IpAddr::V6));
    address.as_ref().map(IpAddr::to_canonical)
}
