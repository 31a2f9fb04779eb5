//! Which tenant a call goes to.

use insta::{allow_duplicates, assert_snapshot};
use testing::{ScriptedTenant, Start, TENANT, TOKENS, credentials, json};

#[tokio::test]
async fn the_header_names_the_tenant_in_whatever_way_people_write_it() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).without_default_tenant().run().await;
    let ways = [
        "https://acme.prd.mykronos.com",
        "https://ACME.prd.mykronos.com/",
        "acme.prd.mykronos.com",
        " https://acme.prd.mykronos.com:443/wfd/home?x=y#z ",
        "https://acme.prd.mykronos.com/api/authentication/access_token",
    ];
    for way in ways {
        let call = facade.token().header("X-WFM-Vanity-Url", way).form(&credentials());
        assert_eq!(call.send().await.status, 200, "{way}");
    }
    let received = tenant.received();
    assert_eq!(received.len(), ways.len());
    for request in received {
        assert!(request.starts_with("POST /api/authentication/access_token HTTP/1.1\r\n"));
        assert!(request.contains("host: acme.prd.mykronos.com\r\n"));
    }
}

#[tokio::test]
async fn the_header_goes_before_the_default_tenant() {
    let (tenant, other) = (
        ScriptedTenant::answering(json(200, TOKENS)).await,
        ScriptedTenant::answering(json(200, TOKENS)).await,
    );
    let facade = Start::with(&tenant)
        .pinned("other.prd.mykronos.com", other.address())
        .default_tenant("other.prd.mykronos.com")
        .run()
        .await;
    let call = facade.token().header("X-WFM-Vanity-Url", TENANT).form(&credentials());
    assert_eq!(call.send().await.status, 200);
    assert_eq!((tenant.received().len(), other.connections()), (1, 0));
}

#[tokio::test]
async fn no_tenant_at_all_is_never_guessed() {
    let facade = Start::alone().run().await;
    assert_snapshot!(facade.token().form(&credentials()).send().await.shown(), @r#"
        400
        {
          "error": "invalid_vanity_url",
          "error_description": "No vanity URL was given.",
          "hint": "Set PRO WFM Vanity URL in the connection, or send the header X-WFM-Vanity-Url."
        }
    "#);
    let blank = facade.token().header("X-WFM-Vanity-Url", "  ").form(&credentials());
    assert_eq!(blank.send().await.error(), "invalid_vanity_url");
}

#[tokio::test]
async fn two_headers_are_never_guessed_between() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let call = facade.token().header("X-WFM-Vanity-Url", TENANT).header("x-wfm-vanity-url", TENANT);
    assert_snapshot!(call.form(&credentials()).send().await.shown(), @r#"
        400
        {
          "error": "invalid_vanity_url",
          "error_description": "More than one vanity URL was given.",
          "hint": "Send the header X-WFM-Vanity-Url once."
        }
    "#);
    assert_eq!(tenant.connections(), 0);
}

#[tokio::test]
async fn a_malformed_vanity_url_is_refused_by_kind() {
    let facade = Start::alone().run().await;
    let mut shown = String::new();
    for value in [
        "http://acme.mykronos.com",
        "ftp://acme.mykronos.com",
        "https://user:hunter2@acme.mykronos.com",
        "https://acme.mykronos.com:8443",
        "https://127.0.0.1",
        "acme",
        "https://acme.mykronos.com.",
        "https://äcme.mykronos.com",
        "https://acme..mykronos.com",
    ] {
        let call = facade.token().header("X-WFM-Vanity-Url", value).form(&credentials());
        let response = call.send().await;
        assert_eq!(
            (response.status, response.error().as_str()),
            (400, "invalid_vanity_url"),
            "{value}"
        );
        assert!(!response.body.contains("hunter2"));
        let body = response.json();
        shown += &format!("{value}\n    {}\n    {}\n", body["error_description"], body["hint"]);
    }
    assert_snapshot!(shown, @r#"
        http://acme.mykronos.com
            "The vanity URL starts with http://, but only https:// is called."
            "Write it as https://<hostname>.mykronos.com, without anything after it."
        ftp://acme.mykronos.com
            "The vanity URL does not start with https://."
            "Write it as https://<hostname>.mykronos.com, without anything after it."
        https://user:hunter2@acme.mykronos.com
            "The vanity URL has a user name or an @ before the host name."
            "Write it as https://<hostname>.mykronos.com, without anything after it."
        https://acme.mykronos.com:8443
            "The vanity URL has a port; only the standard port 443 is called."
            "Write it as https://<hostname>.mykronos.com, without anything after it."
        https://127.0.0.1
            "The vanity URL has an IP address; a host name is needed."
            "Write it as https://<hostname>.mykronos.com, without anything after it."
        acme
            "The vanity URL is only the first part of a host name."
            "Write the whole host name, as the browser shows it after you log in to UKG Pro WFM, such as https://acme.prd.mykronos.com."
        https://acme.mykronos.com.
            "The host name in the vanity URL ends with a dot."
            "Write it as https://<hostname>.mykronos.com, without anything after it."
        https://äcme.mykronos.com
            "The host name in the vanity URL has characters other than a-z, 0-9 and the hyphen."
            "Write it as https://<hostname>.mykronos.com, without anything after it."
        https://acme..mykronos.com
            "The vanity URL has no valid host name."
            "Write it as https://<hostname>.mykronos.com, without anything after it."
    "#);
}

#[tokio::test]
async fn a_host_that_is_not_on_the_list_is_refused_before_it_is_looked_up() {
    let facade = Start::alone().run().await;
    for host in ["evil.example.com", "mykronos.com", "x.dev.mykronos.com", "notmykronos.com"] {
        let call = facade.token().header("X-WFM-Vanity-Url", host).form(&credentials());
        let response = call.send().await;
        allow_duplicates! { assert_snapshot!(response.shown(), @r#"
            403
            {
              "error": "tenant_not_allowed",
              "error_description": "This host may not be called.",
              "hint": "Check the host name. If it is right, ask the operator of this service to allow it with --allow-tenant."
            }
        "#); }
    }
    assert!(facade.lookup.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_pin_does_not_put_a_host_on_the_list() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).pinned("evil.example.com", tenant.address()).run().await;
    let call = facade.token().header("X-WFM-Vanity-Url", "evil.example.com").form(&credentials());
    assert_eq!(call.send().await.error(), "tenant_not_allowed");
    assert_eq!(tenant.connections(), 0);
}

#[tokio::test]
async fn header_values_that_are_no_ascii_are_refused() {
    let facade = Start::alone().run().await;
    let call = facade.token().header("X-WFM-Vanity-Url", b"https://\xff.mykronos.com".as_slice());
    assert_eq!(call.form(&credentials()).send().await.error(), "invalid_vanity_url");
    let call = facade.token().header("appkey", "k\u{e4}y").form(&credentials());
    assert_snapshot!(call.send().await.shown(), @r#"
        400
        {
          "error": "invalid_request",
          "error_description": "The header appkey is sent more than once or is not valid.",
          "hint": "Send this header once, with a value in printable characters."
        }
    "#);
}
