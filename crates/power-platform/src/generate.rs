//! From an OpenAPI document to a connector.
//!
//! [`Connector::from_openapi`] reads the document, a [`Builder`] adds what it does not say, and
//! [`Builder::build`] makes the connector. The document can come from any framework:
//!
//! ```
//! use poem_openapi::{OpenApi, OpenApiService, payload::PlainText};
//! use power_platform::Connector;
//!
//! struct Api;
//!
//! #[OpenApi]
//! impl Api {
//!     /// Greet someone
//!     ///
//!     /// Returns a greeting for a name.
//!     #[oai(path = "/greeting", method = "get", operation_id = "Greet")]
//!     async fn greet(
//!         &self,
//!         /// Whom to greet.
//!         name: poem_openapi::param::Query<String>,
//!     ) -> PlainText<String> {
//!         PlainText(format!("Hello, {}!", name.0))
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let document = OpenApiService::new(Api, "Greetings", "1.0").spec();
//! let generated = Connector::from_openapi(&document)?
//!     .address("https://greetings.example.com".parse()?)
//!     .description("Greets people by their names, politely and in time.")
//!     .publisher("Example")
//!     .build()?;
//! let operation = generated.connector.definition.operations().next();
//! assert_eq!(operation.map(|operation| operation.summary.as_str()), Some("Greet someone"));
//! # Ok(())
//! # }
//! ```
//!
//! With utoipa it is `Connector::from_openapi(&ApiDoc::openapi().to_json()?)`, with aide
//! `Connector::from_openapi(&serde_json::to_string(&api)?)`.

mod apply;
mod body;
mod icon;
mod properties;
mod readme;

use thiserror::Error;

use crate::config::Config;
use crate::lowering::{Inexpressible, Lowered, LoweringError, Options, Selection, lower_with};
use crate::openapi::{OpenApi, ReadError};
use crate::swagger::Document;
use crate::{BrandColor, Connector, Effect, Finding, PublicUrl, texts};

/// The colour behind the icon where none is given.
const BRAND_COLOR: BrandColor = BrandColor { rgb: [0x24, 0x4a, 0x6b] };

/// An OpenAPI document that becomes a connector, with what it does not say.
#[derive(Clone, Debug)]
pub struct Builder {
    openapi: OpenApi,
    address: Option<PublicUrl>,
    config: Config,
    icon: Option<Vec<u8>>,
    lossy: bool,
}

/// A connector, and what it does not say of the document that it is made from.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The connector.
    pub connector: Connector,
    /// What it does not say; none is [`Effect::Refused`].
    pub findings: Vec<Finding>,
}

/// A connector that cannot be made.
#[derive(Debug, Error)]
pub enum GenerateError {
    /// The document says something that a connector cannot.
    #[error("the document says what a connector cannot:\n{}", Inexpressible(.0.clone()))]
    Refused(Vec<Finding>),
    /// The configuration contradicts itself or the document; a line for each fault.
    #[error("{}", .0.join("\n"))]
    Config(Vec<String>),
}

impl Connector {
    /// Reads an OpenAPI 3.0 or 3.1 document in JSON or YAML, from which a connector can be made.
    ///
    /// # Errors
    ///
    /// [`ReadError`] for a text that is no such document.
    pub fn from_openapi(document: &str) -> Result<Builder, ReadError> {
        let openapi = document.parse()?;
        let config = Config::default();
        Ok(Builder { openapi, address: None, config, icon: None, lossy: false })
    }
}

/// Setters for what a document may leave out.
impl Builder {
    /// The address of the service, instead of that in the document.
    #[must_use]
    pub fn address(mut self, address: PublicUrl) -> Self {
        self.address = Some(address);
        self
    }

