use prowfm_auth::tenant::{AllowList, HostPattern, InvalidPattern, VanityUrl};

fn allows(list: &AllowList, host: &str) -> bool {
    list.allows(&VanityUrl::parse(host).unwrap())
}

#[test]
fn the_default_list_is_ukgs_tenants() {
    let list = AllowList::default();
    for host in [
        "acme.mykronos.com",
        "acme.prd.mykronos.com",
        "acme-sso.prd.mykronos.com",
        "acme-nosso.prd.mykronos.com",
        "acme-uat.npr.mykronos.com",
        "partnersand-001.cfn.mykronos.com",
        "acme-athletics.prd.mykronos.com",
        "a.b.c.d.mykronos.com",
        "development.mykronos.com",
    ] {
        assert!(allows(&list, host), "{host}");
    }
}

#[test]
fn the_default_list_leaves_out_other_hosts() {
    let list = AllowList::default();
    for host in [
        "mykronos.com",
        "notmykronos.com",
        "acme.mykronos.com.example.com",
        "acme.mykronos.co",
        "mykronos.com.evil.org",
        "x.dev.mykronos.com",
        "x.int.dev.mykronos.com",
        "x.int.mykronos.com",
        "sso-hlp01.gss.mykronos.com",
        "dev.mykronos.com",
        "eus2-prd01-ath01.prd.mykronos.com",
        "x-ath.prd.mykronos.com",
        "acme.ukg.net",
        "secure.saashr.com",
    ] {
        assert!(!allows(&list, host), "{host}");
    }
}

#[test]
fn a_pattern_with_a_star_wants_at_least_one_label_before() {
    let list = AllowList::only(vec!["*.example.com".parse().unwrap()]);
    assert!(allows(&list, "a.example.com") && allows(&list, "a.b.example.com"));
    assert!(!allows(&list, "example.com") && !allows(&list, "aexample.com"));
    assert!(!allows(&list, "acme.mykronos.com"), "a list replaces the default");
}

#[test]
fn a_pattern_without_a_star_is_one_host() {
    let list = AllowList::only(vec!["UAT.dev.MyKronos.com".parse().unwrap()]);
    assert!(allows(&list, "uat.dev.mykronos.com"), "the operator's word counts");
    assert!(!allows(&list, "a.uat.dev.mykronos.com"));
}

#[test]
fn an_invalid_pattern_is_refused() {
    for text in [
        "",
        "*",
        "*.com",
        "*.",
        "a.*.com",
        "**.example.com",
        "https://example.com",
        "example.com/",
        "10.0.0.1",
        "*.example.com.",
        "a b.com",
    ] {
        assert_eq!(text.parse::<HostPattern>(), Err(InvalidPattern), "{text}");
    }
}
