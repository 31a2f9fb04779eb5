//! OpenAPI 3.0 to Swagger 2.0, which is what Power Platform reads.
//!
//! The structs of the document are destructured without `..`, so that the compiler proves that every
//! field is looked at. What Swagger 2.0 or the model in [`swagger`](crate::swagger) cannot express is
//! refused at its place, never silently lost.

mod lossless;
mod operation;
mod parameter;
mod place;
mod schema;

use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, PathItem, Paths, ReferenceOr, Server};
use thiserror::Error;

use crate::PublicUrl;
use crate::swagger::{Contact, Document, Info, Schema, SwaggerVersion};
use place::Place;

/// An OpenAPI document that cannot become a Swagger 2.0 definition.
#[derive(Debug, Error)]
pub enum LoweringError {
    /// The text is not an OpenAPI 3.0 document in JSON.
    #[error("this is not an OpenAPI 3.0 document")]
    Unreadable(#[from] serde_json::Error),
    /// Something has no counterpart in Swagger 2.0 or in the model of it.
    #[error("{pointer}: {what} cannot be expressed in the definition")]
    Inexpressible {
        /// Where it is, as a JSON pointer (RFC 6901).
        pointer: String,
        /// What it is, such as `a tag`.
        what: String,
    },
}

/// Lowers an OpenAPI 3.0 document in JSON to the definition of a service at this address. The
/// definition has no `x-ms-…` extensions yet.
///
/// # Errors
///
/// [`LoweringError`], at the first place that cannot be expressed.
pub fn lower(openapi: &str, address: &PublicUrl) -> Result<Document, LoweringError> {
    let document: OpenAPI = serde_json::from_str(openapi)?;
    lossless::check(openapi, &document)?;
    let OpenAPI {
        openapi: version,
        info,
        servers,
        paths,
        components,
        security,
        tags,
        external_docs,
        extensions,
    } = document;
    let root = Place::root();
    root.refuse_extensions(&extensions)?;
    root.key("openapi").refuse(!version.starts_with("3.0."), "this version of OpenAPI")?;
    root.refuse_any([
        (!tags.is_empty(), "a tag"),
        (security.is_some(), "a security requirement"),
        (external_docs.is_some(), "externalDocs"),
    ])?;
    only_server(servers, address, &root.key("servers"))?;
    Ok(Document {
        swagger: SwaggerVersion::V2,
        info: lower_info(info, &root.key("info"))?,
        host: address.host().to_owned(),
        base_path: address.base_path().to_owned(),
        schemes: vec![address.scheme()],
        consumes: Vec::new(),
        produces: Vec::new(),
        paths: lower_paths(paths, &root.key("paths"))?,
        definitions: definitions(components.unwrap_or_default(), &root.key("components"))?,
        parameters: IndexMap::new(),
        security_definitions: IndexMap::new(),
        security: Vec::new(),
        capabilities: None,
        metadata: Vec::new(),
    })
}

/// Swagger 2.0 has one host. A document may leave the server out, or name the one at `address`.
fn only_server(
    servers: Vec<Server>,
    address: &PublicUrl,
    place: &Place,
) -> Result<(), LoweringError> {
    for (index, server) in servers.into_iter().enumerate() {
        let Server { url, description, variables, extensions } = server;
        let place = place.index(index);
        place.refuse_extensions(&extensions)?;
        place.refuse_any([
            (url != address.to_string(), "a server at another address"),
            (description.is_some(), "the description of a server"),
            (variables.is_some(), "a server with variables"),
        ])?;
    }
    Ok(())
}

fn lower_info(info: openapiv3::Info, place: &Place) -> Result<Info, LoweringError> {
    let openapiv3::Info {
        title,
        description,
        terms_of_service,
        contact,
        license,
        version,
        extensions,
    } = info;
    place.refuse_extensions(&extensions)?;
    place.refuse_any([
        (terms_of_service.is_some(), "termsOfService"),
        (license.is_some(), "a license"),
    ])?;
    let contact = place.require(contact, "an info without a contact")?;
    let openapiv3::Contact { name, url, email, extensions } = contact;
    let of_contact = place.key("contact");
    of_contact.refuse_extensions(&extensions)?;
    Ok(Info {
        title,
        description: place.require(description, "an info without a description")?,
        contact: Contact {
            name: of_contact.require(name, "a contact without a name")?,
            url: of_contact.require(url, "a contact without a url")?,
            email: of_contact.require(email, "a contact without an email")?,
        },
        version,
    })
}

fn lower_paths(
    paths: Paths,
    place: &Place,
) -> Result<IndexMap<String, crate::swagger::PathItem>, LoweringError> {
    let Paths { paths, extensions } = paths;
    place.refuse_extensions(&extensions)?;
    let paths = paths.into_iter().map(|(path, item)| {
        let place = place.key(&path);
        place.refuse(path.contains(['{', ':', '*']), "a variable in a path")?;
        let lowered = lower_path(place.item(item)?, &place)?;
        Ok((path, lowered))
    });
    paths.collect()
}

fn lower_path(item: PathItem, place: &Place) -> Result<crate::swagger::PathItem, LoweringError> {
    let PathItem {
        summary,
        description,
        get,
        put,
        post,
        delete,
        options,
        head,
        patch,
        trace,
        servers,
        parameters,
        extensions,
    } = item;
    place.refuse_extensions(&extensions)?;
    place.refuse_any([
        (summary.is_some() || description.is_some(), "the description of a path"),
        (!servers.is_empty(), "the server of a path"),
        (!parameters.is_empty(), "parameters of a path"),
    ])?;
    for (method, operation) in [
        ("put", put),
        ("delete", delete),
        ("options", options),
        ("head", head),
        ("patch", patch),
        ("trace", trace),
    ] {
        place.key(method).refuse(operation.is_some(), "this method")?;
    }
    let lower = |method, operation: Option<openapiv3::Operation>| {
        operation.map(|operation| operation::lower(operation, &place.key(method))).transpose()
    };
    Ok(crate::swagger::PathItem { get: lower("get", get)?, post: lower("post", post)? })
}

fn definitions(
    components: Components,
    place: &Place,
) -> Result<IndexMap<String, Schema>, LoweringError> {
    let Components {
        schemas,
        responses,
        parameters,
        examples,
        request_bodies,
        headers,
        security_schemes,
        links,
        callbacks,
        extensions,
    } = components;
    place.refuse_extensions(&extensions)?;
    place.refuse_any([
        (!responses.is_empty(), "a shared response"),
        (!parameters.is_empty(), "a shared parameter"),
        (!examples.is_empty(), "a shared example"),
        (!request_bodies.is_empty(), "a shared request body"),
        (!headers.is_empty(), "a shared header"),
        (!security_schemes.is_empty(), "a security scheme"),
        (!links.is_empty(), "a shared link"),
        (!callbacks.is_empty(), "a shared callback"),
    ])?;
    let place = place.key("schemas");
    let definitions = schemas.into_iter().map(|(name, schema)| {
        let place = place.key(&name);
        let lowered = match schema {
            ReferenceOr::Reference { reference } => schema::reference(&reference, &place)?,
            ReferenceOr::Item(schema) => {
                Schema::Inline(Box::new(schema::object(schema, &name, &place)?))
            }
        };
        Ok((name, lowered))
    });
    definitions.collect()
}

/// A text from a doc comment, whose line ends have no meaning.
fn joined(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}