    /// All that `connector.toml` may say. It replaces what has been set before.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// The name in the catalogue of connectors.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.config.title = Some(title.into());
        self
    }

    /// What the connector is for, in 30 to 500 characters.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.config.description = Some(description.into());
        self
    }

    /// Who publishes the connector.
    #[must_use]
    pub fn publisher(mut self, publisher: impl Into<String>) -> Self {
        self.config.publisher = Some(publisher.into());
        self
    }

    /// The colour behind the icon.
    #[must_use]
    pub fn brand_color(mut self, color: BrandColor) -> Self {
        self.config.color = Some(color.to_string());
        self
    }

    /// The icon, a PNG of 230 by 230 pixels.
    #[must_use]
    pub fn icon(mut self, png: Vec<u8>) -> Self {
        self.icon = Some(png);
        self
    }

    /// Whether what a connector cannot say is replaced by something that permits more.
    #[must_use]
    pub fn lossy(mut self, lossy: bool) -> Self {
        self.lossy = lossy;
        self
    }

    /// The definition as it is lowered, for programs that annotate it themselves: nothing is added, and
    /// what the definition does not say is an error, however small.
    ///
    /// # Errors
    ///
    /// [`LoweringError::Inexpressible`] with all of it.
    pub fn definition(&self) -> Result<Document, LoweringError> {
        let options = Options { address: self.address.clone(), ..Options::default() };
        lower_with(&self.openapi, &options).exactly()
    }

    /// Makes the connector.
    ///
    /// # Errors
    ///
    /// [`GenerateError`], with all reasons at once.
    pub fn build(self) -> Result<Generated, GenerateError> {
        let (options, color) = self.options().map_err(GenerateError::Config)?;
        let lowered = lower_with(&self.openapi, &options);
        let Lowered { mut definition, authentication, notifications, mut findings } = lowered;
        definition.keep_the_schema_of_success_only();
        let mut faults = apply::config(&mut definition, &self.config, &notifications);
        findings.extend(texts::complete(&mut definition));
        if findings.iter().any(|finding| finding.effect == Effect::Refused) {
            return Err(GenerateError::Refused(findings));
        }
        definition.drop_unused_definitions();
        definition.hoist_media_types();
        faults.extend(apply::references(&mut definition, &self.config));
        let properties = properties::properties(&definition, &authentication, &self.config, color);
        let properties = match properties {
            Ok(properties) if faults.is_empty() => properties,
            Ok(_) => return Err(GenerateError::Config(faults)),
            Err(more) => {
                faults.extend(more);
                return Err(GenerateError::Config(faults));
            }
        };
        let icon = self.icon.unwrap_or_else(|| icon::icon(color));
        let readme = readme::readme(&definition, &properties, &self.config);
        Ok(Generated { connector: Connector { definition, properties, icon, readme }, findings })
    }

    fn options(&self) -> Result<(Options, BrandColor), Vec<String>> {
        let mut faults = Vec::new();
        let mut address = self.address.clone();
        if let (None, Some(text)) = (&address, &self.config.address) {
            match text.parse() {
                Ok(url) => address = Some(url),
                Err(error) => faults.push(format!("address: {error}")),
            }
        }
        let color = self.config.color.as_deref().map_or(Ok(BRAND_COLOR), str::parse);
        let color = color.unwrap_or_else(|error| {
            faults.push(format!("color: {error}"));
            BRAND_COLOR
        });
        let operations = &self.config.operations;
        let only = Selection::new(&operations.include, &operations.exclude);
        let only = only.map_err(|error| faults.push(format!("operations: {error}"))).ok();
        let triggers = self
            .config
            .actions
            .iter()
            .filter_map(|(name, action)| Some((name.clone(), action.trigger.clone()?)));
        let options = Options {
            address,
            server_variables: self.config.server_variables.clone(),
            lossy: self.lossy,
            success_only: true,
            connection: self.config.connection.as_ref().and_then(properties::given),
            only,
            triggers: triggers.collect(),
        };
        if faults.is_empty() { Ok((options, color)) } else { Err(faults) }
    }
}
