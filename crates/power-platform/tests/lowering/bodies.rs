//! Request and response bodies and their media types.

use power_platform::lowering::Options;
use serde_json::{Value, json};

use super::{OPERATION, changed, listed};

fn body(content: &Value, lossy: bool) -> String {
    let options = Options { lossy, ..Options::default() };
    let body = json!({"content": content, "required": true});
    let mut document = super::ordinary();
    super::set(&mut document, &format!("{OPERATION}/parameters"), json!([]));
    super::set(&mut document, &format!("{OPERATION}/requestBody"), body);
    let lowered =
        power_platform::lowering::lower_with(&document.to_string().parse().unwrap(), &options);
    let operation = lowered.definition.operations().next().unwrap();
    let mut lines = vec![operation.consumes.join(", ")];
    lines.extend(operation.parameters.iter().map(|own| serde_json::to_string(own).unwrap()));
    lines.push(listed(&lowered.findings));
    lines.join("\n").trim_end().to_owned()
}

#[test]
fn json_comes_first_then_forms_then_the_rest() {
    let text = json!({"schema": {"type": "string"}});
    let form = json!({"schema": {"type": "object", "properties": {"a": {"type": "string"}}}});
    let all = [
        body(&json!({"text/plain": text, "application/json": form}), false),
        body(&json!({"application/vnd.api+json; v=1": form}), false),
        body(&json!({"text/plain": text, "application/x-www-form-urlencoded": form}), false),
        body(&json!({"text/plain": text}), false),
        body(&json!({"application/octet-stream": {}}), false),
        body(&json!({"image/*": text}), false),
        body(&json!({"*/*": form}), false),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
        application/json
        {"in":"body","name":"body","required":true,"schema":{"type":"object","properties":{"a":{"type":"string"}}}}
        left out /paths/~1it/post/requestBody/content/text~1plain: application/json is used instead of this media type.
        application/vnd.api+json
        {"in":"body","name":"body","required":true,"schema":{"type":"object","properties":{"a":{"type":"string"}}}}
        application/x-www-form-urlencoded
        {"in":"formData","name":"a","description":"","type":"string"}
        left out /paths/~1it/post/requestBody/content/text~1plain: application/x-www-form-urlencoded is used instead of this media type.
        text/plain
        {"in":"body","name":"body","required":true,"schema":{"type":"string"}}
        application/octet-stream
        {"in":"body","name":"body","required":true,"schema":{"type":"string","format":"binary"}}
        application/octet-stream
        {"in":"body","name":"body","required":true,"schema":{"type":"string","format":"binary"}}
        application/json
        {"in":"body","name":"body","required":true,"schema":{"type":"object","properties":{"a":{"type":"string"}}}}
    "#);
}

#[test]
fn a_form_becomes_fields() {
    let form = json!({"schema": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary", "description": "The file."},
            "more": {"type": "array", "items": {"type": "string", "format": "binary"}},
            "tags": {"type": "array", "items": {"type": "string"}},
            "size": {"type": "integer", "default": 1},
            "about": {"type": "object", "properties": {"a": {"type": "string"}}},
            "id": {"type": "string", "readOnly": true},
            "größe": {"type": "string"},
        },
    }});
    let all = [
        body(&json!({"multipart/form-data": form}), false),
        body(&json!({"multipart/form-data": form}), true),
        body(&json!({"multipart/form-data": {"schema": {"type": "string"}}}), false),
    ];
    insta::assert_snapshot!(all.join("\n"), @r##"
        multipart/form-data
        {"in":"formData","name":"about","description":"","type":"string"}
        {"in":"formData","name":"file","description":"The file.","required":true,"type":"file"}
        {"in":"formData","name":"more","description":"","type":"file"}
        {"in":"formData","name":"size","description":"","type":"integer","default":1}
        {"in":"formData","name":"tags","description":"","type":"array","items":{"type":"string"},"collectionFormat":"multi"}
        refused /paths/~1it/post/requestBody/content/multipart~1form-data/schema/properties/about: An object cannot be written here.
        refused /paths/~1it/post/requestBody/content/multipart~1form-data/schema/properties/größe: A form field must have an ASCII name.
        refused /paths/~1it/post/requestBody/content/multipart~1form-data/schema/properties/more: Several files in one field cannot be expressed.
        multipart/form-data
        {"in":"formData","name":"about","description":"","type":"string"}
        {"in":"formData","name":"file","description":"The file.","required":true,"type":"file"}
        {"in":"formData","name":"more","description":"","type":"file"}
        {"in":"formData","name":"size","description":"","type":"integer","default":1}
        {"in":"formData","name":"tags","description":"","type":"array","items":{"type":"string"},"collectionFormat":"multi"}
        widened /paths/~1it/post/requestBody/content/multipart~1form-data/schema/properties/about: An object cannot be written here.
        widened /paths/~1it/post/requestBody/content/multipart~1form-data/schema/properties/größe: A form field must have an ASCII name.
        widened /paths/~1it/post/requestBody/content/multipart~1form-data/schema/properties/more: Several files in one field cannot be expressed.
        multipart/form-data
        refused /paths/~1it/post/requestBody/content/multipart~1form-data/schema: A form must be an object.
    "##);
}

