use indexmap::IndexMap;
use poem::http::Method;
use poem_openapi::registry::{
    MetaMediaType, MetaOperation, MetaOperationParam, MetaParamIn, MetaRequest, MetaResponse,
    MetaResponses, MetaSchemaRef,
};

use super::{Inexpressible, inexpressible, joined, refuse, schema};
use crate::swagger::{
    BodyParameter, Declared, HeaderParameter, Operation, Parameter, PathItem, Response, Schema,
    TextType, Type,
};

/// The name of the body parameter: stored flows say `body/username`.
const BODY: &str = "body";

/// Lowers an operation and puts it into its path.
pub(super) fn into_path_item(
    operation: MetaOperation,
    path: &str,
    item: &mut PathItem,
) -> Result<(), Inexpressible> {
    let place = format!("{} {path}", operation.method);
    let slot = match operation.method {
        Method::GET => &mut item.get,
        Method::POST => &mut item.post,
        _ => return Err(inexpressible(&place, "this method")),
    };
    refuse(slot.is_some(), &place, "a second operation")?;
    *slot = Some(lower(operation, &place)?);
    Ok(())
}

fn lower(operation: MetaOperation, place: &str) -> Result<Operation, Inexpressible> {
    let MetaOperation {
        method: _,
        tags,
        summary,
        description,
        external_docs,
        params,
        request,
        responses,
        deprecated,
        security,
        operation_id,
        code_samples,
    } = operation;
    for (present, what) in [
        (!tags.is_empty(), "a tag"),
        (external_docs.is_some(), "externalDocs"),
        (deprecated, "a deprecated operation"),
        (!security.is_empty(), "a security requirement"),
        (!code_samples.is_empty(), "a code sample"),
    ] {
        refuse(present, place, what)?;
    }
    let needed = |text: Option<&'static str>, what: &str| {
        text.map(joined).ok_or_else(|| inexpressible(place, what))
    };
    let mut parameters = params
        .into_iter()
        .map(|parameter| header(parameter, place))
        .collect::<Result<Vec<_>, _>>()?;
    let mut consumes = Vec::new();
    if let Some(request) = request {
        let (body, media_type) = body(request, place)?;
        parameters.push(Parameter::Declared(Declared::Body(body)));
        consumes.push(media_type);
    }
    let (responses, produces) = all_responses(responses, place)?;
    Ok(Operation {
        summary: needed(summary, "an operation without a summary")?,
        description: needed(description, "an operation without a description")?,
        operation_id: needed(operation_id, "an operation without an id")?,
        x_ms_visibility: None,
        consumes,
        produces,
        parameters,
        responses,
    })
}

fn header(parameter: MetaOperationParam, place: &str) -> Result<Parameter, Inexpressible> {
    let MetaOperationParam {
        name,
        schema,
        in_type,
        description,
        required,
        deprecated,
        // Says how lists are written; there are none, or the type below refuses them.
        explode: _,
        style,
    } = parameter;
    let place = format!("{place} {name}");
    refuse(in_type != MetaParamIn::Header, &place, "a parameter that is no header")?;
    refuse(deprecated || style.is_some(), &place, "a deprecated or styled parameter")?;
    match schema::reference(schema, &place)? {
        Schema::Inline(schema) if schema.type_ == Some(Type::String) => {}
        _ => return Err(inexpressible(&place, "a header that is not text")),
    }
    Ok(Parameter::Declared(Declared::Header(HeaderParameter {
        name,
        x_ms_summary: None,
        description: description
            .map(|text| joined(&text))
            .ok_or_else(|| inexpressible(&place, "a parameter without a description"))?,
        required,
        type_: TextType::String,
        format: None,
        x_ms_visibility: None,
    })))
}

/// One operation of Swagger 2.0 has one body. Where the same schema is accepted under several media
/// types, the first one is chosen; different schemas are refused.
fn body(request: MetaRequest, place: &str) -> Result<(BodyParameter, String), Inexpressible> {
    let MetaRequest { description, content, required } = request;
    let (schema, media_type) = one_of(content, place)?;
    let body = BodyParameter {
        name: BODY.to_owned(),
        description: description.map(joined),
        required,
        schema: schema::reference(schema, &format!("{place} {BODY}"))?,
    };
    Ok((body, media_type))
}

type Responses = IndexMap<String, Response>;

fn all_responses(
    responses: MetaResponses,
    place: &str,
) -> Result<(Responses, Vec<String>), Inexpressible> {
    let MetaResponses { responses } = responses;
    let (mut lowered, mut produces) = (Responses::new(), Vec::new());
    for response in responses {
        let MetaResponse { description, status, status_range, content, headers } = response;
        refuse(status_range.is_some(), place, "a range of statuses")?;
        refuse(!headers.is_empty(), place, "a response header")?;
        let status = status.ok_or_else(|| inexpressible(place, "a response without a status"))?;
        let place = format!("{place} {status}");
        let schema = if content.is_empty() {
            None
        } else {
            let (schema, media_type) = one_of(content, &place)?;
            if !produces.contains(&media_type) {
                produces.push(media_type);
            }
            Some(schema::reference(schema, &place)?)
        };
        let response = Response { description: joined(description), schema };
        let second = lowered.insert(status.to_string(), response);
        refuse(second.is_some(), &place, "a second response of the same status")?;
    }
    Ok((lowered, produces))
}

/// The schema and the first media type, without its parameters: Swagger 2.0 compares them whole.
fn one_of(
    content: Vec<MetaMediaType>,
    place: &str,
) -> Result<(MetaSchemaRef, String), Inexpressible> {
    let mut content = content.into_iter();
    let MetaMediaType { content_type, schema } =
        content.next().ok_or_else(|| inexpressible(place, "a body without a media type"))?;
    refuse(content.any(|other| other.schema != schema), place, "bodies of different schemas")?;
    let media_type = content_type.split(';').next().unwrap_or(content_type).trim();
    Ok((schema, media_type.to_owned()))
}
