//! Triggers: operations that subscribe to what a service tells.

use power_platform::check::{Gate, Level};
use serde_json::{Value, json};

use super::{FOR_CERTIFICATION, builder, checked, configured, faults, shop};

fn with_subscription() -> Value {
    let mut document = shop();
    let notification = json!({
        "description": "A thing was sold.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
    });
    document["paths"]["/hooks"]["post"] = json!({
        "operationId": "subscribe",
        "summary": "When a thing is sold",
        "description": "Starts when the shop has sold a thing.",
        "requestBody": {"required": true, "content": {"application/json": {"schema": {
            "type": "object", "properties": {"target": {"type": "string"}},
        }}}},
        "responses": {"201": {"description": "Subscribed."}, "400": {"description": "Refused."}},
        "callbacks": {
            "sold": {"{$request.body#/target}": {"post": {
                "description": "Tells of a sale.",
                "requestBody": notification,
                "responses": {"200": {"description": "Heard."}},
            }}},
        },
    });
    document["paths"]["/hooks/{id}"]["delete"] = json!({
        "operationId": "unsubscribe",
        "summary": "Stop telling",
        "description": "Ends a subscription.",
        "parameters": [{
            "name": "id", "in": "path", "required": true, "description": "Which one.",
            "schema": {"type": "string"},
        }],
        "responses": {"204": {"description": "Ended."}, "404": {"description": "Not found."}},
    });
    document
}

#[test]
fn a_callback_makes_a_trigger_of_the_operation_that_subscribes() {
    builder(&with_subscription()).build().unwrap_err();
    let config = r#"
        actions.subscribe.trigger = "sold"
        actions.unsubscribe.visibility = "internal"
    "#;
    let config = format!("{FOR_CERTIFICATION}{config}");
    let connector = configured(&with_subscription(), &config).unwrap().connector;
    let found = checked(&connector, Gate::Certification);
    let of_triggers = found.iter().filter(|finding| format!("{:?}", finding.rule).starts_with('E'));
    assert_eq!(of_triggers.count(), 0, "{found:?}");
    assert!(found.iter().all(|finding| finding.level != Level::Error), "{found:?}");
    insta::assert_json_snapshot!(connector.definition.paths["/hooks"], @r##"
        {
          "post": {
            "summary": "When a thing is sold",
            "description": "Starts when the shop has sold a thing.",
            "operationId": "Subscribe",
            "x-ms-trigger": "single",
            "parameters": [
              {
                "in": "body",
                "name": "body",
                "required": true,
                "schema": {
                  "type": "object",
                  "required": [
                    "target"
                  ],
                  "properties": {
                    "target": {
                      "type": "string",
                      "x-ms-summary": "Target",
                      "x-ms-visibility": "internal",
                      "x-ms-notification-url": true
                    }
                  }
                }
              }
            ],
            "responses": {
              "201": {
                "description": "Subscribed."
              },
              "400": {
                "description": "Refused."
              }
            }
          },
          "x-ms-notification-content": {
            "description": "Tells of a sale.",
            "schema": {
              "$ref": "#/definitions/Thing"
            }
          }
        }
    "##);
}

#[test]
fn a_trigger_needs_a_callback_that_takes_its_address_from_the_body() {
    let config = |trigger: &str| format!("actions.subscribe.trigger = \"{trigger}\"");
    let mut elsewhere = with_subscription();
    let callbacks = &mut elsewhere["paths"]["/hooks"]["post"]["callbacks"];
    *callbacks = json!({"sold": {"{$request.query.target}": {"post": {"responses": {}}}}});
    let all = [
        faults(&with_subscription(), &config("sale")),
        faults(&elsewhere, &config("sold")),
        faults(&shop(), "actions.addThing.trigger = \"sold\""),
    ];
    insta::assert_snapshot!(all.join("\n"), @r"
        the document says what a connector cannot:
        /paths/~1hooks/post/callbacks/sold: The callback sold is left out.
        /paths/~1hooks/post/callbacks: There is no callback sale. Correct the trigger in connector.toml.
        actions.subscribe.trigger: the callback does not take its address from a text in the body
        the document says what a connector cannot:
        /paths/~1things/post: The operation has no callback. Correct the trigger in connector.toml.
    ");
}