#[test]
fn the_platform_sends_no_body_with_get() {
    let body = json!({"content": {"application/json": {"schema": {"type": "string"}}}});
    let item = json!({"get": {
        "requestBody": body, "responses": {"200": {"description": "Done."}},
    }});
    let lossy = Options { lossy: true, ..Options::default() };
    for options in [Options::default(), lossy] {
        let lowered = changed("/paths", json!({"/it": item}), &options);
        assert!(lowered.definition.operations().next().unwrap().parameters.is_empty());
        let expected = if options.lossy { "widened" } else { "refused" };
        let what = "The platform sends no body with GET.";
        let finding = format!("{expected} /paths/~1it/get/requestBody: {what}");
        assert_eq!(listed(&lowered.findings), finding);
    }
}

#[test]
fn responses_have_a_status_each_and_one_for_success() {
    let json = |schema: Value| json!({"application/json": {"schema": schema, "example": 7}});
    let thing = json!({"$ref": "#/components/schemas/Thing"});
    let all = [
        json!({
            "200": {"description": "Done.", "content": json(thing.clone())},
            "4XX": {"description": "Refused.", "content": json(json!({"type": "string"}))},
            "default": {"description": "Failed.", "content": json(json!({"type": "string"}))},
        }),
        json!({"2XX": {"description": "Done.", "content": json(thing.clone())}}),
        json!({"default": {"description": "Done.", "content": json(thing)}}),
        json!({"404": {"description": "Not found."}}),
        json!({"200": {"description": "A picture.", "content": {"image/png": {"schema": {}}}}}),
        json!({"200": {"description": "Anything.", "content": json(json!({}))}}),
    ];
    let all = all.map(|responses| {
        let lowered = changed(&format!("{OPERATION}/responses"), responses, &Options::default());
        let operation = lowered.definition.operations().next().unwrap();
        let responses = serde_json::to_string(&operation.responses).unwrap();
        format!("{}\n{responses}\n{}", operation.produces.join(", "), listed(&lowered.findings))
    });
    insta::assert_snapshot!(all.join("\n"), @r##"
        application/json
        {"200":{"description":"Done.","schema":{"$ref":"#/definitions/Thing"},"examples":{"application/json":7}},"default":{"description":"Failed."}}
        left out /paths/~1it/post/responses/4XX: A range of statuses is left out: the platform shows errors as they are.
        application/json
        {"200":{"description":"Done.","schema":{"$ref":"#/definitions/Thing"},"examples":{"application/json":7}}}
        left out /paths/~1it/post/responses/2XX: All of these statuses are described as 200.
        application/json
        {"200":{"description":"Done.","schema":{"$ref":"#/definitions/Thing"},"examples":{"application/json":7}}}
        left out /paths/~1it/post/responses/default: The only response is described as 200.

        {"404":{"description":"Not found."},"200":{"description":""}}
        left out /paths/~1it/post: The operation has no response for success. 200 takes its place.
        image/png
        {"200":{"description":"A picture.","schema":{"type":"string","format":"binary"}}}

        application/json
        {"200":{"description":"Anything.","examples":{"application/json":7}}}
    "##);
}
