//! The diagnosis of the default tenant, on the operator's listener.

use std::net::IpAddr;
use std::sync::Arc;

use prowfm_auth::tenant::UkgAuthentication;
use serde_json::Value;
use testing::{
    Act, Caller, FakeLookup, Request, RunningFacade, ScriptedTenant, Start, Step, TENANT,
    TOKEN_HOST, credentials, json, raw_response,
};
use tokio::sync::Semaphore;

const PATH: &str = "/diagnosis";

fn with_admin(start: Start) -> Start {
    start.set(|settings| settings.admin_listen = Some("127.0.0.1:0".parse().unwrap()))
}

/// Status line and body.
async fn diagnosis(facade: &RunningFacade) -> (String, Value) {
    let response = Caller::new(facade.admin.unwrap(), "GET", PATH).send_plainly().await;
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.to_lowercase().contains("content-type: application/json"), "{head}");
    (head.lines().next().unwrap().to_owned(), serde_json::from_str(body).unwrap())
}

/// The findings of a check.
fn findings(report: &Value, check: &str) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap().iter().filter(|it| it["check"] == check);
    checks.map(|it| format!("{} {}", it["status"].as_str().unwrap(), it["finding"])).collect()
}

#[tokio::test]
async fn operators_see_the_diagnosis_of_the_default_tenant_and_callers_do_not() {
    let tenant = ScriptedTenant::answering(json(400, r#"{"error":"invalid_request"}"#)).await;
    let facade = with_admin(Start::with_token_host(&tenant)).run().await;
    let (status, report) = diagnosis(&facade).await;
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert_eq!(report["vanity_url"], format!("https://{TENANT}"));
    assert_eq!(report["login_service"], "ukg");
    assert_eq!(report["settings"]["token_url"], format!("https://{TOKEN_HOST}/oauth/token"));
    assert_eq!(report["settings"]["organization"], "org_AbC123");
    assert_eq!(report["can_work"], true);

    // The same report for the next one: the tenant is not asked again.
    let requests = tenant.received().len();
    assert_eq!(requests, 3, "{:?}", tenant.received());
    assert_eq!(diagnosis(&facade).await.1, report);
    assert_eq!(tenant.received().len(), requests);

    assert_eq!(facade.get(PATH).send().await.status, 404);
    let post = Caller::new(facade.admin.unwrap(), "POST", PATH).send_plainly().await;
    assert!(post.starts_with("HTTP/1.1 405 "), "{post}");
}

/// The facade calls what its settings say, so that is what is judged.
#[tokio::test]
async fn a_legacy_facade_of_an_upgraded_tenant_cannot_work() {
    // As an upgraded tenant: its start page leads to the token host, which is well.
    let act = Act::respond(|request: Request| async move {
        let authorize = format!("https://{TOKEN_HOST}/authorize?organization=org_AbC123");
        vec![Step::Send(match request.text.split(' ').nth(1) {
            Some("/") => raw_response(302, &[("Location", &authorize)], ""),
            Some("/.well-known/openid-configuration") => raw_response(200, &[], "{}"),
            _ => raw_response(404, &[], "<html></html>"),
        })]
    });
    let tenant = ScriptedTenant::answering(act).await;
    let start = Start::with(&tenant).pinned(TOKEN_HOST, tenant.address());
    let facade = with_admin(start).run().await;
    let (_, report) = diagnosis(&facade).await;
    assert_eq!((&report["can_work"], &report["login_service"]), (&false.into(), &"legacy".into()));
    let checks = report["checks"].as_array().unwrap();
    let token_path = checks.iter().find(|it| it["check"] == "token_path").unwrap();
    assert_eq!(token_path["status"], "fault");
    assert!(token_path["advice"].as_str().unwrap().contains("--token-url"), "{token_path}");
    assert_eq!(facade.token().form(&credentials()).send().await.status, 404);
}

#[tokio::test]
async fn one_report_is_made_at_a_time() {
    let told = Arc::new(Semaphore::new(0));
    let response = raw_response(404, &[], "");
    let tenant = ScriptedTenant::answering(Act::WhenTold(Arc::clone(&told), response)).await;
    let facade = Arc::new(with_admin(Start::with(&tenant)).run().await);
    let first = tokio::spawn({
        let facade = Arc::clone(&facade);
        async move { diagnosis(&facade).await.0 }
    });
    tenant.has_received(2).await;
    let (status, body) = diagnosis(&facade).await;
    assert_eq!(
        (status.as_str(), &body["error"]),
        ("HTTP/1.1 503 Service Unavailable", &"overloaded".into())
    );
    told.add_permits(2);
    assert_eq!(first.await.unwrap(), "HTTP/1.1 200 OK");
    assert_eq!(diagnosis(&facade).await.0, "HTTP/1.1 200 OK");
}

#[tokio::test]
async fn without_a_default_tenant_there_is_nothing_to_examine() {
    let facade = with_admin(Start::alone()).run().await;
    let (status, body) = diagnosis(&facade).await;
    assert_eq!((status.as_str(), &body["error"]), ("HTTP/1.1 404 Not Found", &"not_found".into()));
}

/// Each address is shown, and none is called if one may not be.
#[tokio::test]
async fn an_address_that_is_not_public_is_shown_and_never_called() {
    for (addresses, finding) in [
        (&["10.0.0.5"][..], "fault \"10.0.0.5: not public, never called\""),
        (
            &["203.0.114.7", "::1", "169.254.169.254"],
            "fault \"::1, 169.254.169.254: not public, so that 203.0.114.7 is not called either\"",
        ),
        (&[], "fault \"has no address, or no name server answers\""),
    ] {
        let mut lookup = FakeLookup::default();
        let found: Vec<IpAddr> = addresses.iter().map(|it| it.parse().unwrap()).collect();
        lookup.table.insert(TENANT.to_owned(), found);
        let start = with_admin(Start::alone().default_tenant(TENANT)).lookup(lookup);
        let facade = start.run().await;
        let (_, report) = diagnosis(&facade).await;
        assert_eq!(findings(&report, "name"), [finding]);
        assert_eq!(report["can_work"], false);
        assert!(findings(&report, "connection").is_empty());
        assert_eq!(*facade.lookup.asked.lock().unwrap(), [TENANT]);
    }
}

#[tokio::test]
async fn the_start_page_names_the_login_service_of_the_default_tenant() {
    let tenant = ScriptedTenant::answering(Act::Hang).await;
    let page = async |start: Start| start.run().await.get("/").send().await.body;
    let legacy = page(Start::with(&tenant)).await;
    assert!(legacy.contains("<dt>Its login service</dt><dd>legacy</dd>"), "{legacy}");
    let (token_url, organization) = (TOKEN_HOST.parse().unwrap(), "org_canary".parse().ok());
    let login = UkgAuthentication::new(token_url, organization, None).unwrap();
    let ukg = page(Start::with(&tenant).login(TENANT, login)).await;
    assert!(!ukg.contains("canary"));
    assert!(ukg.contains(&format!("<dd>UKG Authentication at <code>{TOKEN_HOST}</code></dd>")));
    let none = page(Start::alone()).await;
    assert!(!none.contains("Its login service"));
    for page in [legacy, ukg, none] {
        for part in
            ["OAuth URL", "Application Flow", "Organization ID", "Realm", "prowfm-auth diagnose"]
        {
            assert!(page.contains(part), "{part}");
        }
    }
    assert_eq!(tenant.connections(), 0);
}
