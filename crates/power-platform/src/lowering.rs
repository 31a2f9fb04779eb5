//! OpenAPI 3.0 and 3.1 to Swagger 2.0, which is what Power Platform reads.
//!
//! Each key of the document is looked at ([`mod@place`]). What Swagger 2.0 or Power Platform cannot
//! say becomes a [`Finding`] at its place, never a silent loss, and all findings come in one go.

mod at;
mod body;
mod callback;
mod context;
mod info;
mod operation;
mod parameter;
mod paths;
mod place;
mod required;
mod response;
mod schema;
mod security;
mod selection;
mod server;

use std::fmt;

use indexmap::IndexMap;
use thiserror::Error;

use crate::openapi::{OpenApi, ReadError};
use crate::swagger::{Document, SwaggerVersion};
use crate::{PublicUrl, texts};
use at::At;
use context::Context;
use place::Fields;

pub use crate::finding::{Effect, Finding};
pub use paths::Notification;
pub(crate) use schema::has_type;

pub use security::{Authentication, OAuth2};
pub use selection::Selection;

/// How a document is lowered.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address of the service; without one, that of the document.
    pub address: Option<PublicUrl>,
    /// The values of variables in the addresses of the document, by name.
    pub server_variables: IndexMap<String, String>,
    /// Whether what cannot be said is replaced by something that permits more.
    pub lossy: bool,
    /// How callers authenticate, by names for the definition; without it, as the document says.
    pub connection: Option<IndexMap<String, Authentication>>,
    /// Whether the bodies of errors are not looked at: the designer uses one schema per operation and
    /// may choose that of an error.
    pub success_only: bool,
    /// The operations to lower; without one, all.
    pub only: Option<Selection>,
    /// The callbacks that make triggers of operations, by the ids of these, or as `POST /hooks`.
    pub triggers: IndexMap<String, String>,
}

/// A definition, and what it does not say of the document that it is made from.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The definition. It is complete if no finding is [`Effect::Refused`].
    pub definition: Document,
    /// How callers authenticate, by the names of the document; the first one is that of the definition.
    pub authentication: IndexMap<String, Authentication>,
    /// The operations that are triggers.
    pub notifications: Vec<Notification>,
    /// What the definition does not say, in the order of the document.
    pub findings: Vec<Finding>,
}

impl Lowered {
    /// The definition, if nothing of the document is lost and no text is missing.
    ///
    /// # Errors
    ///
    /// [`LoweringError::Inexpressible`], with all that is.
    pub fn exactly(self) -> Result<Document, LoweringError> {
        let Self { definition, mut findings, .. } = self;
        findings.extend(texts::missing(&definition));
        if findings.is_empty() {
            Ok(definition)
        } else {
            Err(LoweringError::Inexpressible(Inexpressible(findings)))
        }
    }
}

/// An OpenAPI document that cannot become a Swagger 2.0 definition without loss.
#[derive(Debug, Error)]
pub enum LoweringError {
    /// The text is not an OpenAPI document.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// Something has no counterpart in Swagger 2.0 or in the model of it.
    #[error(transparent)]
    Inexpressible(Inexpressible),
}

/// All that a definition does not say of a document.
#[derive(Debug, Error)]
pub struct Inexpressible(pub Vec<Finding>);

/// A finding on each line.
impl fmt::Display for Inexpressible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(Finding::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// Lowers an OpenAPI document to the definition of a service at this address, if nothing of it is
/// lost. The definition has no `x-ms-…` extensions but those of the document.
///
/// # Errors
///
/// [`LoweringError`], with all places that cannot be expressed.
pub fn lower(openapi: &str, address: &PublicUrl) -> Result<Document, LoweringError> {
    let options = Options { address: Some(address.clone()), ..Options::default() };
    lower_with(&openapi.parse()?, &options).exactly()
}

/// Lowers an OpenAPI document. What the definition does not say is in the findings. Texts that are
/// missing are empty.
#[must_use]
pub fn lower_with(openapi: &OpenApi, options: &Options) -> Lowered {
    let cx = &mut Context::new(&openapi.root, options);
    let mut fields = Fields::new(&At::new(&openapi.root, ""));
    fields.pass_over(&["openapi", "jsonSchemaDialect", "components"]);
    let info = info::lower(cx, &mut fields);
    for key in ["tags", "externalDocs"] {
        if let Some(at) = fields.take(key).filter(|at| !at.node.is_blank()) {
            cx.leave_out(&at.pointer, format!("{key} is left out."));
        }
    }
    if let Some(webhooks) = fields.take("webhooks").filter(|at| !at.node.is_blank()) {
        cx.leave_out(
            &webhooks.pointer,
            "webhooks without an operation that subscribes are left out.",
        );
    }
    let address = server::address(cx, fields.take("servers").as_ref(), options);
    let mut security = security::Schemes::new(fields.take("security"));
    let (paths, notifications) = paths::lower(cx, fields.take("paths"), options, &mut security);
    fields.finish(cx);
    let mut definitions = schema::definitions(cx);
    required::break_circles(cx, &mut definitions);
    let security = match &options.connection {
        Some(given) => security::of_connection(given.clone()),
        None => security.choose(cx),
    };
    let findings = cx.take_findings();
    let definition = Document {
        swagger: SwaggerVersion::V2,
        info,
        host: address.host().to_owned(),
        base_path: address.base_path().to_owned(),
        schemes: vec![address.scheme()],
        consumes: Vec::new(),
        produces: Vec::new(),
        paths,
        definitions,
        parameters: IndexMap::new(),
        security_definitions: security.definitions,
        security: security.requirements,
        capabilities: None,
        metadata: Vec::new(),
    };
    Lowered { definition, authentication: security.authentication, notifications, findings }
}
