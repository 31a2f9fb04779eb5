use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, RequestBody, Responses, StatusCode};

use super::{LoweringError, Place, joined, parameter, schema};
use crate::swagger::{BodyParameter, Declared, Operation, Parameter, Response, Schema};

/// The name of the body parameter: stored flows say `body/username`.
const BODY: &str = "body";

pub fn lower(operation: openapiv3::Operation, place: &Place) -> Result<Operation, LoweringError> {
    let openapiv3::Operation {
        tags,
        summary,
        description,
        external_docs,
        operation_id,
        parameters,
        request_body,
        responses,
        callbacks,
        deprecated,
        security,
        servers,
        extensions,
    } = operation;
    place.refuse_extensions(&extensions)?;
    place.refuse_any([
        (!tags.is_empty(), "a tag"),
        (external_docs.is_some(), "externalDocs"),
        (!callbacks.is_empty(), "a callback"),
        (deprecated, "a deprecated operation"),
        (security.is_some(), "a security requirement"),
        (!servers.is_empty(), "the server of an operation"),
    ])?;
    let text =
        |text: Option<String>, without| place.require(text, without).map(|text| joined(&text));
    let of_parameters = place.key("parameters");
    let lowered = parameters.into_iter().enumerate().map(|(index, parameter)| {
        let place = of_parameters.index(index);
        parameter::lower(place.item(parameter)?, &place).map(Parameter::Declared)
    });
    let mut parameters = lowered.collect::<Result<Vec<_>, _>>()?;
    let mut consumes = Vec::new();
    if let Some(body) = request_body {
        let place = place.key("requestBody");
        let (body, media_types) = lower_body(place.item(body)?, &place)?;
        parameters.push(Parameter::Declared(Declared::Body(body)));
        consumes = media_types;
    }
    let (responses, produces) = lower_responses(responses, &place.key("responses"))?;
    Ok(Operation {
        summary: text(summary, "an operation without a summary")?,
        description: text(description, "an operation without a description")?,
        operation_id: text(operation_id, "an operation without an id")?,
        x_ms_visibility: None,
        consumes,
        produces,
        parameters,
        responses,
    })
}

/// An operation of Swagger 2.0 has one body; all media types share its schema.
fn lower_body(
    body: RequestBody,
    place: &Place,
) -> Result<(BodyParameter, Vec<String>), LoweringError> {
    let RequestBody { description, content, required, extensions } = body;
    place.refuse_extensions(&extensions)?;
    let (schema, media_types) = lower_content(content, &place.key("content"))?;
    let body = BodyParameter {
        name: BODY.to_owned(),
        description: description.map(|text| joined(&text)),
        required,
        schema: place.require(schema, "a body without a media type")?,
    };
    Ok((body, media_types))
}

type LoweredResponses = IndexMap<String, Response>;

/// The responses by status, and the media types of all of them.
fn lower_responses(
    responses: Responses,
    place: &Place,
) -> Result<(LoweredResponses, Vec<String>), LoweringError> {
    let Responses { default, responses, extensions } = responses;
    place.refuse_extensions(&extensions)?;
    place.refuse(default.is_some(), "a response without a status")?;
    let (mut lowered, mut produces) = (LoweredResponses::new(), Vec::new());
    for (status, response) in responses {
        let place = place.key(&status.to_string());
        place.refuse(matches!(status, StatusCode::Range(_)), "a range of statuses")?;
        let openapiv3::Response { description, headers, content, links, extensions } =
            place.item(response)?;
        place.refuse_extensions(&extensions)?;
        place.refuse_any([
            (!headers.is_empty(), "a response header"),
            (!links.is_empty(), "a link"),
        ])?;
        let (schema, media_types) = lower_content(content, &place.key("content"))?;
        for media_type in media_types {
            if !produces.contains(&media_type) {
                produces.push(media_type);
            }
        }
        lowered.insert(status.to_string(), Response { description: joined(&description), schema });
    }
    Ok((lowered, produces))
}

/// The one schema of all media types, and these without their parameters, because Swagger 2.0
/// compares them whole.
fn lower_content(
    content: IndexMap<String, MediaType>,
    place: &Place,
) -> Result<(Option<Schema>, Vec<String>), LoweringError> {
    let mut shared: Option<Schema> = None;
    let mut media_types = Vec::new();
    for (name, media_type) in content {
        let place = place.key(&name);
        let MediaType { schema, example, examples, encoding, extensions } = media_type;
        place.refuse_extensions(&extensions)?;
        place.refuse_any([
            (example.is_some() || !examples.is_empty(), "an example"),
            (!encoding.is_empty(), "an encoding"),
        ])?;
        let schema: ReferenceOr<_> = place.require(schema, "a media type without a schema")?;
        let schema = schema::lower(schema, &place.key("schema"))?;
        place.refuse(shared.as_ref().is_some_and(|s| *s != schema), "a second schema of a body")?;
        shared = Some(schema);
        let essence = name.split(';').next().unwrap_or(&name).trim();
        media_types.push(essence.to_owned());
    }
    Ok((shared, media_types))
}
