//! What a tenant that UKG has upgraded answers, in each of the ways that are thinkable.

use prowfm_auth::sandbox::{HOST, TOKEN_HOST, UKG_HOST, Upgraded, accounts};

use super::running::Tenant;

/// Status and content type of a login at the legacy token path.
async fn legacy_login(tenant: &Tenant, host: &str) -> (u16, String) {
    let (username, password) = (accounts::USERNAME, accounts::PASSWORD);
    let (client_id, secret) = (accounts::CLIENT_ID, accounts::CLIENT_SECRET);
    let body = format!(
        "grant_type=password&username={username}&password={password}&client_id={client_id}\
         &client_secret={secret}"
    );
    let url = format!("https://{host}/api/authentication/access_token");
    let content_type = "application/x-www-form-urlencoded";
    let request = tenant.client.post(url).header("content-type", content_type).body(body);
    let response = request.send().await.unwrap();
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    (response.status().as_u16(), content_type)
}

#[tokio::test]
async fn the_legacy_path_of_an_upgraded_tenant_is_gone_or_works() {
    let page = || (404, "text/html;charset=utf-8".to_owned());
    let tokens = || (200, "application/json".to_owned());
    for (upgraded, legacy, ukg) in [
        (None, tokens(), page()),
        (Some(Upgraded::NotFound), page(), page()),
        (Some(Upgraded::Works), tokens(), tokens()),
    ] {
        let tenant = Tenant::start_with(|sandbox| match upgraded {
            Some(upgraded) => sandbox.upgraded(upgraded),
            None => sandbox,
        })
        .await;
        assert_eq!(legacy_login(&tenant, HOST).await, legacy, "{upgraded:?}");
        assert_eq!(legacy_login(&tenant, UKG_HOST).await, ukg, "{upgraded:?}");
        assert_eq!(legacy_login(&tenant, TOKEN_HOST).await, page(), "{upgraded:?}");
    }
}

/// Where a browser is led that opens the tenant.
async fn leads_to(tenant: &Tenant, host: &str) -> String {
    let response = tenant.client.get(format!("https://{host}/")).send().await.unwrap();
    assert_eq!(response.status(), 302);
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_tenant_leads_to_the_login_page_of_its_login_service() {
    let tenant = Tenant::start().await;
    let legacy = format!("https://{HOST}/authn/XUI/?realm=/sandbox#login");
    let ukg = format!("https://{TOKEN_HOST}/authorize?organization=org_sandbox");
    assert_eq!(leads_to(&tenant, HOST).await, legacy);
    assert_eq!(leads_to(&tenant, UKG_HOST).await, ukg);
    let upgraded = Tenant::start_with(|sandbox| sandbox.upgraded(Upgraded::Works)).await;
    assert_eq!(leads_to(&upgraded, HOST).await, ukg);
}
