//! Power Platform as its documentation describes it: what becomes of a connection's values and an
//! action's inputs on their way to the service. It reads the generated files alone.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::{Caller, RunningFacade};

/// A connector that was imported.
pub struct Platform {
    definition: Value,
    properties: Value,
}

/// A connection, with what the documentation leaves open.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    pub values: BTreeMap<String, String>,
    /// User name and password are Latin-1 in the header, not UTF-8.
    pub latin_1: bool,
    /// A policy with an empty value sets no header, instead of an empty one.
    pub drops_empty_headers: bool,
}

impl Platform {
    /// Imports the files of a connector.
    pub fn import(definition: &[u8], properties: &[u8]) -> Self {
        let parsed = |bytes| serde_json::from_slice(bytes).unwrap();
        Self { definition: parsed(definition), properties: parsed(properties) }
    }

    /// A new connection. The dialog has no other fields, and does not close before each required one is
    /// filled in.
    ///
    /// # Errors
    ///
    /// What the dialog would say.
    pub fn connect(&self, values: &[(&str, &str)]) -> Result<Connection, String> {
        let parameters = self.properties["properties"]["connectionParameters"].as_object().unwrap();
        let values: BTreeMap<_, _> =
            values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        if let Some(key) = values.keys().find(|key| !parameters.contains_key(*key)) {
            return Err(format!("there is no field {key}"));
        }
        for (key, parameter) in parameters {
            let required = parameter["uiDefinition"]["constraints"]["required"] == "true";
            if required && values.get(key).is_none_or(String::is_empty) {
                return Err(format!("the field {key} is required"));
            }
        }
        Ok(Connection { values, ..Connection::default() })
    }

    /// The call of an action with these inputs, as the service receives it. The fields of a body have
    /// names such as `body/username`.
    pub fn call(
        &self,
        facade: &RunningFacade,
        connection: &Connection,
        operation_id: &str,
        inputs: &[(&str, &str)],
    ) -> Caller {
        let (method, path, operation) = self.operation(operation_id);
        let mut inputs: BTreeMap<&str, &str> = inputs.iter().copied().collect();
        let mut target = path.to_owned();
        let mut headers: Vec<(String, Vec<u8>)> =
            self.authentication(connection).into_iter().collect();
        let mut body = None;
        for parameter in operation["parameters"].as_array().unwrap() {
            let parameter = self.resolved(parameter);
            let name = parameter["name"].as_str().unwrap();
            let (place, required) =
                (parameter["in"].as_str().unwrap(), parameter["required"] == true);
            if place == "body" {
                body = Some(body_of(&self.resolved(&parameter["schema"]), &mut inputs));
                continue;
            }
            let value = inputs.remove(name);
            assert!(value.is_some() || !required, "{name} is required");
            match (place, value) {
                ("query", Some(value)) => {
                    let mut query = form_urlencoded::Serializer::new(String::new());
                    target += if target.contains('?') { "&" } else { "?" };
                    target += &query.append_pair(name, value).finish();
                }
                ("header", Some(value)) => headers.push((name.to_owned(), value.into())),
                ("query" | "header", None) => {}
                (other, _) => panic!("a parameter in {other}"),
            }
        }
        assert!(inputs.is_empty(), "no such inputs: {inputs:?}");
        self.apply_policies(connection, operation_id, &mut headers);
        let caller = facade.request(method, &target);
        let caller =
            headers.into_iter().fold(caller, |caller, (name, value)| caller.header(&name, value));
        match body {
            Some(body) => caller.body("application/json", body.to_string()),
            None => caller,
        }
    }

    fn operation(&self, operation_id: &str) -> (&'static str, &str, &Value) {
        for (path, item) in self.definition["paths"].as_object().unwrap() {
            for (key, method) in [("get", "GET"), ("post", "POST")] {
                if item[key]["operationId"] == operation_id {
                    return (method, path, &item[key]);
                }
            }
        }
        panic!("the connector has no action {operation_id}");
    }

