//! The limit of concurrent calls is the tenant's, the circuit breaker that of the host that is called.

use std::sync::Arc;

use prowfm_auth::tenant::UkgAuthentication;
use testing::{
    Act, Authority, Fault, NEIGHBOUR, ORGANIZATION, RunningFacade, ScriptedTenant, Start, TENANT,
    TOKEN_HOST, TOKENS, credentials, json, raw_response, ukg_authentication,
};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::call;

const EVAL_HOST: &str = "welcome-eval.ukg.net";

fn to(facade: &RunningFacade, tenant: &str) -> JoinHandle<testing::Response> {
    let call = facade.token().header("X-WFM-Vanity-Url", tenant);
    tokio::spawn(call.form(&credentials()).send())
}

#[tokio::test]
async fn tenants_of_one_token_host_have_limits_of_their_own() {
    let told = Arc::new(Semaphore::new(0));
    let act = Act::WhenTold(Arc::clone(&told), raw_response(200, &[], TOKENS));
    let host = ScriptedTenant::answering(act).await;
    let start = Start::with_token_host(&host).login(NEIGHBOUR, ukg_authentication());
    let start = start.set(|settings| settings.call_limits.calls_per_tenant = 1);
    let facade = start.run().await;
    let first = to(&facade, TENANT);
    host.has_received(1).await;
    assert_eq!(to(&facade, TENANT).await.unwrap().error(), "overloaded");
    let neighbour = to(&facade, NEIGHBOUR);
    host.has_received(2).await;
    assert_eq!(to(&facade, NEIGHBOUR).await.unwrap().error(), "overloaded");
    told.add_permits(3);
    assert_eq!(first.await.unwrap().status, 200);
    assert_eq!(neighbour.await.unwrap().status, 200);
    assert_eq!(to(&facade, TENANT).await.unwrap().status, 200);
}

/// An operator's limit protects the tenant, whichever login service a call names.
#[tokio::test]
async fn both_login_services_of_a_tenant_share_its_limit() {
    let told = Arc::new(Semaphore::new(0));
    let act = Act::WhenTold(Arc::clone(&told), raw_response(200, &[], TOKENS));
    let host = ScriptedTenant::answering(act).await;
    let start = Start::with(&host).pinned(TOKEN_HOST, host.address());
    let start = start.set(|settings| settings.call_limits.calls_per_tenant = 1);
    let facade = start.run().await;
    let first = to(&facade, TENANT);
    host.has_received(1).await;
    let token_url = format!("https://{TOKEN_HOST}/authorize?organization={ORGANIZATION}");
    let second = call(&facade, &[("X-WFM-Token-Url", &token_url)]).await;
    assert_eq!(second.error(), "overloaded");
    told.add_permits(1);
    assert_eq!(first.await.unwrap().status, 200);
}

/// The token host is away, the rest is there.
#[tokio::test]
async fn a_token_host_that_is_away_is_left_alone_for_all_of_its_tenants() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let authority = Authority::new();
    let legacy = "legacy.prd.mykronos.com";
    let names = [TENANT, legacy, EVAL_HOST];
    let there = ScriptedTenant::start(&authority, &names, json(200, TOKENS), Fault::None).await;
    let eval = UkgAuthentication::new(EVAL_HOST.parse().unwrap(), ORGANIZATION.parse().ok(), None);
    let evaluation = "acme.cfn.mykronos.com";
    let start = Start::with(&there)
        .pinned(TOKEN_HOST, gone)
        .pinned(EVAL_HOST, there.address())
        .pinned(legacy, there.address())
        .login(TENANT, ukg_authentication())
        .login(NEIGHBOUR, ukg_authentication())
        .login(evaluation, eval.unwrap());
    let facade = start.run().await;
    for _ in 0..20 {
        let response = to(&facade, TENANT).await.unwrap();
        assert_eq!((response.status, response.error().as_str()), (502, "tenant_unreachable"));
    }
    for tenant in [TENANT, NEIGHBOUR] {
        let response = to(&facade, tenant).await.unwrap();
        let refused = (response.status, response.error());
        assert_eq!(refused, (503, "tenant_unavailable".to_owned()), "{tenant}");
        assert!(response.header("retry-after").is_some());
    }
    for tenant in [legacy, evaluation] {
        assert_eq!(to(&facade, tenant).await.unwrap().status, 200, "{tenant}");
    }
}

/// The tenant's own host is away. Its token host is another one.
#[tokio::test]
async fn the_circuit_of_a_tenants_own_host_is_not_that_of_its_token_host() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let host = ScriptedTenant::answering(json(200, TOKENS)).await;
    let start = Start::alone().trusting(host.ca_pem()).default_tenant(TENANT).pinned(TENANT, gone);
    let facade = start.pinned(TOKEN_HOST, host.address()).run().await;
    for _ in 0..20 {
        assert_eq!(call(&facade, &[]).await.error(), "tenant_unreachable");
    }
    assert_eq!(call(&facade, &[]).await.error(), "tenant_unavailable");
    let token_url = format!("https://{TOKEN_HOST}/authorize?organization={ORGANIZATION}");
    assert_eq!(call(&facade, &[("X-WFM-Token-Url", &token_url)]).await.status, 200);
    // A success at one host does not close the circuit of the other.
    assert_eq!(call(&facade, &[]).await.error(), "tenant_unavailable");
}

/// A blocked user, a limit and a fault of Auth0 are answers.
#[tokio::test]
async fn a_token_host_that_answers_is_called_again() {
    for status in [403, 429, 500, 501] {
        let host =
            ScriptedTenant::answering(json(status, r#"{"error": "too_many_attempts"}"#)).await;
        let facade = Start::with_token_host(&host).run().await;
        for _ in 0..25 {
            assert_ne!(call(&facade, &[]).await.error(), "tenant_unavailable");
        }
        assert_eq!(host.received().len(), 25, "{status}");
    }
}
