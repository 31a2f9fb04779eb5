//! Requests that a browser sends for a page of another site.
//!
//! Such a page cannot read the response. But with the browser of a person inside of a network it could
//! reach a service that asks for no key, and lock users with wrong passwords. With a host name of its own
//! that leads to this machine (DNS rebinding), it could read responses, too.
//!
//! Power Platform passes the `Origin` of a maker's browser on. Its calls have a header that a page may
//! send to another site only with that site's permission, which this service never gives.

use std::net::{IpAddr, SocketAddr};

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, HeaderName, HeaderValue};
use power_platform::PublicUrl;

use super::strict::host_and_port;
use crate::api::{API_KEY_HEADER, CrossSite, Failure, is_about_tenant};

/// W3C Fetch Metadata Request Headers. No script can set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The site of this service.
#[derive(Clone, Debug)]
pub struct OwnSite {
    /// Host and port of the public URL.
    public: String,
    /// Whether only programs of this machine call it, and so by a name of this machine.
    is_of_this_machine: bool,
}

impl OwnSite {
    /// `public_url` is set by the operator, `address` is that of the listener.
    pub fn new(public_url: Option<&PublicUrl>, address: SocketAddr) -> Self {
        let is_of_this_machine = public_url.is_none() && address.ip().is_loopback();
        let public = public_url.map(|url| url.host().to_owned()).unwrap_or_default();
        Self { public, is_of_this_machine }
    }

    /// # Errors
    ///
    /// When a page of another site has sent the request, or one that knows this machine by another name.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), Failure> {
        let host = headers.get(HOST).map(HeaderValue::as_bytes).unwrap_or_default();
        let is_foreign = match headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes) {
            Some(b"same-origin" | b"none") => false,
            Some(b"cross-site") => true,
            // A page of a neighbouring host, a browser that does not trust the connection, or no browser.
            _ => headers.get(ORIGIN).is_some_and(|origin| !self.is_own(origin.as_bytes(), host)),
        };
        if is_foreign && !needed_permission(headers) {
            Err(Failure::CrossSite(CrossSite::Page))
        } else if self.is_of_this_machine && !host.is_empty() && !is_loopback(host) {
            Err(Failure::CrossSite(CrossSite::Host))
        } else {
            Ok(())
        }
    }

    /// The scheme does not count: TLS may end at a proxy in front.
    fn is_own(&self, origin: &[u8], host: &[u8]) -> bool {
        let authority =
            origin.strip_prefix(b"https://").or_else(|| origin.strip_prefix(b"http://"));
        authority.is_some_and(|authority| {
            let is = |own: &[u8]| !own.is_empty() && authority.eq_ignore_ascii_case(own);
            is(host) || is(self.public.as_bytes())
        })
    }
}

/// Whether a browser would have asked this service before it sent a request with such headers for a page of
/// another site (Fetch Standard, CORS-safelisted request-header).
fn needed_permission(headers: &HeaderMap) -> bool {
    let is_json = || {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        media_type.is_some_and(|text| text.trim_start().starts_with("application/json"))
    };
    headers.contains_key(API_KEY_HEADER)
        || headers.contains_key(AUTHORIZATION)
        || headers.keys().any(|name| is_about_tenant(name.as_str()))
        || is_json()
}

