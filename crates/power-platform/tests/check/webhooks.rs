//! Triggers that the service notifies.

use power_platform::check::Rule;
use power_platform::check::Severity::{Custom, Warning};
use serde_json::{Value, json};

use crate::mutant::{DEFINITION, Mutant, assert_fine, assert_found, mutants_of};
use crate::patch::{Change, add, remove, replace};

const URL: &str = "/paths/~1subscriptions/post/parameters/0/schema/properties/url";
const SUBSCRIBE: &str = "/paths/~1subscriptions/post";

/// The good connector with a webhook.
fn webhook() -> Change {
    let content = json!({"description": "The thing.", "schema": {"$ref": "#/definitions/Thing"}});
    let url =
        json!({"type": "string", "x-ms-visibility": "internal", "x-ms-notification-url": true});
    let subscribe = json!({
        "summary": "When a thing is made",
        "description": "Starts a flow for each new thing.",
        "operationId": "Subscribe",
        "x-ms-trigger": "single",
        "parameters": [{
            "name": "body",
            "in": "body",
            "required": true,
            "schema": {"type": "object", "required": ["url"], "properties": {"url": url}}
        }],
        "responses": {"201": {"description": "Subscribed."}, "400": {"description": "Refused."}}
    });
    let path = json!({"x-ms-notification-content": content, "post": subscribe});
    add("/paths/~1subscriptions", path)
}

/// The good connector with a webhook and an operation that reads what it announces.
fn announced(notification: &Value) -> Change {
    let read = json!({
        "summary": "When things are made",
        "description": "Reads the new things.",
        "operationId": "ReadNew",
        "x-ms-trigger": "batch",
        "x-ms-notification": notification,
        "responses": {
            "200": {"description": "New things.", "schema": {"$ref": "#/definitions/Things"}},
            "401": {"description": "The key is not valid."}
        }
    });
    webhook().and(add("/paths/~1new", json!({"get": read})))
}

pub fn mutants() -> Vec<Mutant> {
    let mark = |pointer: &str| add(format!("{pointer}/x-ms-notification-url"), true);
    mutants_of(
        DEFINITION,
        [
            (
                Rule::E11,
                Custom,
                webhook()
                    .and(remove(format!("{URL}/x-ms-visibility")))
                    .and(add(format!("{URL}/x-ms-summary"), "Address"))
                    .and(add(format!("{URL}/description"), "Where to send them.")),
            ),
            (Rule::E11, Custom, webhook().and(replace(format!("{URL}/type"), "integer"))),
            (
                Rule::E11,
                Warning,
                webhook().and(remove(format!("{SUBSCRIBE}/parameters/0/schema/required"))),
            ),
            (Rule::E11, Custom, mark("/paths/~1things/get/parameters/1")),
            (Rule::E11, Custom, mark("/definitions/Thing/properties/name")),
            (
                Rule::E12,
                Warning,
                webhook().and(remove("/paths/~1subscriptions/x-ms-notification-content")),
            ),
            (
                Rule::E12,
                Warning,
                webhook().and(remove("/paths/~1subscriptions/x-ms-notification-content/schema")),
            ),
            (
                Rule::E12,
                Warning,
                webhook()
                    .and(remove(format!("{URL}/x-ms-notification-url")))
                    .and(add(format!("{URL}/default"), "x")),
            ),
            (Rule::E13, Custom, announced(&json!({"operationId": "Nothing"}))),
            (Rule::E13, Custom, announced(&json!({"operationId": "ListThings"}))),
            (
                Rule::E13,
                Custom,
                webhook().and(add(
                    format!("{SUBSCRIBE}/x-ms-notification"),
                    json!({"operationId": "Subscribe"}),
                )),
            ),
            (
                Rule::E13,
                Custom,
                announced(&json!({"operationId": "Subscribe"}))
                    .and(remove("/paths/~1new/get/x-ms-trigger")),
            ),
        ],
    )
}

#[test]
fn each_mutant_of_a_webhook_is_found() {
    assert_found(&mutants());
}

#[test]
fn webhooks_that_keep_the_rules_are_fine() {
    let internal = remove(format!("{URL}/x-ms-visibility"))
        .and(add(format!("{URL}/x-ms-summary"), "Address"))
        .and(add(format!("{URL}/description"), "Where to send them."));
    let schema = format!("{SUBSCRIBE}/parameters/0/schema");
    assert_fine(
        DEFINITION,
        [
            webhook(),
            // What is around the address may be internal instead.
            webhook().and(internal).and(add(format!("{schema}/x-ms-visibility"), "internal")),
            announced(&json!({"operationId": "Subscribe"})),
        ],
    );
}
