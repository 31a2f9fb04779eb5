use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::check::CheckError;
use crate::check::source::Source;

// Lower case: names are compared without regard to case, as on Windows and macOS.
const DEFINITION: &str = "apidefinition.swagger.json";
const PROPERTIES: &str = "apiproperties.json";
/// The settings of paconn, Microsoft's command line for connectors.
const SETTINGS: &str = "settings.json";
const README: &str = "readme.md";
const ICON: &str = "icon.png";

/// The files of a connector that exist.
pub(crate) struct Folder {
    pub path: PathBuf,
    /// Whether missing files are a fault: they are not if the path is a single file.
    pub is_directory: bool,
    pub definition: Option<Source>,
    pub properties: Option<Source>,
    pub settings: Option<Source>,
    pub icon: Option<Source>,
    pub readme: Option<Source>,
}

impl Folder {
    /// Reads a folder, or a single file.
    pub fn open(path: &Path) -> Result<Self, CheckError> {
        let unreadable = |error: io::Error| CheckError::Unreadable(path.to_owned(), error);
        let kind = fs::metadata(path).map_err(unreadable)?;
        if !kind.is_dir() && !kind.is_file() {
            return Err(unreadable(io::Error::other("it is not a regular file")));
        }
        let mut folder = Self {
            path: path.to_owned(),
            is_directory: kind.is_dir(),
            definition: None,
            properties: None,
            settings: None,
            icon: None,
            readme: None,
        };
        if !folder.is_directory {
            let source = Source::read(path).map_err(unreadable)?;
            if looks_like_properties(&source.bytes) {
                folder.properties = Some(source);
            } else {
                folder.definition = Some(source);
            }
            return Ok(folder);
        }
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let slot = match name.as_str() {
                DEFINITION => &mut folder.definition,
                PROPERTIES => &mut folder.properties,
                SETTINGS => &mut folder.settings,
                ICON => &mut folder.icon,
                README => &mut folder.readme,
                _ => continue,
            };
            let file = entry.path();
            // Opening a pipe would block until it is written to.
            if !fs::metadata(&file).is_ok_and(|metadata| metadata.is_file()) {
                continue;
            }
            let source =
                Source::read(&file).map_err(|error| CheckError::Unreadable(file.clone(), error))?;
            *slot = Some(source);
        }
        if folder.definition.is_none() && folder.properties.is_none() {
            return Err(CheckError::NoConnector(path.to_owned()));
        }
        Ok(folder)
    }

    /// The files that have lines.
    pub fn texts(&self) -> impl Iterator<Item = &Source> {
        self.sources().chain(&self.readme)
    }

    /// The files that are parsed as JSON.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        [&self.definition, &self.properties, &self.settings].into_iter().flatten()
    }
}

/// Whether a single file, which may be invalid JSON, is meant as properties and not as a
/// definition.
fn looks_like_properties(bytes: &[u8]) -> bool {
    let has = |key: &str| {
        let quoted = format!("\"{key}\"");
        bytes.windows(quoted.len()).any(|window| window == quoted.as_bytes())
    };
    let definition = ["swagger", "openapi", "paths"].iter().any(|key| has(key));
    let properties = ["iconBrandColor", "connectionParameters", "policyTemplateInstances"];
    !definition && properties.iter().any(|key| has(key))
}
