//! Every text that is accepted names one host, as a vanity URL does, and at most one organization.

use std::net::IpAddr;

use prowfm_auth::tenant::{AllowList, Organization, TokenUrl, UkgAuthentication, VanityUrl};
use url::{Host, Url};

const PATH: &str = "/oauth/token";

/// Holds for every text.
///
/// # Panics
///
/// When it does not.
pub fn hold(text: &str) {
    let token_url = match TokenUrl::parse(text) {
        Ok(token_url) => token_url,
        Err(error) => return assert!(error.to_string().len() < 150, "the text is ours alone"),
    };
    let host = token_url.host();
    let vanity_url = VanityUrl::parse(text);
    assert_eq!(vanity_url.as_ref().map(VanityUrl::host), Ok(host), "one parser for both");
    assert!(host.contains('.') && host.parse::<IpAddr>().is_err(), "{host}");
    let url = token_url.endpoint(PATH);
    assert_eq!(url.as_str(), format!("https://{host}{PATH}"));
    assert_eq!((url.host(), url.port_or_known_default()), (Some(Host::Domain(host)), Some(443)));
    assert_eq!((url.username(), url.password(), url.query()), ("", None, None));
    if AllowList::token_hosts().allows_host(host) {
        assert!(["welcome-us.ukg.net", "welcome-eval.ukg.net"].contains(&host), "{host}");
        assert!(!AllowList::default().allows_host(host), "a token host is no tenant");
    }
    let organization = token_url.organization();
    if let Some(organization) = organization {
        is_plain(organization);
        is_the_one_in_the_query(text.trim(), organization);
    }
    let shown = token_url.to_string();
    assert_eq!(shown, url.as_str(), "shown without what was around it");
    let login = UkgAuthentication::new(token_url.clone(), None, None).expect("one organization");
    assert_eq!(login.organization.as_ref(), organization);
    let realm = login.realm.as_ref().map(ToString::to_string);
    let name = organization.and_then(|organization| organization.as_str().strip_prefix("org_"));
    assert_eq!(realm, name.map(|name| format!("{name}-custom")));
}

/// It goes into a form field of the token host and into no other place.
fn is_plain(organization: &Organization) {
    let text = organization.as_str();
    assert!((1..=128).contains(&text.len()));
    assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{text}");
}

/// Where the URL standard can read the pasted text itself, it sees the same organization, and no other.
fn is_the_one_in_the_query(text: &str, organization: &Organization) {
    let scheme = text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    let read = if scheme { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
    let Ok(url) = read else { return };
    let named: Vec<_> =
        url.query_pairs().filter(|(name, _)| name == "organization").map(|(_, id)| id).collect();
    assert_eq!(named.len(), 1, "{text}");
    assert_eq!(named[0].trim(), organization.as_str(), "{text}");
}
