//! Which tenant a call goes to.

use insta::assert_snapshot;

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
    assert_snapshot!(facade.token().form(&credentials()).send().await.shown());
    let blank = facade.token().header("X-WFM-Vanity-Url", "  ").form(&credentials());
    assert_eq!(blank.send().await.error(), "invalid_vanity_url");
}

#[tokio::test]
async fn two_headers_are_never_guessed_between() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let call = facade.token().header("X-WFM-Vanity-Url", TENANT).header("x-wfm-vanity-url", TENANT);
    assert_snapshot!(call.form(&credentials()).send().await.shown());
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
        let answer = call.send().await;
        assert_eq!(
            (answer.status, answer.error().as_str()),
            (400, "invalid_vanity_url"),
            "{value}"
        );
        assert!(!answer.body.contains("hunter2"));
        let body = answer.json();
        shown += &format!("{value}\n    {}\n    {}\n", body["error_description"], body["hint"]);
    }
    assert_snapshot!(shown);
}

#[tokio::test]
async fn a_host_that_is_not_on_the_list_is_refused_before_it_is_looked_up() {
    let facade = Start::alone().run().await;
    for host in ["evil.example.com", "mykronos.com", "x.dev.mykronos.com", "notmykronos.com"] {
        let call = facade.token().header("X-WFM-Vanity-Url", host).form(&credentials());
        assert_snapshot!("a_host_that_is_not_on_the_list", call.send().await.shown());
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
    assert_snapshot!(call.send().await.shown());
}
