//! The connector's files at their URLs.

use crate::support::Start;

#[tokio::test]
async fn the_definition_carries_the_facades_own_address() {
    let facade = Start::alone().run().await;
    let definition = facade.get("/apiDefinition.swagger.json").send().await.json();
    assert_eq!(definition["host"], facade.address.to_string());
    assert_eq!((&definition["schemes"][0], &definition["basePath"]), (&"http".into(), &"/".into()));
}

#[tokio::test]
async fn the_definition_carries_the_public_url_where_there_is_one() {
    let facade = Start::alone().public_url("https://tokens.contoso.com/wfm/").run().await;
    let definition = facade.get("/apiDefinition.swagger.json").send().await.json();
    assert_eq!(definition["host"], "tokens.contoso.com");
    assert_eq!(
        (&definition["schemes"][0], &definition["basePath"]),
        (&"https".into(), &"/wfm".into())
    );
    let openapi = facade.get("/openapi.json").send().await.json();
    assert_eq!(openapi["servers"][0]["url"], "https://tokens.contoso.com/wfm");
}

#[tokio::test]
async fn the_properties_are_those_of_the_contract() {
    let facade = Start::alone().run().await;
    let answer = facade.get("/apiProperties.json").send().await;
    assert_eq!(answer.body, std::fs::read_to_string("apiProperties.json").unwrap());
}

#[tokio::test]
async fn documents_answer_head_requests() {
    let facade = Start::alone().run().await;
    let answer = facade.request("HEAD", "/apiDefinition.swagger.json").send().await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
}