/// Whether a `Host` names this machine for itself. The port may be that of a tunnel.
fn is_loopback(host: &[u8]) -> bool {
    let (name, _) = str::from_utf8(host).map(host_and_port).unwrap_or_default();
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIL: &str = "https://evil.example";

    fn refused(site: &OwnSite, headers: &[(&'static str, &str)]) -> Option<CrossSite> {
        let headers = headers.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        });
        match site.check(&headers.collect()) {
            Err(Failure::CrossSite(why)) => Some(why),
            _ => None,
        }
    }

    fn public() -> OwnSite {
        let url = "https://tokens.example.com/wfm".parse().unwrap();
        OwnSite::new(Some(&url), "127.0.0.1:8080".parse().unwrap())
    }

    #[test]
    fn programs_and_own_pages_may_call() {
        let (host, own) =
            (("host", "tokens.example.com"), ("origin", "https://tokens.example.com"));
        for headers in [
            &[host][..],
            &[host, ("sec-fetch-site", "none")],
            &[host, ("sec-fetch-site", "same-origin"), own],
            &[host, own],
            &[host, ("origin", "http://TOKENS.example.com")],
            // A proxy in front has replaced the host.
            &[("host", "10.0.0.1:8080"), own],
            &[("host", "10.0.0.1:8080"), ("origin", "http://10.0.0.1:8080")],
            &[],
        ] {
            assert_eq!(refused(&public(), headers), None, "{headers:?}");
        }
    }

    #[test]
    fn pages_of_other_sites_may_not() {
        let host = ("host", "tokens.example.com");
        for headers in [
            &[host, ("sec-fetch-site", "cross-site")][..],
            &[host, ("origin", EVIL)],
            &[host, ("origin", EVIL), ("sec-fetch-site", "same-site")],
            &[host, ("origin", "null")],
            &[host, ("origin", "")],
            &[host, ("origin", "https://tokens.example.com.evil.example")],
            &[host, ("origin", "https://tokens.example.com:8443")],
            &[("origin", "https://")],
        ] {
            assert_eq!(refused(&public(), headers), Some(CrossSite::Page), "{headers:?}");
        }
    }

    /// As Power Platform does, which passes the origin of a maker's browser on.
    #[test]
    fn a_call_with_a_header_that_no_page_may_send_is_none_of_a_page() {
        let foreign = [
            ("host", "tokens.example.com"),
            ("origin", "https://make.powerautomate.com"),
            ("sec-fetch-site", "cross-site"),
        ];
        let with = |name, value| [&foreign[..], &[(name, value)]].concat();
        for headers in [
            with("x-api-key", "any"),
            with("authorization", "Basic YTpi"),
            with("x-wfm-vanity-url", "https://acme.mykronos.com"),
            with("content-type", "application/json; charset=utf-8"),
        ] {
            assert_eq!(refused(&public(), &headers), None, "{headers:?}");
        }
        let form = with("content-type", "application/x-www-form-urlencoded");
        for headers in
            [form, with("content-type", "text/plain"), with("accept", "application/json")]
        {
            assert_eq!(refused(&public(), &headers), Some(CrossSite::Page), "{headers:?}");
        }
        // What a page at a name of its own for this machine sends needs no permission.
        let local = OwnSite::new(None, "127.0.0.1:8080".parse().unwrap());
        let rebound = [("host", "evil.example:8080"), ("x-api-key", "any")];
        assert_eq!(refused(&local, &rebound), Some(CrossSite::Host));
    }

    #[test]
    fn without_a_public_url_a_loopback_address_is_called_by_a_name_of_this_machine() {
        let local = OwnSite::new(None, "127.0.0.1:8080".parse().unwrap());
        for host in
            ["localhost:8080", "LocalHost", "127.0.0.1:8080", "127.1.2.3", "[::1]:80", "[::1]"]
        {
            assert_eq!(refused(&local, &[("host", host)]), None, "{host}");
        }
        assert_eq!(refused(&local, &[]), None, "no browser");
        let other = OwnSite::new(None, "10.0.0.1:8080".parse().unwrap());
        for host in
            ["evil.example:8080", "localhost.evil.example", "128.0.0.1", "[::2]", "::1", "x"]
        {
            assert_eq!(refused(&local, &[("host", host)]), Some(CrossSite::Host), "{host}");
            assert_eq!(refused(&public(), &[("host", host)]), None, "{host}");
            assert_eq!(refused(&other, &[("host", host)]), None, "{host}");
        }
    }
}
