//! Ids, names and texts: what is there is kept, and what is missing is reported in one go.

use power_platform::Effect;
use power_platform::check::Gate;
use serde_json::json;

use super::{builder, checked, configured, shop};

/// Frameworks write documents without any of these texts.
fn without_texts() -> serde_json::Value {
    let mut document = shop();
    document["info"] = json!({"title": "Shop", "version": 2});
    for (path, method) in [("/things/{id}", "get"), ("/things", "post")] {
        let operation = document["paths"][path][method].as_object_mut().unwrap();
        for key in ["operationId", "summary", "description"] {
            operation.remove(key);
        }
    }
    for parameter in document["paths"]["/things/{id}"]["get"]["parameters"].as_array_mut().unwrap()
    {
        parameter.as_object_mut().unwrap().remove("description");
    }
    document
}

#[test]
fn missing_texts_are_reported_and_names_take_their_place() {
    let generated = builder(&without_texts()).build().unwrap();
    let missing = generated.findings.iter().filter(|f| f.effect == Effect::Missing);
    let lines: Vec<_> = missing.map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
        /info: The document has no description. Write it there or in connector.toml.
        /info: The contact has no name. Write it there or in connector.toml.
        /info: The contact has no url. Write it there or in connector.toml.
        /info: The contact has no email. Write it there or in connector.toml.
        /paths/~1things/post: The operation has no operationId. Write it there or in connector.toml.
        /paths/~1things/post: The operation has no summary. Write it there or in connector.toml.
        /paths/~1things/post: The operation has no description. Write it there or in connector.toml.
        /paths/~1things~1{id}/get: The operation has no operationId. Write it there or in connector.toml.
        /paths/~1things~1{id}/get: The operation has no summary. Write it there or in connector.toml.
        /paths/~1things~1{id}/get: The operation has no description. Write it there or in connector.toml.
        /paths/~1things~1{id}/get: The parameter id has no description. Write it there or in connector.toml.
        /paths/~1things~1{id}/get: The parameter lang has no description. Write it there or in connector.toml.
    ");
    let definition = &generated.connector.definition;
    let texts = definition.operations().map(|operation| {
        format!("{}: {}. {}", operation.operation_id, operation.summary, operation.description)
    });
    insta::assert_snapshot!(texts.collect::<Vec<_>>().join("\n"), @r"
        PostThings: Post things. Post things.
        GetThingsById: Get things by ID. Get things by ID.
    ");
    let errors = checked(&generated.connector, Gate::Custom);
    let rules: Vec<_> = errors.iter().map(|finding| format!("{:?}", finding.level)).collect();
    assert!(rules.iter().all(|level| level == "Warning"), "{errors:?}");
}

#[test]
fn a_configuration_takes_what_is_missing_from_the_report() {
    let config = r#"
        description = "Keeps the things that a shop has, and their prices."
        [contact]
        name = "Contoso"
        url = "https://contoso.com"
        email = "help@contoso.com"
        [actions."GET /things/{id}"]
        id = "GetThing"
        summary = "Get a thing"
        description = "Returns a thing that the shop has."
        parameters.id.description = "The number of the thing."
        parameters.lang.description = "The language of texts."
        [actions."POST /things"]
        id = "AddThing"
        summary = "Add a thing"
        description = "Adds a thing to those that the shop has."
    "#;
    assert_eq!(configured(&without_texts(), config).unwrap().findings, []);
}

#[test]
fn ids_are_unique_and_summaries_plain() {
    let mut document = shop();
    document["paths"]["/things"]["post"]["operationId"] = json!("get-thing");
    document["paths"]["/things/{id}"]["get"]["summary"] =
        json!(format!("A/B? {}", "long ".repeat(30)));
    let generated = builder(&document).build().unwrap();
    let operations: Vec<_> = generated.connector.definition.operations().collect();
    assert_eq!(operations[0].operation_id, "GetThing");
    assert_eq!(operations[1].operation_id, "GetThing2");
    assert!(operations[1].summary.starts_with("A B long") && operations[1].summary.len() <= 80);
}

#[test]
fn a_description_that_is_too_long_is_cut_at_a_sentence() {
    let mut document = shop();
    document["info"]["description"] = json!("It sells things. ".repeat(60));
    let generated = builder(&document).build().unwrap();
    let description = &generated.connector.definition.info.description;
    assert!(description.ends_with("things.") && description.len() <= 500, "{description}");
    assert_eq!(generated.findings[0].effect, Effect::LeftOut);
}
