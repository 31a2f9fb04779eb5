use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::properties::ApiProperties;
use crate::swagger::Document;
use crate::{CallLimit, File, print, reference};

const DEFINITION: &str = "apiDefinition.swagger.json";
const PROPERTIES: &str = "apiProperties.json";
const SETTINGS: &str = "settings.json";
const ICON: &str = "icon.png";
const README: &str = "readme.md";

/// A custom connector: the content of its folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Connector {
    /// `apiDefinition.swagger.json`: operations, fields and texts.
    pub definition: Document,
    /// `apiProperties.json`: connection parameters, policies, publisher.
    pub properties: ApiProperties,
    /// `icon.png`: the image that designers show.
    pub icon: Vec<u8>,
    /// `readme.md`: what certification asks for in words. May be empty.
    pub readme: String,
}

/// A folder that cannot be opened as a connector.
#[derive(Debug, Error)]
pub enum OpenError {
    /// A file is missing or cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(PathBuf, #[source] io::Error),
    /// A file is not JSON, or holds something that would be lost: the models of definition and
    /// properties do not cover all of Swagger 2.0 yet.
    #[error("{0} holds something that this version does not support")]
    Unsupported(PathBuf, #[source] serde_json::Error),
}

/// `settings.json` of paconn, Microsoft's command line: where it finds the other files. The importer
/// supplies the environment and the connector id.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PaconnSettings {
    api_properties: &'static str,
    api_definition: &'static str,
    icon: &'static str,
    power_apps_url: &'static str,
    power_apps_api_version: &'static str,
}

impl Connector {
    /// Reads a connector folder. The readme may be missing; settings are not read.
    ///
    /// # Errors
    ///
    /// [`OpenError`] for the first file that cannot be used.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let readme = match read(folder, README) {
            Err(OpenError::Unreadable(_, error)) if error.kind() == ErrorKind::NotFound => {
                String::new()
            }
            bytes => String::from_utf8_lossy(&bytes?).into_owned(),
        };
        Ok(Self {
            definition: parse(folder, DEFINITION)?,
            properties: parse(folder, PROPERTIES)?,
            icon: read(folder, ICON)?,
            readme,
        })
    }

    /// The reference page in Markdown, with the throttling limit of the service if it is known.
    #[must_use]
    pub fn reference(&self, limit: Option<CallLimit>) -> String {
        reference::page(&self.definition, &self.properties, limit)
    }

    /// The files of the folder, with the settings for paconn.
    #[must_use]
    pub fn files(&self) -> Vec<File> {
        let settings = PaconnSettings {
            api_properties: PROPERTIES,
            api_definition: DEFINITION,
            icon: ICON,
            power_apps_url: "https://api.powerapps.com",
            power_apps_api_version: "2016-11-01",
        };
        let mut files = vec![
            File::text(DEFINITION, print(&self.definition)),
            File::text(PROPERTIES, print(&self.properties)),
            File::text(SETTINGS, print(&settings)),
            File { name: ICON, bytes: self.icon.clone() },
        ];
        if !self.readme.is_empty() {
            files.push(File::text(README, self.readme.clone()));
        }
        files
    }
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, OpenError> {
    let path = folder.join(name);
    fs::read(&path).map_err(|error| OpenError::Unreadable(path, error))
}

fn parse<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<T, OpenError> {
    let bytes = read(folder, name)?;
    serde_json::from_slice(&bytes).map_err(|error| OpenError::Unsupported(folder.join(name), error))
}
