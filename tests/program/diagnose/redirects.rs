//! Redirects are followed within the host only, and no further than needed.

use super::*;

#[tokio::test]
async fn a_redirect_away_from_the_host_is_never_followed() {
    let elsewhere = Site::new(vec![]).await;
    for location in [
        "https://neighbour.prd.mykronos.com/wfd/home",
        "//neighbour.prd.mykronos.com/",
        "http://acme.prd.mykronos.com/plain",
        "https://acme.prd.mykronos.com:8443/",
        "https://u:canary@acme.prd.mykronos.com/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://acme.prd.mykronos.com.evil.example.com/",
    ] {
        let site = Site::new(vec![("GET / ", redirect(location))]).await;
        let hosts = [(TENANT, &site.host), (NEIGHBOUR, &elsewhere.host)];
        let outcome = diagnose(TENANT, &hosts, &JSON).await;
        assert_eq!(outcome.code, 1, "{location}");
        assert_eq!(outcome.check("login_service")[0].0, "fault");
        assert_eq!(site.received().len(), 2, "{location}: {:?}", site.received());
    }
    assert_eq!(elsewhere.host.connections(), 0);
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let site = Site::new(vec![("GET / ", redirect("/")), ("GET /a", redirect("/b"))]).await;
    let outcome = diagnose(TENANT, &[(TENANT, &site.host)], &JSON).await;
    assert_eq!(outcome.code, 1);
    assert!(outcome.check("login_service")[0].1.contains("leads nowhere (status 302)"));
    // Six pages, and the token endpoint.
    assert_eq!(site.received().len(), 7);
}

#[tokio::test]
async fn a_login_page_is_recognised_without_being_opened() {
    for (location, service, organization) in [
        ("/authn/XUI/?realm=/acme_prd_01#login", Some("legacy"), None),
        ("https://pod-ath01.prd.mykronos.com/authn/XUI", Some("legacy"), None),
        ("https://welcome-us.ukg.net/login?state=secret-state", Some("ukg"), None),
        (UKG_PAGE, Some("ukg"), Some("org_AbC123")),
        // An organization that is none is left out.
        ("https://welcome-us.ukg.net/?organization=%1b[31m", Some("ukg"), None),
        ("https://welcome-ca.ukg.net/authorize", Some("ukg"), None),
        ("https://signin.ukg.net/authorize", None, None),
        ("https://welcome-us.ukg.net.evil.example.com/", None, None),
        ("http://welcome-us.ukg.net/", None, None),
        ("/authn/XUIx", None, None),
    ] {
        let site = Site::new(vec![("GET / ", redirect(location))]).await;
        let token_host = Site::new(token_host()).await;
        let hosts = [(TENANT, &site.host), (TOKEN_HOST, &token_host.host)];
        let report = diagnose(TENANT, &hosts, &JSON).await.json();
        assert_eq!(report["login_service"].as_str(), service, "{location}");
        assert_eq!(report["settings"]["organization"].as_str(), organization, "{location}");
        let opened = site.received().iter().filter(|it| it.starts_with("GET")).count();
        assert_eq!(opened, 1 + usize::from(location == "/authn/XUIx"), "{location}");
    }
}
