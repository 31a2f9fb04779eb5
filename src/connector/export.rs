//! A connector as a folder of files. Pure: what is written where is decided here, the writing is the
//! command's.

mod icon;
mod logic_apps;
mod readme;

use serde::Serialize;

use super::options::{Blueprint, Variant};
use super::{DefinitionError, definition, print, properties};

pub use icon::icon;
pub use logic_apps::{TEMPLATE, WORKFLOW_CONSUMPTION, WORKFLOW_STANDARD};

/// One file of a folder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct File {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    fn new(name: &'static str, text: String) -> Self {
        Self { name, bytes: text.into_bytes() }
    }
}

/// `settings.json` of paconn: where it finds the other files. The environment and the connector's id
/// are whoever imports it's own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    api_properties: &'static str,
    api_definition: &'static str,
    icon: &'static str,
    power_apps_url: &'static str,
    power_apps_api_version: &'static str,
}

const SETTINGS: Settings = Settings {
    api_properties: "apiProperties.json",
    api_definition: "apiDefinition.swagger.json",
    icon: "icon.png",
    power_apps_url: "https://api.powerapps.com",
    power_apps_api_version: "2016-11-01",
};

/// All files of a connector.
///
/// # Errors
///
/// [`DefinitionError`], for every address alike.
pub fn files(blueprint: &Blueprint) -> Result<Vec<File>, DefinitionError> {
    let definition = definition(blueprint)?;
    let properties = properties(blueprint);
    let mut files = vec![
        File::new(SETTINGS.api_definition, print(&definition)),
        File::new(SETTINGS.api_properties, print(&properties)),
        File::new("settings.json", print(&SETTINGS)),
        File { name: SETTINGS.icon, bytes: icon(blueprint.brand_color) },
        File::new("readme.md", readme::readme(blueprint, &definition)),
    ];
    if blueprint.variant == Variant::LogicApps {
        files.extend(logic_apps::files(blueprint, &definition)?);
    }
    Ok(files)
}

/// What goes with the definition for Logic Apps: a template that makes a custom connector of it, and a
/// workflow for each plan.
///
/// # Errors
///
/// [`DefinitionError`], for every address alike.
pub fn logic_apps_files(blueprint: &Blueprint) -> Result<[File; 3], DefinitionError> {
    logic_apps::files(blueprint, &definition(blueprint)?)
}
