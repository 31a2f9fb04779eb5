use insta::assert_snapshot;
use testing::{
    CLIENT_ID, CLIENT_SECRET, PASSWORD, ScriptedTenant, Start, TOKENS, USERNAME, credentials, json,
};

/// What the tenant must have received for [`credentials`].
fn expected_fields() -> Vec<(String, String)> {
    [
        ("username", USERNAME),
        ("password", PASSWORD),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("grant_type", "password"),
        ("auth_chain", "OAuthLdapService"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

#[tokio::test]
async fn a_form_becomes_tokens() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.token().form(&credentials()).send().await;
    assert_eq!(tenant.received_fields(), expected_fields());
    assert_snapshot!(response.shown(), @r#"
        200
        kronos-tid: 0f8fad5b-d9cb-469f-a165-70867728950e
        {
          "access_token": "7a398ff1-1ec4-40de-a21a-f1df5f977710",
          "expires_in": 1799,
          "id_token": "header.payload.signature",
          "refresh_token": "ae131028-414c-4fb7-b17d-4a0769bbcd96",
          "scope": "givenName mail nonce openid profile sn uid",
          "token_type": "Bearer"
        }
    "#);
}

#[tokio::test]
async fn a_json_object_becomes_the_same_request_and_the_same_answer() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.token().json(&credentials()).send().await;
    assert_eq!(tenant.received_fields(), expected_fields());
    let expected: serde_json::Value = serde_json::from_str(TOKENS).unwrap();
    assert_eq!((response.status, response.json()), (200, expected));
}

#[tokio::test]
async fn the_tenant_receives_exactly_this() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade
        .token()
        .header("appkey", "AppKey-1")
        .header("Authorization", "Bearer mine")
        .header("Cookie", "a=b")
        .header("X-Forwarded-For", "10.1.2.3")
        .header("Forwarded", "for=10.1.2.3")
        .header("X-Request-Id", "mine-1")
        .header("User-Agent", "somebody")
        .header("Accept", "text/html")
        .form(&credentials())
        .send()
        .await;
    assert_eq!(response.status, 200);
    assert_snapshot!(tenant.received_shown(), @r"
        POST /api/authentication/access_token HTTP/1.1
        content-type: application/x-www-form-urlencoded
        accept: application/json
        appkey: AppKey-1
        user-agent: prowfm-auth/[version]
        host: acme.prd.mykronos.com
        content-length: 167

        username=+j%C3%B6rg%40acme+&password=p%40ss+w%C3%B6rd%26%3D%2B%25&client_id=client+id&client_secret=SECRET%3F%25Gclient&grant_type=password&auth_chain=OAuthLdapService
    ");
}

/// Microsoft's generated client sends a JSON object and says that it is a form, in both headers.
#[tokio::test]
async fn a_call_as_microsofts_generated_client_makes_it_works() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let mut fields = credentials();
    fields.extend([("grant_type", "password"), ("auth_chain", "OAuthLdapService")]);
    let object: serde_json::Map<_, _> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let response = facade
        .token()
        .header("Accept", "application/x-www-form-urlencoded")
        .body("application/x-www-form-urlencoded", serde_json::to_vec_pretty(&object).unwrap())
        .send()
        .await;
    assert_eq!(response.status, 200);
    assert_eq!(tenant.received_fields(), expected_fields());
}

/// The examples put the values into the body as they are, blanks included.
#[tokio::test]
async fn ukgs_own_curl_and_okhttp_examples_work() {
    let body = "username=USERNAME&password=PASSWORD&client_id=CLIENT ID&client_secret=CLIENT \
                PASSWORD&grant_type=password&auth_chain=OAuthLdapService";
    for content_type in
        ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8"]
    {
        let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
        let facade = Start::with(&tenant).run().await;
        let response =
            facade.token().header("appkey", "APP_KEY").body(content_type, body).send().await;
        assert_eq!(response.status, 200);
        let fields = tenant.received_fields();
        assert!(fields.contains(&("client_id".into(), "CLIENT ID".into())));
        assert!(fields.contains(&("client_secret".into(), "CLIENT PASSWORD".into())));
        assert!(tenant.received()[0].contains("appkey: APP_KEY\r\n"));
    }
}

#[tokio::test]
async fn another_login_chain_is_passed_on() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let mut fields = credentials();
    fields.push(("auth_chain", "AnotherChain"));
    facade.token().form(&fields).send().await;
    let received = tenant.received_fields();
    assert_eq!(received.last().unwrap(), &("auth_chain".to_owned(), "AnotherChain".to_owned()));
}

#[tokio::test]
async fn a_password_of_four_kibibytes_arrives_whole() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let password = "ö&".repeat(2_048);
    let mut fields = credentials();
    fields[1].1 = &password;
    assert_eq!(facade.token().form(&fields).send().await.status, 200);
    assert_eq!(tenant.received_fields()[1].1, password);
}

#[tokio::test]
async fn the_app_key_of_the_service_is_sent_where_the_caller_sends_none() {
    for (sent, expected) in
        [(None, "of-service"), (Some("of-caller"), "of-caller"), (Some(""), "of-service")]
    {
        let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
        let facade = Start::with(&tenant).app_key("of-service").run().await;
        let mut call = facade.token().form(&credentials());
        if let Some(key) = sent {
            call = call.header("appkey", key);
        }
        assert_eq!(call.send().await.status, 200);
        assert!(tenant.received()[0].contains(&format!("appkey: {expected}\r\n")));
    }
}

#[tokio::test]
async fn without_any_app_key_none_is_sent() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    facade.token().form(&credentials()).send().await;
    assert!(!tenant.received()[0].to_lowercase().contains("appkey"));
}

#[tokio::test]
async fn only_the_six_fields_pass_and_absent_ones_stay_absent() {
    let tenant = ScriptedTenant::answering(json(
        200,
        r#"{"access_token": "a", "expires_in": "1799", "refresh_token": null, "realm": "/x", "x": {}}"#,
    ))
    .await;
    let facade = Start::with(&tenant).run().await;
    let response = facade.token().form(&credentials()).send().await;
    assert_eq!(response.body, r#"{"access_token":"a","expires_in":1799}"#);
}

/// Programs written for UKG's URL refresh on the same path.
#[tokio::test]
async fn grant_type_refresh_token_refreshes_on_ukgs_own_path() {
    let tenant = ScriptedTenant::answering(json(200, r#"{"access_token": "a"}"#)).await;
    let facade = Start::with(&tenant).run().await;
    let response = facade
        .token()
        .form(&[
            ("refresh_token", "r&1"),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("grant_type", "refresh_token"),
            ("auth_chain", "OAuthLdapService"),
        ])
        .send()
        .await;
    assert_eq!(response.status, 200);
    let names: Vec<_> = tenant.received_fields().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["refresh_token", "client_id", "client_secret", "grant_type", "auth_chain"]);
}

#[tokio::test]
async fn connections_to_the_tenant_are_kept() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    for _ in 0..5 {
        assert_eq!(facade.token().form(&credentials()).send().await.status, 200);
    }
    assert_eq!((tenant.received().len(), tenant.connections()), (5, 1));
}
