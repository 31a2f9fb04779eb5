//! What HTTP/1.1 asks of a request, and its parser lets through.

use std::net::Ipv6Addr;

use http::header::{HOST, TRANSFER_ENCODING};
use http::{HeaderMap, Version};
use poem::Request;

use crate::api::InvalidRequest;

/// Refuses a request of which another program could think that it is for another host, or ends elsewhere.
/// After the response its connection must end.
///
/// # Errors
///
/// When it has not exactly one valid `Host` (RFC 9112, section 3.2), or another transfer coding than
/// `chunked` (section 6.1).
pub fn check(request: &Request) -> Result<(), InvalidRequest> {
    let headers = request.headers();
    check_host(headers, request.version())?;
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => Ok(()),
        (Some(coding), None) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => Ok(()),
        _ => Err(InvalidRequest::Header("Transfer-Encoding")),
    }
}

fn check_host(headers: &HeaderMap, version: Version) -> Result<(), InvalidRequest> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        // HTTP/1.0 need not have one.
        (None, _) if version < Version::HTTP_11 => Ok(()),
        (None, _) => Err(InvalidRequest::MissingHeader("Host")),
        (Some(host), None) if host.to_str().is_ok_and(is_host) => Ok(()),
        _ => Err(InvalidRequest::Header("Host")),
    }
}

/// A host with or without a port (RFC 9110, section 7.2).
fn is_host(value: &str) -> bool {
    let (name, port) = host_and_port(value);
    let is_name = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => !name.is_empty() && name.bytes().all(is_of_name),
    };
    is_name && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// The parts of a `Host`. The port may be empty.
pub fn host_and_port(value: &str) -> (&str, &str) {
    match value.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (value, ""),
    }
}

/// RFC 3986, section 3.2.2.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_with_or_without_a_port() {
        for host in
            ["x", "acme.example.com:8443", "127.0.0.1:80", "[::1]", "[::1]:443", "a_b", "x:"]
        {
            assert!(is_host(host), "{host}");
        }
        for host in
            ["", ":80", "a b", "a/b", "a@b", "a:b", "a:1:2", "::1", "[::1", "[x]:1", "a#", "]"]
        {
            assert!(!is_host(host), "{host}");
        }
    }
}
