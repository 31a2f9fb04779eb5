//! What keeps calls from working, before the login service matters.

use std::net::TcpListener;

use super::*;

#[tokio::test]
async fn an_address_that_may_not_be_called_reaches_nothing() {
    let site = Site::new(legacy()).await;
    for (address, finding, advice) in [
        ("", "is empty", "such as https://acme"),
        ("http://acme.prd.mykronos.com", "only https:// is called", "such as https://acme"),
        ("https://u:canary@acme.prd.mykronos.com", "user name or an @", "such as https://acme"),
        ("https://acme.prd.mykronos.com:8443", "has a port", "such as https://acme"),
        ("10.0.0.5", "IP address", "such as https://acme"),
        ("acme", "only the first part", "such as https://acme"),
        ("acme.example.com", "not allowed", "--allow-tenant acme.example.com"),
        ("gss.mykronos.com", "not allowed", "--allow-tenant gss.mykronos.com"),
        (TOKEN_HOST, "not allowed", "goes into --token-url"),
    ] {
        let hosts = [(TENANT, &site.host), ("acme.example.com", &site.host)];
        let outcome = diagnose(address, &hosts, &JSON).await;
        assert_eq!(outcome.code, 1, "{address}");
        let checks = outcome.check("url");
        assert_eq!(checks.len(), 1);
        let (status, found, todo) = &checks[0];
        assert_eq!(status, "fault");
        assert!(found.contains(finding) && todo.contains(advice), "{checks:?}");
        assert_eq!(outcome.json()["checks"].as_array().unwrap().len(), 1);
    }
    assert_eq!(site.host.connections(), 0);
}

