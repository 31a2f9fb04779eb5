use serde::Serialize;

use crate::properties::ApiProperties;
use crate::swagger::Document;
use crate::{File, print};

/// A custom connector: the content of its folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Connector {
    /// `apiDefinition.swagger.json`.
    pub definition: Document,
    /// `apiProperties.json`.
    pub properties: ApiProperties,
    /// `icon.png`.
    pub icon: Vec<u8>,
    /// `readme.md`.
    pub readme: String,
}

/// `settings.json` of paconn, Microsoft's command line: where it finds the other files. The importer
/// supplies the environment and the connector's id.
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

impl Connector {
    /// The files of its folder, with the settings for paconn.
    #[must_use]
    pub fn files(&self) -> Vec<File> {
        vec![
            File::text(SETTINGS.api_definition, print(&self.definition)),
            File::text(SETTINGS.api_properties, print(&self.properties)),
            File::text("settings.json", print(&SETTINGS)),
            File { name: SETTINGS.icon, bytes: self.icon.clone() },
            File::text("readme.md", self.readme.clone()),
        ]
    }
}
