//! The report for programs.

use super::*;

#[tokio::test]
async fn a_program_reads_the_same_report_with_the_settings_and_the_certificate() {
    let (site, token_host) = (Site::new(upgraded()).await, Site::new(token_host()).await);
    let hosts = [(TENANT, &site.host), (TOKEN_HOST, &token_host.host)];
    let outcome = diagnose(TENANT, &hosts, &JSON).await;
    assert_eq!(outcome.code, 0);
    insta::assert_snapshot!(format!("{:#}", outcome.json()), @r#"
        {
          "can_work": true,
          "certificate": {
            "issuer": "rcgen self signed cert",
            "names": [
              "acme.prd.mykronos.com",
              "neighbour.prd.mykronos.com",
              "welcome-us.ukg.net",
              "acme-sso.prd.mykronos.com"
            ],
            "not_after": "4096-01-01T00:00:00Z",
            "not_before": "1975-01-01T00:00:00Z"
          },
          "checks": [
            {
              "check": "url",
              "finding": "well-formed, and may be called",
              "host": "acme.prd.mykronos.com",
              "status": "ok"
            },
            {
              "check": "name",
              "finding": "127.0.0.1:44444 (pinned by --resolve)",
              "host": "acme.prd.mykronos.com",
              "status": "ok"
            },
            {
              "check": "connection",
              "finding": "127.0.0.1:44444: TLS 1.3",
              "host": "acme.prd.mykronos.com",
              "status": "ok"
            },
            {
              "check": "certificate",
              "finding": "for acme.prd.mykronos.com, neighbour.prd.mykronos.com, welcome-us.ukg.net and 1 more; from rcgen self signed cert; until 4096-01-01",
              "host": "acme.prd.mykronos.com",
              "status": "ok"
            },
            {
              "check": "clock",
              "finding": "this machine and the tenant agree",
              "host": "acme.prd.mykronos.com",
              "status": "ok"
            },
            {
              "check": "login_service",
              "finding": "probably UKG Authentication: the start page leads to welcome-us.ukg.net",
              "host": "acme.prd.mykronos.com",
              "status": "ok"
            },
            {
              "check": "token_path",
              "finding": "not used; no legacy token endpoint: status 404 without an OAuth error",
              "host": "acme.prd.mykronos.com",
              "status": "ok"
            },
            {
              "check": "name",
              "finding": "127.0.0.1:44444 (pinned by --resolve)",
              "host": "welcome-us.ukg.net",
              "status": "ok"
            },
            {
              "check": "connection",
              "finding": "127.0.0.1:44444: TLS 1.3",
              "host": "welcome-us.ukg.net",
              "status": "ok"
            },
            {
              "check": "certificate",
              "finding": "for acme.prd.mykronos.com, neighbour.prd.mykronos.com, welcome-us.ukg.net and 1 more; from rcgen self signed cert; until 4096-01-01",
              "host": "welcome-us.ukg.net",
              "status": "ok"
            },
            {
              "check": "token_host",
              "finding": "answers, and names this token endpoint",
              "host": "welcome-us.ukg.net",
              "status": "ok"
            }
          ],
          "clock_ahead_seconds": 0,
          "login_service": "ukg",
          "settings": {
            "organization": "org_AbC123",
            "tenant": "https://acme.prd.mykronos.com",
            "token_url": "https://welcome-us.ukg.net/oauth/token"
          },
          "vanity_url": "https://acme.prd.mykronos.com"
        }
    "#);
}

#[tokio::test]
async fn what_is_not_known_is_null() {
    let outcome = diagnose("http://acme.prd.mykronos.com", &[], &JSON).await;
    assert_eq!(outcome.code, 1);
    insta::assert_snapshot!(outcome.stdout, @r#"
        {
          "vanity_url": null,
          "can_work": false,
          "login_service": null,
          "checks": [
            {
              "check": "url",
              "status": "fault",
              "host": null,
              "finding": "the vanity URL starts with http://, but only https:// is called",
              "advice": "Give the address at which people open UKG Pro WFM, such as https://acme.prd.mykronos.com."
            }
          ],
          "certificate": null,
          "clock_ahead_seconds": null,
          "settings": null
        }
    "#);
}
