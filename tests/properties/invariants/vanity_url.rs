//! Every text that is accepted names one host, on the list, and every library on the way to the
//! connection sees the same one.

use std::net::IpAddr;

use prowfm_auth::tenant::{AllowList, HostPattern, Pin, VanityUrl};
use url::{Host, Url};

const PATH: &str = "/api/authentication/access_token";

/// Holds for every text, and for every pattern in a list of its own.
///
/// # Panics
///
/// When it does not.
pub fn hold(pattern: &str, text: &str) {
    let tenant = match VanityUrl::parse(text) {
        Ok(tenant) => tenant,
        Err(error) => return assert!(error.to_string().len() < 100, "the text is ours alone"),
    };
    names_one_host(&tenant);
    means_what_was_pasted(text.trim(), tenant.host());
    if AllowList::default().allows(&tenant) {
        let host = tenant.host();
        assert!(host.ends_with(".mykronos.com"), "{host} is no tenant of UKG's");
        for internal in [".dev.mykronos.com", ".int.mykronos.com", ".gss.mykronos.com"] {
            assert!(!format!(".{host}").ends_with(internal), "{host} is internal");
        }
    }
    if let Ok(listed) = pattern.parse::<HostPattern>()
        && AllowList::only(vec![listed]).allows(&tenant)
    {
        is_on_the_list(pattern, tenant.host());
    }
}

fn names_one_host(tenant: &VanityUrl) {
    let host = tenant.host();
    assert!(host.len() <= 253 && host.contains('.') && host.parse::<IpAddr>().is_err());
    for label in host.split('.') {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        assert!((1..=63).contains(&label.len()) && label.bytes().all(plain), "{host}");
    }
    let url = tenant.endpoint(PATH);
    assert_eq!(url.as_str(), format!("https://{host}{PATH}"));
    assert_eq!(url.host(), Some(Host::Domain(host)));
    assert_eq!(url.port_or_known_default(), Some(443));
    assert_eq!((url.username(), url.password()), ("", None));
    // The client hands the URL on as this type, from which the resolver gets its name.
    let uri: http::Uri = url.as_str().parse().expect("the client can call it");
    assert_eq!(uri.authority().map(http::uri::Authority::as_str), Some(host));
    assert_eq!(VanityUrl::parse(&tenant.to_string()).as_ref(), Ok(tenant));
    let pin: Pin = format!("{host}=10.0.0.7:443").parse().expect("every host can be pinned");
    assert_eq!(pin.host, host);
}

/// Where the URL standard can read the pasted text itself, it sees the same host, and nothing that
/// was dropped in silence but a path.
fn means_what_was_pasted(text: &str, host: &str) {
    let scheme = text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    let read = if scheme { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
    // "https://https://acme…" is what it says to people, and a host called "https" to the standard.
    if let Ok(url) = read
        && url.host_str() != Some("https")
    {
        assert_eq!(url.host(), Some(Host::Domain(host)), "{text}");
        assert_eq!((url.username(), url.password(), url.port()), ("", None, None), "{text}");
    }
}

fn is_on_the_list(pattern: &str, host: &str) {
    let pattern = pattern.trim().to_ascii_lowercase();
    match pattern.strip_prefix('*') {
        Some(domain) => assert!(host.len() > domain.len() && host.ends_with(domain), "{host}"),
        None => assert_eq!(host, pattern),
    }
}
