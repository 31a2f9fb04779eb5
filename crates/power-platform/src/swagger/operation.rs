use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::is_false;
use super::parameter::Parameter;
use super::schema::{Schema, Visibility};

/// The operations of one path, by method.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PathItem {
    /// The operation of the method `GET`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub get: Option<Operation>,
    /// The operation of the method `PUT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put: Option<Operation>,
    /// The operation of the method `POST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Operation>,
    /// The operation of the method `DELETE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete: Option<Operation>,
    /// The operation of the method `OPTIONS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Operation>,
    /// The operation of the method `HEAD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Operation>,
    /// The operation of the method `PATCH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<Operation>,
    /// `x-ms-notification-content`: what a trigger of this path is told.
    #[serde(
        default,
        rename = "x-ms-notification-content",
        skip_serializing_if = "Option::is_none"
    )]
    pub x_ms_notification_content: Option<NotificationContent>,
}

/// The names of the methods, in the order of the file.
pub const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

impl PathItem {
    /// The operations of the path, in the order of the file.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.by_method().map(|(_, operation)| operation)
    }

    /// The operations of the path with the names of their methods, in the order of the file.
    pub fn by_method(&self) -> impl Iterator<Item = (&'static str, &Operation)> {
        let Self { get, put, post, delete, options, head, patch, x_ms_notification_content: _ } =
            self;
        let all = [get, put, post, delete, options, head, patch];
        METHODS.into_iter().zip(all).filter_map(|(method, all)| Some((method, all.as_ref()?)))
    }

    /// The same as [`PathItem::operations`], for passes that change operations.
    pub fn operations_mut(&mut self) -> impl Iterator<Item = &mut Operation> {
        self.by_method_mut().map(|(_, operation)| operation)
    }

    /// The same as [`PathItem::by_method`], for passes that change operations.
    pub fn by_method_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut Operation)> {
        let Self { get, put, post, delete, options, head, patch, x_ms_notification_content: _ } =
            self;
        let all = [get, put, post, delete, options, head, patch];
        METHODS.into_iter().zip(all).filter_map(|(method, all)| Some((method, all.as_mut()?)))
    }

    /// The place of the operation of a method, unless Swagger 2.0 does not have it.
    pub fn slot(&mut self, method: &str) -> Option<&mut Option<Operation>> {
        Some(match method {
            "get" => &mut self.get,
            "put" => &mut self.put,
            "post" => &mut self.post,
            "delete" => &mut self.delete,
            "options" => &mut self.options,
            "head" => &mut self.head,
            "patch" => &mut self.patch,
            _ => return None,
        })
    }
}

/// An operation of the service: an action of the connector, unless it is internal.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Operation {
    /// The action's name in designers, at most 80 characters.
    pub summary: String,
    /// What the action does and when to use it.
    pub description: String,
    /// The action's id, by which stored flows refer to it.
    pub operation_id: String,
    /// `x-ms-visibility`: how prominently designers show the action.
    #[serde(default, rename = "x-ms-visibility", skip_serializing_if = "Option::is_none")]
    pub x_ms_visibility: Option<Visibility>,
    /// `x-ms-trigger`: how the operation starts a flow, if it does.
    #[serde(default, rename = "x-ms-trigger", skip_serializing_if = "Option::is_none")]
    pub x_ms_trigger: Option<Trigger>,
    /// Whether the operation should no longer be used.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Media types of the request body, unless they are those of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumes: Vec<String>,
    /// Media types of the response, unless they are those of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// Headers, query and body of the request.
    pub parameters: Vec<Parameter>,
    /// Responses by status.
    pub responses: IndexMap<String, Response>,
}

/// The response of an operation for one status.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// What the response means to a maker.
    pub description: String,
    /// The schema of the response body; none if there is no body, or none that designers need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Schema>,
    /// An example of the body, by media type.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub examples: IndexMap<String, Value>,
}

/// How an operation starts a flow.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Trigger {
    /// `single`: the service notifies the flow of one event at a time.
    Single,
}

/// What the service tells a flow that has subscribed to an event.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationContent {
    /// What the notification means to a maker.
    pub description: String,
    /// The schema of the notification.
    pub schema: Schema,
}
