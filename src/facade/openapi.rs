//! What the OpenAPI document says beyond the operations' types: what a call authenticates by, which depends
//! on whether this facade asks for keys, and where a token of one operation goes in the next one.

use bytes::Bytes;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Result, Value, json};

use crate::api::API_KEY_HEADER;

/// The names of the security schemes.
const KEY: &str = "api_key";
const BASIC: &str = "basic";

/// A part of the document. Unlike [`Value`], it keeps the order of members.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Node {
    Object(Object),
    Array(Vec<Self>),
    Value(Value),
}

type Object = IndexMap<String, Node>;

/// Completes the document of the operations.
///
/// # Errors
///
/// Only if the document is not JSON.
pub fn complete(document: &str, asks_for_key: bool) -> Result<Bytes> {
    let mut document: Object = serde_json::from_str(document)?;
    let mut schemes = json!({BASIC: {"type": "http", "scheme": "basic"}});
    if asks_for_key {
        schemes[KEY] = json!({"type": "apiKey", "in": "header", "name": API_KEY_HEADER});
        set(&mut document, "security", json!([{KEY: []}]));
    }
    if let Some(components) = member(&mut document, "components") {
        set(components, "securitySchemes", schemes);
    }
    let paths = member(&mut document, "paths").into_iter().flat_map(IndexMap::values_mut);
    for operation in paths.filter_map(object).flat_map(IndexMap::values_mut).filter_map(object) {
        of_operation(operation, asks_for_key);
    }
    serde_json::to_string_pretty(&document).map(Bytes::from)
}

fn of_operation(operation: &mut Object, asks_for_key: bool) {
    let Some(Node::Value(Value::String(id))) = operation.get("operationId") else { return };
    let id = id.clone();
    let security = match (&*id, asks_for_key) {
        ("GetConnectionAccessToken", false) => Some(json!([{BASIC: []}])),
        ("GetConnectionAccessToken", true) => Some(json!([{BASIC: [], KEY: []}])),
        ("GetProfileAccessToken", true) => Some(json!([{KEY: []}, {BASIC: []}])),
        ("TestConnection", true) => Some(json!([])),
        _ => None,
    };
    if let Some(security) = security {
        set(operation, "security", security);
    }
    let success = member(operation, "responses").and_then(|responses| member(responses, "200"));
    if let (Some(success), Some(links)) = (success, links(&id)) {
        set(success, "links", links);
    }
}

/// What can be done with the tokens of a response.
fn links(operation_id: &str) -> Option<Value> {
    let client = json!({
        "client_id": "$request.body#/client_id",
        "client_secret": "$request.body#/client_secret",
    });
    let link = |operation_id: &str, field: &str| {
        let mut body = client.clone();
        body[field] = "$response.body#/refresh_token".into();
        json!({"operationId": operation_id, "requestBody": body})
    };
    let (refresh, revoke) = match operation_id {
        "GetAccessToken" | "RefreshAccessToken" => ("RefreshAccessToken", "RevokeToken"),
        "OAuthToken" => ("OAuthToken", "OAuthRevoke"),
        _ => return None,
    };
    let mut refresh = link(refresh, "refresh_token");
    if operation_id == "OAuthToken" {
        refresh["requestBody"]["grant_type"] = "refresh_token".into();
    }
    Some(json!({"refresh": refresh, "revoke": link(revoke, "token")}))
}

fn set(object: &mut Object, name: &str, value: Value) {
    object.insert(name.to_owned(), Node::Value(value));
}

/// A member that is an object.
fn member<'a>(parent: &'a mut Object, name: &str) -> Option<&'a mut Object> {
    parent.get_mut(name).and_then(object)
}

fn object(node: &mut Node) -> Option<&mut Object> {
    match node {
        Node::Object(object) => Some(object),
        Node::Array(_) | Node::Value(_) => None,
    }
}
