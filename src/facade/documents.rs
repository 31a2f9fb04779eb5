use bytes::Bytes;
use indexmap::IndexMap;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use super::StartError;
use super::document::Document;
use crate::api::API_KEY_HEADER;
use crate::connector::export::{self, TEMPLATE, WORKFLOW_CONSUMPTION, WORKFLOW_STANDARD};
use crate::connector::package::{Solution, package};
use crate::connector::{self, Blueprint, Variant};
use crate::page::paths;
use power_platform::PublicUrl;

/// What the API key is called in the OpenAPI document.
const KEY_SCHEME: &str = "api_key";

/// What a caller has to bring.
#[derive(Clone, Copy)]
pub struct Asks {
    /// An API key.
    pub for_key: bool,
    /// The tenant, because there is no default one.
    pub for_tenant: bool,
}

/// The connector of this facade, for a product.
pub fn blueprint(variant: Variant, public_url: &PublicUrl, asks: Asks) -> Blueprint {
    Blueprint {
        with_api_key: asks.for_key,
        with_default_tenant: !asks.for_tenant,
        ..Blueprint::new(variant, public_url.clone())
    }
}

/// All documents: the files that `connector export` and `connector package` write, with the facade's own
/// address in them, and the OpenAPI document.
pub fn all(
    public_url: &PublicUrl,
    asks: Asks,
    openapi: &Bytes,
) -> Result<Vec<Document>, StartError> {
    let blueprint = |variant| blueprint(variant, public_url, asks);
    let (power_platform, logic_apps) =
        (blueprint(Variant::PowerPlatform), blueprint(Variant::LogicApps));
    let definition = |blueprint| connector::definition(blueprint).map(|d| connector::print(&d));
    let properties = connector::print(&connector::properties(&power_platform));
    Ok(vec![
        Document::json(paths::DEFINITION, definition(&power_platform)?.into()),
        Document::json(paths::PROPERTIES, properties.into()),
        Document::json(paths::LOGIC_APPS_DEFINITION, definition(&logic_apps)?.into()),
        Document::json(paths::OPENAPI, openapi.clone()),
        of_logic_apps(paths::LOGIC_APPS_TEMPLATE, TEMPLATE, &logic_apps),
        of_logic_apps(paths::WORKFLOW_CONSUMPTION, WORKFLOW_CONSUMPTION, &logic_apps),
        of_logic_apps(paths::WORKFLOW_STANDARD, WORKFLOW_STANDARD, &logic_apps),
        icon(&power_platform),
        solution(power_platform),
    ])
}

fn of_logic_apps(path: &'static str, name: &'static str, blueprint: &Blueprint) -> Document {
    let blueprint = blueprint.clone();
    Document::on_demand(path, "application/json", move || {
        let files = export::logic_apps_files(&blueprint)?;
        let file = files.into_iter().find(|file| file.name == name);
        Ok(file.map(|file| file.bytes).unwrap_or_default())
    })
}

fn icon(blueprint: &Blueprint) -> Document {
    let color = blueprint.brand_color;
    Document::on_demand(paths::ICON, "image/png", move || Ok(export::icon(color)))
}

fn solution(blueprint: Blueprint) -> Document {
    Document::on_demand(paths::SOLUTION, "application/zip", move || {
        Ok(package(&blueprint, &Solution::default())?)
    })
}

/// The OpenAPI document with the API key in it where there is one, which poem-openapi could only know of
/// at compile time. Every other value is copied as it stands.
pub fn openapi(document: String, asks: Asks) -> serde_json::Result<Bytes> {
    if asks.for_key { with_key(&document).map(Bytes::from) } else { Ok(document.into()) }
}

fn with_key(openapi: &str) -> serde_json::Result<String> {
    type Object = IndexMap<String, Box<RawValue>>;
    let mut document: Object = serde_json::from_str(openapi)?;
    let components = document.get("components").map_or("{}", |components| components.get());
    let mut components: Object = serde_json::from_str(components)?;
    let key = json!({KEY_SCHEME: {"type": "apiKey", "in": "header", "name": API_KEY_HEADER}});
    components.insert("securitySchemes".to_owned(), to_raw_value(&key)?);
    document.insert("components".to_owned(), to_raw_value(&components)?);
    document.insert("security".to_owned(), to_raw_value(&json!([{ KEY_SCHEME: [] }]))?);
    serde_json::to_string_pretty(&document)
}
