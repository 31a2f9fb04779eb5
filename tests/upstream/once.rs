//! Credentials reach a tenant once per call, also when the tenant ends the connection.

use testing::{Act, ScriptedTenant, Start, TOKENS, credentials, json};

/// The kept connection ends after the tenant has read the second request: it may have acted on it.
#[tokio::test]
async fn a_request_on_a_kept_connection_that_ends_is_not_tried_again() {
    let tenant = ScriptedTenant::answering(Act::AnswerOnce(TOKENS.to_owned())).await;
    let facade = Start::with(&tenant).run().await;
    assert_eq!(facade.token().form(&credentials()).send().await.status, 200);
    let response = facade.token().form(&credentials()).send().await;
    assert_eq!((response.status, response.error().as_str()), (502, "tenant_unreachable"));
    assert_eq!((tenant.received().len(), tenant.connections()), (2, 1));
}

/// The kept connection has ended before anything was sent on it, so that a new one is made.
#[tokio::test]
async fn a_kept_connection_that_has_ended_is_replaced() {
    let tenant =
        ScriptedTenant::answering(Act::AnswerAndClose(testing::raw_response(200, &[], TOKENS)))
            .await;
    let facade = Start::with(&tenant).run().await;
    for _ in 0..3 {
        assert_eq!(facade.token().form(&credentials()).send().await.status, 200);
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    assert_eq!((tenant.received().len(), tenant.connections()), (3, 3));
}

#[tokio::test]
async fn a_refusal_is_not_tried_again() {
    for status in [400, 401, 403, 408, 429, 500, 502, 503, 504] {
        let tenant = ScriptedTenant::answering(json(status, "{}")).await;
        let facade = Start::with(&tenant).run().await;
        facade.token().form(&credentials()).send().await;
        assert_eq!(tenant.received().len(), 1, "{status}");
    }
}
