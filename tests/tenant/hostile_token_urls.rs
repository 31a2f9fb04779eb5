//! What attackers write where a token URL belongs. None of it is called: `tests/api/login_service` sends all of
//! them.

use prowfm_auth::tenant::InvalidVanityUrl::{self, *};
use prowfm_auth::tenant::{AllowList, InvalidTokenUrl, TokenUrl};

/// Not the address of a host, with the kind of fault.
const MALFORMED: [(InvalidVanityUrl, &str); 38] = [
    (PlainHttp, "http://welcome-us.ukg.net/oauth/token"),
    (PlainHttp, "HTTP://welcome-us.ukg.net"),
    (PlainHttp, "https://http://welcome-us.ukg.net/oauth/token"),
    (OtherScheme, "ftp://welcome-us.ukg.net/oauth/token"),
    (OtherScheme, "file:///etc/passwd"),
    (OtherScheme, "gopher://welcome-us.ukg.net"),
    (OtherScheme, "canary://welcome-us.ukg.net"),
    (Malformed, "javascript:alert(1)"),
    (Malformed, "https:\\\\welcome-us.ukg.net"),
    (UserInformation, "https://canary@welcome-us.ukg.net/oauth/token"),
    (UserInformation, "https://user:canary@welcome-us.ukg.net/oauth/token"),
    (UserInformation, "https://welcome-us.ukg.net@evil.example.com/oauth/token"),
    (UserInformation, "https://welcome-us.ukg.net:443@evil.example.com"),
    (UserInformation, "https://evil.example.com\\@welcome-us.ukg.net"),
    (UserInformation, "//welcome-us.ukg.net@127.0.0.1"),
    (Port, "https://welcome-us.ukg.net:8443/oauth/token"),
    (Port, "https://welcome-us.ukg.net:80/oauth/token"),
    (Malformed, "https://welcome-us.ukg.net:0x1bb/oauth/token"),
    (IpAddress, "https://127.0.0.1/oauth/token"),
    (IpAddress, "https://169.254.169.254/oauth/token"),
    (IpAddress, "https://2130706433/oauth/token"),
    (IpAddress, "https://0x7f.1/oauth/token"),
    (IpAddress, "https://[::1]/oauth/token"),
    (IpAddress, "https://[::ffff:127.0.0.1]:443/oauth/token"),
    (TrailingDot, "https://welcome-us.ukg.net./oauth/token"),
    (TrailingDot, "https://127.0.0.1./oauth/token"),
    (NotQualified, "https://localhost/oauth/token"),
    (NotQualified, "welcome-us"),
    (Internationalised, "https://welcome-us.ukg.net。evil.example.com"),
    (Internationalised, "https://w\u{435}lcome-us.ukg.net/oauth/token"),
    (Internationalised, "https://xn--wlcome-us-2ig.ukg.net/oauth/token"),
    (Internationalised, "https://welcome-us.ukg.net\u{ff0f}.evil.example.com"),
    (Malformed, "https://welcome-us.ukg.net%2f.evil.example.com"),
    (Malformed, "https://welcome-us%2eukg.net/oauth/token"),
    (Malformed, "https://welcome-us.ukg.net, evil.example.com"),
    (Malformed, "https://evil.example.com\\.ukg.net"),
    (Malformed, "https://welcome-us.ukg.net\r\nHost: evil.example.com"),
    (Malformed, "https://evil.example.com\0.ukg.net"),
];

/// Well-formed, with a host that is not on the list.
const OTHER_HOSTS: [(&str, &str); 16] = [
    ("https://evil.example.com/oauth/token", "evil.example.com"),
    ("https://evil.example.com/welcome-us.ukg.net", "evil.example.com"),
    ("https://evil.example.com?welcome-us.ukg.net", "evil.example.com"),
    ("https://evil.example.com#@welcome-us.ukg.net", "evil.example.com"),
    ("https://evil.example.com/\\@welcome-us.ukg.net", "evil.example.com"),
    ("https://evil.example.com/https://welcome-us.ukg.net", "evil.example.com"),
    ("https://welcome-us.ukg.net.evil.example.com", "welcome-us.ukg.net.evil.example.com"),
    ("https://x.welcome-us.ukg.net/oauth/token", "x.welcome-us.ukg.net"),
    ("https://welcome-us-ukg.net/oauth/token", "welcome-us-ukg.net"),
    ("https://welcome-us.ukg.net.co", "welcome-us.ukg.net.co"),
    ("https://welcome-us.ukg.com", "welcome-us.ukg.com"),
    ("https://ukg.net/oauth/token", "ukg.net"),
    // UKG's own, for other products or its own tests.
    ("https://welcome-staging.ukg.dev/oauth/token", "welcome-staging.ukg.dev"),
    ("https://signin.ukg.net/oauth/token", "signin.ukg.net"),
    ("https://metadata.google.internal/oauth/token", "metadata.google.internal"),
    ("https://127.0.0.1.nip.io/oauth/token", "127.0.0.1.nip.io"),
];

/// A good host with an organization that is none.
const ORGANIZATIONS: [&str; 5] = [
    "https://welcome-us.ukg.net/authorize?organization=",
    "https://welcome-us.ukg.net/authorize?organization=org_%0d%0aHost:%20evil.example.com",
    "https://welcome-us.ukg.net/authorize?organization=org_a%26grant_type=canary",
    "https://welcome-us.ukg.net/authorize?organization=org_a&organization=org_b",
    "https://welcome-us.ukg.net/authorize?x=1&organization=org_a&%6frganization=org_a",
];

/// All of them.
pub fn all() -> impl Iterator<Item = String> {
    let malformed = MALFORMED.map(|(_, text)| text);
    let others = OTHER_HOSTS.map(|(text, _)| text);
    let long = [
        format!("https://{}ukg.net", "a.".repeat(200)),
        format!("https://welcome-us.ukg.net/{}", "a".repeat(2_048)),
    ];
    malformed.into_iter().chain(others).chain(ORGANIZATIONS).map(str::to_owned).chain(long)
}

#[test]
fn what_is_no_address_is_refused_by_kind() {
    for (kind, text) in MALFORMED {
        assert_eq!(TokenUrl::parse(text), Err(InvalidTokenUrl::Address(kind)), "{text}");
    }
}

#[test]
fn other_hosts_are_refused_by_the_list() {
    for (text, host) in OTHER_HOSTS {
        let token_url = TokenUrl::parse(text).unwrap();
        assert_eq!(token_url.host(), host, "{text}");
        assert!(!AllowList::token_hosts().allows_host(host), "{text}");
        assert_eq!(token_url.organization(), None, "{text}");
    }
}

#[test]
fn what_is_no_organization_is_refused() {
    for text in ORGANIZATIONS {
        let fault = TokenUrl::parse(text).unwrap_err();
        assert!(!matches!(fault, InvalidTokenUrl::Address(_)), "{text}: {fault}");
    }
}

#[test]
fn no_message_repeats_the_text() {
    for text in all() {
        if let Err(fault) = TokenUrl::parse(&text) {
            let message = fault.to_string();
            for part in ["canary", "evil", "welcome-us", "passwd"] {
                assert!(!message.contains(part), "{text}: {message}");
            }
        }
    }
}