    /// What a reference refers to.
    fn resolved(&self, value: &Value) -> Value {
        match value["$ref"].as_str() {
            Some(reference) => {
                self.definition.pointer(reference.trim_start_matches('#')).unwrap().clone()
            }
            None => value.clone(),
        }
    }

    /// What the security definition makes of the connection.
    fn authentication(&self, connection: &Connection) -> Option<(String, Vec<u8>)> {
        let required = self.definition["security"].as_array()?;
        let (name, _) = required.first()?.as_object()?.iter().next()?;
        let definition = &self.definition["securityDefinitions"][name];
        match definition["type"].as_str().unwrap() {
            "basic" => {
                let half = |key: &str| connection.values[key].clone();
                let text = format!("{}:{}", half("username"), half("password"));
                let bytes = if connection.latin_1 { latin_1(&text) } else { text.into_bytes() };
                let value = format!("Basic {}", BASE64.encode(&bytes));
                Some(("Authorization".to_owned(), value.into_bytes()))
            }
            "apiKey" => {
                let header = definition["name"].as_str().unwrap().to_owned();
                Some((header, connection.values["api_key"].clone().into_bytes()))
            }
            other => panic!("a security definition of type {other}"),
        }
    }

    /// Policies run one after the other, on the request.
    fn apply_policies(
        &self,
        connection: &Connection,
        operation_id: &str,
        headers: &mut Vec<(String, Vec<u8>)>,
    ) {
        for policy in self.properties["properties"]["policyTemplateInstances"].as_array().unwrap() {
            assert_eq!(policy["templateId"], "setheader");
            let parameter = |name: &str| &policy["parameters"][name];
            assert_eq!(parameter("x-ms-apimTemplate-policySection"), "Request");
            let operations = parameter("x-ms-apimTemplate-operationName").as_array();
            if operations.is_some_and(|all| all.iter().all(|it| it != operation_id)) {
                continue;
            }
            let name = parameter("x-ms-apimTemplateParameter.name").as_str().unwrap();
            let value = parameter("x-ms-apimTemplateParameter.value").as_str().unwrap();
            let value = evaluate(value, connection);
            assert_eq!(parameter("x-ms-apimTemplateParameter.existsAction"), "override");
            headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            if !(value.is_empty() && connection.drops_empty_headers) {
                headers.push((name.to_owned(), value.into_bytes()));
            }
        }
    }
}

/// The value of `@connectionParameters('name','default')`. What it holds is data: an expression or a quote
/// in it means nothing.
fn evaluate(expression: &str, connection: &Connection) -> String {
    let inner = expression.strip_prefix("@connectionParameters(").and_then(|e| e.strip_suffix(')'));
    let mut arguments = inner.expect("an expression that is known").split(',').map(|argument| {
        let quoted = argument.trim().strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
        quoted.expect("a text in quotes")
    });
    let (name, default) = (arguments.next().unwrap(), arguments.next());
    assert_eq!(arguments.next(), None);
    match (connection.values.get(name), default) {
        (Some(value), _) => value.clone(),
        (None, Some(default)) => default.to_owned(),
        (None, None) => panic!("{name} has neither a value nor a default"),
    }
}

fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|char| u8::try_from(u32::from(char)).unwrap_or(b'?')).collect()
}

/// The inputs of a body, and the defaults of fields that makers do not see.
fn body_of(schema: &Value, inputs: &mut BTreeMap<&str, &str>) -> Value {
    let mut body = json!({});
    let required = schema["required"].as_array();
    for (name, field) in schema["properties"].as_object().unwrap() {
        let is_required = required.is_some_and(|all| all.iter().any(|it| it == name));
        let input = inputs.remove(format!("body/{name}").as_str());
        let value = match field["x-ms-visibility"].as_str() {
            Some("internal") => field["default"].as_str().filter(|_| is_required),
            _ => input,
        };
        assert!(value.is_some() || !is_required, "{name} is required");
        if let Some(value) = value {
            body[name] = value.into();
        }
    }
    body
}
