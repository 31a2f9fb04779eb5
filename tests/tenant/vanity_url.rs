use proptest::prelude::*;
use prowfm_auth::tenant::InvalidVanityUrl::{self, *};
use prowfm_auth::tenant::VanityUrl;
use url::{Host, Url};

#[test]
fn what_people_paste_works() {
    for (pasted, host) in [
        ("https://acme.mykronos.com", "acme.mykronos.com"),
        ("https://acme.mykronos.com/", "acme.mykronos.com"),
        ("https://acme.prd.mykronos.com", "acme.prd.mykronos.com"),
        ("HTTPS://ACME.Prd.MyKronos.COM", "acme.prd.mykronos.com"),
        ("acme.mykronos.com", "acme.mykronos.com"),
        ("acme.mykronos.com/", "acme.mykronos.com"),
        ("//acme.mykronos.com", "acme.mykronos.com"),
        ("  https://acme.mykronos.com \t\r\n", "acme.mykronos.com"),
        ("\u{a0}https://acme.mykronos.com\u{a0}", "acme.mykronos.com"),
        ("https://acme.mykronos.com:443", "acme.mykronos.com"),
        ("https://acme.mykronos.com/api", "acme.mykronos.com"),
        ("https://acme.mykronos.com/api/authentication/access_token", "acme.mykronos.com"),
        ("https://acme.mykronos.com/wfd/home", "acme.mykronos.com"),
        ("https://acme.mykronos.com/wfd/ess/myschedule", "acme.mykronos.com"),
        ("https://acme.mykronos.com/ess#/", "acme.mykronos.com"),
        ("https://acme.mykronos.com/timekeeping#/x?y=a@b", "acme.mykronos.com"),
        ("https://acme.mykronos.com?goto=https://other.example.com", "acme.mykronos.com"),
        ("acme.mykronos.com/login?goto=https://a@b.example.com:80", "acme.mykronos.com"),
        ("acme.mykronos.com#https://other.example.com", "acme.mykronos.com"),
        ("https://https://acme.mykronos.com", "acme.mykronos.com"),
        ("https://acme-sso.prd.mykronos.com", "acme-sso.prd.mykronos.com"),
        ("https://partnersand-001.cfn.mykronos.com", "partnersand-001.cfn.mykronos.com"),
        ("https://tokens.example-1.org", "tokens.example-1.org"),
    ] {
        assert_eq!(VanityUrl::parse(pasted).unwrap().host(), host, "{pasted}");
    }
}

#[test]
fn the_rest_is_refused_by_kind() {
    let long_label = format!("https://{}.mykronos.com", "a".repeat(64));
    let long_host = format!("https://{}mykronos.com", "abcdefghi.".repeat(25));
    let long_text = format!("https://acme.mykronos.com/{}", "x".repeat(2_048));
    for (pasted, kind) in [
        ("", Empty),
        (" \t\n", Empty),
        ("http://acme.mykronos.com", PlainHttp),
        ("HTTP://acme.mykronos.com", PlainHttp),
        ("https://http://acme.mykronos.com", PlainHttp),
        ("ftp://acme.mykronos.com", OtherScheme),
        ("file:///etc/passwd", OtherScheme),
        ("://acme.mykronos.com", OtherScheme),
        ("javascript:alert(1)", Malformed),
        ("https:acme.mykronos.com", Malformed),
        ("https:/acme.mykronos.com", Malformed),
        ("https:\\\\acme.mykronos.com", Malformed),
        ("https://user@acme.mykronos.com", UserInformation),
        ("https://user:hunter2@acme.mykronos.com", UserInformation),
        ("https://acme.mykronos.com@evil.example.com", UserInformation),
        ("https://@acme.mykronos.com", UserInformation),
        ("https://acme.mykronos.com:8443", Port),
        ("https://acme.mykronos.com:80", Port),
        ("https://acme.mykronos.com:0443", Port),
        ("https://acme.mykronos.com:99999", Port),
        ("https://acme.mykronos.com:", Malformed),
        ("https://acme.mykronos.com:https", Malformed),
        ("https://127.0.0.1", IpAddress),
        ("https://127.1", IpAddress),
        ("https://2130706433", IpAddress),
        ("https://0x7f.1", IpAddress),
        ("https://0x7f000001", IpAddress),
        ("https://0177.0.0.1", IpAddress),
        ("https://0", IpAddress),
        ("https://acme.mykronos.com.1", IpAddress),
        ("https://acme.mykronos.0x", IpAddress),
        ("https://[::1]", IpAddress),
        ("https://[::ffff:127.0.0.1]:443", IpAddress),
        ("::1", IpAddress),
        ("acme", NotQualified),
        ("https://localhost", NotQualified),
        ("https://acme/", NotQualified),
        ("https://acme.mykronos.com.", TrailingDot),
        ("https://acme.mykronos.com./wfd", TrailingDot),
        ("https://acme..mykronos.com", Malformed),
        ("https://.mykronos.com", Malformed),
        ("https://.", Malformed),
        ("https://", Malformed),
        ("https:///acme.mykronos.com", Malformed),
        ("https://-acme.mykronos.com", Malformed),
        ("https://acme-.mykronos.com", Malformed),
        ("https://ac_me.mykronos.com", Malformed),
        ("https://ac me.mykronos.com", Malformed),
        ("https://ac\tme.mykronos.com", Malformed),
        ("https://acme%2emykronos.com", Malformed),
        ("https://acme.mykronos.com%00.example.com", Malformed),
        ("https://evil.example.com\\.mykronos.com", Malformed),
        ("https://evil.example.com\\@acme.mykronos.com", UserInformation),
        ("https://*.mykronos.com", Malformed),
        ("https://<hostname>.mykronos.com", Malformed),
        ("https://äcme.mykronos.com", Internationalised),
        ("https://acme.mykronoſ.com", Internationalised),
        ("https://acme。mykronos.com", Internationalised),
        ("https://ａcme.mykronos.com", Internationalised),
        ("https://acme.my\u{ad}kronos.com", Internationalised),
        ("https://xn--cme-pla.mykronos.com", Internationalised),
        (&long_label, TooLong),
        (&long_host, TooLong),
        (&long_text, TooLong),
    ] {
        assert_eq!(VanityUrl::parse(pasted), Err(kind), "{pasted}");
    }
}

