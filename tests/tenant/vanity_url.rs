use prowfm_auth::tenant::InvalidVanityUrl::{self, *};
use prowfm_auth::tenant::VanityUrl;

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
fn an_invalid_vanity_url_is_refused_by_kind() {
    for (pasted, kind) in [
        ("", Empty),
        (" \t\n", Empty),
        ("acme", NotQualified),
        ("https://localhost", NotQualified),
        ("https://acme/", NotQualified),
        ("https://acme.mykronos.com:", Malformed),
        ("https://acme.mykronos.com:https", Malformed),
        ("https:acme.mykronos.com", Malformed),
        ("https:/acme.mykronos.com", Malformed),
        ("https://acme..mykronos.com", Malformed),
        ("https://.mykronos.com", Malformed),
        ("https://.", Malformed),
        ("https://", Malformed),
        ("https:///acme.mykronos.com", Malformed),
        ("https://-acme.mykronos.com", Malformed),
        ("https://acme-.mykronos.com", Malformed),
        ("https://ac_me.mykronos.com", Malformed),
        ("https://ac me.mykronos.com", Malformed),
        ("https://*.mykronos.com", Malformed),
        ("https://<hostname>.mykronos.com", Malformed),
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
