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
    let answer = facade.token().form(&credentials()).send().await;
    assert_eq!(tenant.received_fields(), expected_fields());
    insta::assert_snapshot!(answer.shown());
}

#[tokio::test]
async fn a_json_object_becomes_the_same_request_and_the_same_answer() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let answer = facade.token().json(&credentials()).send().await;
    assert_eq!(tenant.received_fields(), expected_fields());
    let expected: serde_json::Value = serde_json::from_str(TOKENS).unwrap();
    assert_eq!((answer.status, answer.json()), (200, expected));
}

#[tokio::test]
async fn the_tenant_receives_exactly_this() {
    let tenant = ScriptedTenant::answering(json(200, TOKENS)).await;
    let facade = Start::with(&tenant).run().await;
    let answer = facade
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
    assert_eq!(answer.status, 200);
    insta::with_settings!({filters => vec![(r"\r", ""), (r"prowfm-auth/\d\S*", "prowfm-auth/[version]")]}, {
        insta::assert_snapshot!(tenant.received()[0]);
    });
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
    let answer = facade
        .token()
        .header("Accept", "application/x-www-form-urlencoded")
        .body("application/x-www-form-urlencoded", serde_json::to_vec_pretty(&object).unwrap())
        .send()
        .await;
    assert_eq!(answer.status, 200);
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
        let answer =
            facade.token().header("appkey", "APP_KEY").body(content_type, body).send().await;
        assert_eq!(answer.status, 200);
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
    let answer = facade.token().form(&credentials()).send().await;
    assert_eq!(answer.body, r#"{"access_token":"a","expires_in":1799}"#);
}

/// Programs written for UKG's URL refresh on the same path.
#[tokio::test]
async fn grant_type_refresh_token_refreshes_on_ukgs_own_path() {
    let tenant = ScriptedTenant::answering(json(200, r#"{"access_token": "a"}"#)).await;
    let facade = Start::with(&tenant).run().await;
    let answer = facade
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
    assert_eq!(answer.status, 200);
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