#[test]
fn an_error_never_repeats_the_input() {
    for text in [
        "https://user:hunter2@acme.mykronos.com",
        "http://hunter2.mykronos.com",
        "hunter2://acme.mykronos.com",
        "https://acme.mykronos.com:hunter2",
        "hunter2",
        "https://hunter2.mykronos.com.",
        "https://hunter2%.mykronos.com",
        "https://hünter2hunter2.mykronos.com",
    ] {
        let error: InvalidVanityUrl = VanityUrl::parse(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{text}");
    }
}

/// Whatever is accepted means the same host to the URL standard, which the client follows.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let Ok(tenant) = VanityUrl::parse(text) else { return Ok(()) };
    let url = tenant.endpoint("/api/authentication/access_token");
    prop_assert_eq!(url.host(), Some(Host::Domain(tenant.host())));
    prop_assert_eq!(url.scheme(), "https");
    prop_assert_eq!(url.port(), None);
    prop_assert_eq!(url.username(), "");
    prop_assert_eq!(url.path(), "/api/authentication/access_token");
    prop_assert_eq!(&VanityUrl::parse(&tenant.to_string()), &Ok(tenant.clone()));
    // Where the standard can read the pasted text itself, it sees the same host.
    let trimmed = text.trim();
    if trimmed.to_ascii_lowercase().starts_with("https://")
        && let Ok(pasted) = Url::parse(trimmed)
        && pasted.host_str() != Some("https")
    {
        prop_assert_eq!(pasted.host(), Some(Host::Domain(tenant.host())));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn any_text_is_accepted_as_one_host_or_refused(text in "\\PC{0,60}") {
        holds(&text)?;
    }

    #[test]
    fn texts_that_look_like_urls_are_too(
        text in "(https://|HTTPS://|http://|//|)[a-zA-Z0-9.:@/?#%\\\\\\[\\] _-]{0,30}(\\.mykronos\\.com)?[a-z0-9.:@/?#%\\\\]{0,10}"
    ) {
        holds(&text)?;
    }

    #[test]
    fn every_host_name_is_accepted_with_whatever_is_around_it(
        labels in prop::collection::vec("[a-z]([a-z0-9-]{0,10}[a-z0-9])?", 2..5),
        before in "(https://|HTTPS://|//|)",
        after in "(:443)?(/[ -~]{0,20})?",
    ) {
        let host = labels.join(".");
        prop_assume!(labels.iter().all(|label| !label.starts_with("xn--")));
        let parsed = VanityUrl::parse(&format!(" {before}{host}{after} "));
        prop_assert_eq!(parsed.map(|tenant| tenant.host().to_owned()), Ok(host));
    }
}
