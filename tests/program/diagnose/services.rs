//! Tenants of both login services, and those of which it cannot be told.

use super::*;

#[tokio::test]
async fn a_legacy_tenant_is_recognised_by_its_login_page() {
    let site = Site::new(legacy()).await;
    let address = "https://acme.prd.mykronos.com/wfd/home";
    let outcome = diagnose(address, &[(TENANT, &site.host)], &[]).await;
    assert_eq!(outcome.code, 0);
    insta::assert_snapshot!(outcome.stdout, @r"
        acme.prd.mykronos.com

          ok       url            well-formed, and may be called
          ok       name           127.0.0.1:44444 (pinned by --resolve)
          ok       connection     127.0.0.1:44444: TLS 1.3
          ok       certificate    for acme.prd.mykronos.com, neighbour.prd.mykronos.com,
                                  welcome-us.ukg.net and 1 more; from rcgen self signed
                                  cert; until 4096-01-01
          ok       clock          this machine and the tenant agree
          ok       login service  probably the legacy service: the start page leads to
                                  the legacy login page
          ok       token path     the legacy token endpoint answers

        Flags, if it is the default tenant:

            --tenant https://acme.prd.mykronos.com

        A tenant of the legacy service needs no table in the file.

        A call could work. No credentials were sent.
    ");
}

#[tokio::test]
async fn a_tenant_of_ukg_authentication_is_recognised_by_where_its_start_page_leads() {
    let (site, token_host) = (Site::new(upgraded()).await, Site::new(token_host()).await);
    let hosts = [(TENANT, &site.host), (TOKEN_HOST, &token_host.host)];
    let outcome = diagnose(TENANT, &hosts, &[]).await;
    assert_eq!(outcome.code, 0);
    insta::assert_snapshot!(outcome.stdout, @r#"
        acme.prd.mykronos.com

          ok       url            well-formed, and may be called
          ok       name           127.0.0.1:44444 (pinned by --resolve)
          ok       connection     127.0.0.1:44444: TLS 1.3
          ok       certificate    for acme.prd.mykronos.com, neighbour.prd.mykronos.com,
                                  welcome-us.ukg.net and 1 more; from rcgen self signed
                                  cert; until 4096-01-01
          ok       clock          this machine and the tenant agree
          ok       login service  probably UKG Authentication: the start page leads to
                                  welcome-us.ukg.net
          ok       token path     not used; no legacy token endpoint: status 404 without
                                  an OAuth error

        welcome-us.ukg.net

          ok       name           127.0.0.1:44444 (pinned by --resolve)
          ok       connection     127.0.0.1:44444: TLS 1.3
          ok       certificate    for acme.prd.mykronos.com, neighbour.prd.mykronos.com,
                                  welcome-us.ukg.net and 1 more; from rcgen self signed
                                  cert; until 4096-01-01
          ok       token host     answers, and names this token endpoint

        Flags, if it is the default tenant:

            --tenant https://acme.prd.mykronos.com \
            --token-url https://welcome-us.ukg.net/oauth/token \
            --organization org_AbC123

        Or a table for it in the file of --config:

            [tenants."acme.prd.mykronos.com"]
            token-url = "https://welcome-us.ukg.net/oauth/token"
            organization = "org_AbC123"

        A call could work. No credentials were sent.
    "#);
}

/// To the byte: no cookie, no authorization, no field, no query.
#[tokio::test]
async fn no_credential_is_ever_sent() {
    let (site, token_host) = (Site::new(upgraded()).await, Site::new(token_host()).await);
    let hosts = [(TENANT, &site.host), (TOKEN_HOST, &token_host.host)];
    let address = "https://acme.prd.mykronos.com/wfd/home?token=canary#canary";
    assert_eq!(diagnose(address, &hosts, &[]).await.code, 0);
    let version = concat!("prowfm-auth/", env!("CARGO_PKG_VERSION"));
    let received = [site.received(), token_host.received()].concat().concat();
    insta::assert_snapshot!(received.replace(version, "prowfm-auth/[version]"), @r"
        GET / HTTP/1.1
        accept: */*
        user-agent: prowfm-auth/[version]
        host: acme.prd.mykronos.com

        POST /api/authentication/access_token HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        content-length: 0
        user-agent: prowfm-auth/[version]
        host: acme.prd.mykronos.com

        GET /.well-known/openid-configuration HTTP/1.1
        accept: */*
        user-agent: prowfm-auth/[version]
        host: welcome-us.ukg.net
    ");

    // Nor is a cookie of the first page sent to the second one.
    let site = Site::new(legacy()).await;
    assert_eq!(diagnose(TENANT, &[(TENANT, &site.host)], &[]).await.code, 0);
    let received = site.received();
    assert_eq!(received.len(), 3, "{received:?}");
    for request in received {
        assert!(request.ends_with("\n\n"), "{request}");
        for header in ["cookie", "authorization", "appkey", "referer"] {
            assert!(!request.to_lowercase().contains(header), "{request}");
        }
    }
}

#[tokio::test]
async fn a_token_url_that_is_given_counts_more_than_the_start_page() {
    let token_host = Site::new(token_host()).await;
    for (answers, token_url, status, finding) in [
        (
            upgraded(),
            TOKEN_HOST,
            "ok",
            "UKG Authentication at welcome-us.ukg.net, by the token URL",
        ),
        (vec![], TOKEN_HOST, "ok", "UKG Authentication at welcome-us.ukg.net, by the token URL"),
        (legacy(), TOKEN_HOST, "warning", "leads to the legacy login page"),
        (
            vec![("GET / ", redirect("https://welcome-eval.ukg.net/login?state=secret-state"))],
            TOKEN_HOST,
            "warning",
            "leads to welcome-eval.ukg.net",
        ),
    ] {
        let site = Site::new(answers).await;
        let hosts = [(TENANT, &site.host), (TOKEN_HOST, &token_host.host)];
        let more = [&JSON[..], &["--token-url", token_url]].concat();
        let outcome = diagnose(TENANT, &hosts, &more).await;
        let check = &outcome.check("login_service")[0];
        assert_eq!((outcome.code, check.0.as_str()), (0, status), "{check:?}");
        assert!(check.1.contains(finding), "{check:?}");
        assert_eq!(outcome.json()["login_service"], "ukg");
    }
}

/// Its start page is behind the company's own sign-on, or answers with a page.
#[tokio::test]
async fn without_a_known_page_the_token_endpoint_decides() {
    let endpoint = ("POST /api/authentication/access_token ", json(400, OAUTH_ERROR));
    let no_app_key = r#"{"fault":{"detail":{"errorcode":"steps.oauth.v2.FailedToResolveAPIKey"}}}"#;
    for (answers, code, status, finding) in [
        (vec![endpoint.clone()], 0, "warning", "probably the legacy service, whose token endpoint"),
        (
            vec![("GET / ", redirect("https://idp.example.com/saml")), endpoint.clone()],
            0,
            "warning",
            "the start page leads to idp.example.com",
        ),
        (vec![(endpoint.0, json(401, no_app_key))], 0, "warning", "probably the legacy service"),
        (vec![], 1, "fault", "cannot be told: the start page leads nowhere (status 404)"),
        (vec![(endpoint.0, json(404, OAUTH_ERROR))], 1, "fault", "cannot be told"),
    ] {
        let site = Site::new(answers).await;
        let outcome = diagnose(TENANT, &[(TENANT, &site.host)], &JSON).await;
        let check = &outcome.check("login_service")[0];
        assert_eq!((outcome.code, check.0.as_str()), (code, status), "{check:?}");
        assert!(check.1.contains(finding), "{check:?}");
    }
}

#[tokio::test]
async fn a_page_everywhere_is_shown_with_what_to_try_next() {
    let site = Site::new(vec![]).await;
    let outcome = diagnose(TENANT, &[(TENANT, &site.host)], &[]).await;
    assert_eq!(outcome.code, 1);
    insta::assert_snapshot!(outcome.stdout, @r"
        acme.prd.mykronos.com

          ok       url            well-formed, and may be called
          ok       name           127.0.0.1:44444 (pinned by --resolve)
          ok       connection     127.0.0.1:44444: TLS 1.3
          ok       certificate    for acme.prd.mykronos.com, neighbour.prd.mykronos.com,
                                  welcome-us.ukg.net and 1 more; from rcgen self signed
                                  cert; until 4096-01-01
          ok       clock          this machine and the tenant agree
          fault    login service  cannot be told: the start page leads nowhere (status
                                  404)
                                  -> Is this the vanity URL? If UKG's Client Management
                                     shows an OAuth URL, try again with --token-url; it
                                     is probably https://welcome-us.ukg.net/oauth/token.
          fault    token path     no legacy token endpoint: status 404 without an OAuth
                                  error
                                  -> The tenant may use UKG Authentication now: if UKG's
                                     Client Management shows an OAuth URL, use it as
                                     --token-url.

        A call cannot work: there are 2 faults. No credentials were sent.
    ");
}

#[tokio::test]
async fn the_legacy_endpoint_of_a_legacy_tenant_must_answer() {
    for (response, finding, advice) in [
        (page(), "status 404 without an OAuth error", "--token-url"),
        (redirect(LEGACY_PAGE), "a redirect, as to a login page", "--token-url"),
        (response(200, &[], "<html>"), "status 200, but not the JSON of OAuth", "--token-url"),
        (response(503, &[], "later"), "takes no calls now: status 503", "Try again later"),
        (response(429, &[], ""), "takes no calls now: status 429", "Try again later"),
    ] {
        let mut answers = legacy();
        answers[2].1 = response;
        let site = Site::new(answers).await;
        let outcome = diagnose(TENANT, &[(TENANT, &site.host)], &JSON).await;
        let check = &outcome.check("token_path")[0];
        assert_eq!((outcome.code, check.0.as_str()), (1, "fault"), "{check:?}");
        assert!(check.1.contains(finding) && check.2.contains(advice), "{check:?}");
    }
}

#[tokio::test]
async fn a_token_host_must_answer_and_should_describe_itself() {
    let site = Site::new(upgraded()).await;
    let path = "GET /.well-known/openid-configuration ";
    let other = DISCOVERY.replace("welcome-us", "welcome-eval");
    for (response, code, status, finding) in [
        (page(), 0, "warning", "status 404, but does not describe itself"),
        (json(200, "[]"), 0, "warning", "status 200, but does not describe itself"),
        (json(200, &other), 0, "warning", "names another token endpoint"),
        (response(500, &[], ""), 1, "fault", "status 500"),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec(), 1, "fault", "not HTTP"),
    ] {
        let token_host = Site::new(vec![(path, response)]).await;
        let hosts = [(TENANT, &site.host), (TOKEN_HOST, &token_host.host)];
        let outcome = diagnose(TENANT, &hosts, &JSON).await;
        let check = &outcome.check("token_host")[0];
        assert_eq!((outcome.code, check.0.as_str()), (code, status), "{check:?}");
        assert!(check.1.contains(finding), "{check:?}");
    }
    // A token host that is not on the list is not even looked up.
    let hosts = [(TENANT, &site.host), (TOKEN_HOST, &site.host)];
    let more = [&JSON[..], &["--allow-token-host", "welcome-eval.ukg.net"]].concat();
    let outcome = diagnose(TENANT, &hosts, &more).await;
    let check = &outcome.check("token_host")[0];
    assert_eq!(outcome.code, 1);
    assert!(check.2.contains("--allow-token-host welcome-us.ukg.net"), "{check:?}");
    assert!(!site.received().concat().contains("welcome-us.ukg.net"));
}