#[tokio::test]
async fn a_host_for_single_sign_on_is_told_from_the_one_for_calls() {
    let site = Site::new(legacy()).await;
    let host = "acme-sso.prd.mykronos.com";
    let outcome = diagnose(host, &[(host, &site.host)], &JSON).await;
    let check = &outcome.check("url")[0];
    assert_eq!((outcome.code, check.0.as_str()), (0, "warning"));
    assert!(check.2.contains("https://acme-nosso.prd.mykronos.com"), "{check:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said_in_plain_words() {
    for (fault, finding, advice) in [
        (Fault::Expired, "expired on 1970-01-02", "Is the clock of this machine right?"),
        (Fault::NotYetValid, "not valid before 2", "Is the clock of this machine right?"),
        (Fault::WrongHost, "not for this host, but for other.prd.mykronos.com", "spelling"),
        (Fault::TooWide, "but for *.mykronos.com, mykronos.com", "spelling"),
        (Fault::NameInSubject, "not for this host, but for no host name", "spelling"),
        (Fault::SelfSigned, "not valid: for acme.prd.mykronos.com", "Do not send credentials"),
        (Fault::ForgedAuthority, "not valid: for acme.prd.mykronos.com", "Do not send credentials"),
        (Fault::ForClients, "not valid: for acme.prd.mykronos.com", "one of a client"),
        (Fault::IsAuthority, "not valid: for acme.prd.mykronos.com", "or of an authority"),
    ] {
        let site = Site::with_fault(legacy(), fault).await;
        let outcome = diagnose(TENANT, &[(TENANT, &site.host)], &JSON).await;
        let checks = outcome.check("certificate");
        assert_eq!((outcome.code, checks[0].0.as_str()), (1, "fault"), "{checks:?}");
        assert!(checks[0].1.contains(finding), "{checks:?}");
        assert!(checks[0].2.contains(advice), "{checks:?}");
        assert!(site.received().is_empty());
        assert!(outcome.json()["certificate"]["names"].is_array());
    }
    let site = Site::new(legacy()).await;
    let pin = format!("{TENANT}={}", site.host.address());
    let outcome = diagnose(TENANT, &[], &[&JSON[..], &["--resolve", &pin]].concat()).await;
    let check = &outcome.check("certificate")[0];
    assert!(check.1.contains("from rcgen self signed cert, which this machine does not trust"));
    assert!(check.2.contains("--tenant-ca"), "{check:?}");
}

#[tokio::test]
async fn an_expired_certificate_is_a_table_too() {
    let site = Site::with_fault(legacy(), Fault::Expired).await;
    let outcome = diagnose(TENANT, &[(TENANT, &site.host)], &[]).await;
    let today = &humantime::format_rfc3339_seconds(SystemTime::now()).to_string()[..10];
    insta::assert_snapshot!(outcome.stdout.replace(today, "2026-11-25"), @r"
        acme.prd.mykronos.com

          ok       url            well-formed, and may be called
          ok       name           127.0.0.1:44444 (pinned by --resolve)
          ok       connection     127.0.0.1:44444: TLS, up to the certificate
          fault    certificate    expired on 1970-01-02
                                  -> Is the clock of this machine right? Its date is
                                     2026-11-25. If it is, the operator of the host must
                                     renew the certificate.

        A call cannot work: there is 1 fault. No credentials were sent.
    ");
}

#[tokio::test]
async fn a_connection_that_fails_says_at_which_step() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let pin = format!("{TENANT}={free}");
    let refused = diagnose(TENANT, &[], &[&JSON[..], &["--resolve", &pin]].concat()).await;
    let check = &refused.check("connection")[0];
    assert_eq!((refused.code, check.0.as_str()), (1, "fault"));
    assert!(check.1.contains("refuses connections") && check.2.contains("firewall"), "{check:?}");

    for (act, fault, finding) in [
        (Act::PlayInClear(vec![]), Fault::None, "TLS did not start within --connect-timeout"),
        (
            Act::PlayInClear(vec![Step::Send(page()), Step::Close]),
            Fault::None,
            "the handshake failed",
        ),
        (Act::PlayInClear(vec![Step::Cut]), Fault::None, "the handshake failed"),
        (Act::Hang, Fault::OnlyHttp2, "the handshake failed"),
    ] {
        let host = ScriptedTenant::with_fault(act, fault).await;
        let outcome = diagnose(TENANT, &[(TENANT, &host)], &quick_json()).await;
        let check = &outcome.check("connection")[0];
        assert_eq!((outcome.code, check.0.as_str()), (1, "fault"), "{check:?}");
        assert!(check.1.contains(finding) && check.2.contains("TLS 1.2"), "{check:?}");
    }
}

#[tokio::test]
async fn silence_after_the_handshake_ends_by_the_timeout() {
    let host = ScriptedTenant::answering(Act::Hang).await;
    let outcome = diagnose(TENANT, &[(TENANT, &host)], &quick_json()).await;
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.check("connection")[0].0, "ok");
    for check in ["login_service", "token_path"] {
        let line = &outcome.check(check)[0];
        assert_eq!(line.0, "fault");
        assert!(line.1.contains("no response within --tenant-timeout"), "{line:?}");
    }
    assert_eq!(host.received().len(), 2);

    // A server that asks for a certificate of the client ends TLS 1.3 after the handshake.
    let site = Site::with_fault(legacy(), Fault::WantsCertificate).await;
    let outcome = diagnose(TENANT, &[(TENANT, &site.host)], &JSON).await;
    let check = &outcome.check("login_service")[0];
    assert_eq!((outcome.code, check.0.as_str()), (1, "fault"));
    assert!(check.1.contains("ended without a response"), "{check:?}");
}

#[tokio::test]
async fn a_clock_that_is_off_by_minutes_is_a_warning() {
    let past = SystemTime::now() - std::time::Duration::from_hours(1);
    let date = httpdate::fmt_http_date(past);
    let mut answers = legacy();
    answers[2].1 = raw_response(400, &[("Date", &date)], OAUTH_ERROR);
    let site = Site::new(answers).await;
    let outcome = diagnose(TENANT, &[(TENANT, &site.host)], &JSON).await;
    let check = &outcome.check("clock")[0];
    assert_eq!((outcome.code, check.0.as_str()), (0, "warning"));
    assert!(
        check.1.contains("seconds ahead of the tenant") && check.2.contains("NTP"),
        "{check:?}"
    );
    let ahead = outcome.json()["clock_ahead_seconds"].as_i64().unwrap();
    assert!((3_600..3_660).contains(&ahead), "{ahead}");
}
