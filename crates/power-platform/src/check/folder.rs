use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::check::CheckError;
use crate::check::source::Source;

// Names are compared in small letters: a file system may not tell the cases apart.
/// The name of the definition.
const DEFINITION: &str = "apidefinition.swagger.json";
/// The name of the properties.
const PROPERTIES: &str = "apiproperties.json";
/// The name of paconn's settings.
const SETTINGS: &str = "settings.json";
/// The name of the readme.
const README: &str = "readme.md";
/// The name of the icon.
const ICON: &str = "icon.png";

/// The files of a connector, as far as they are there.
pub struct Folder {
    /// The path that was asked for.
    pub path: PathBuf,
    /// Whether it is a folder: of a single file nothing is missing.
    pub whole: bool,
    pub definition: Option<Source>,
    pub properties: Option<Source>,
    pub settings: Option<Source>,
    pub icon: Option<Source>,
    /// The readme, whatever the case of its name.
    pub readme: Option<Source>,
}

impl Folder {
    /// Reads a folder, or a single file as what its content looks like.
    pub fn open(path: &Path) -> Result<Self, CheckError> {
        let unreadable = |error: io::Error| CheckError::Unreadable(path.to_owned(), error);
        let kind = fs::metadata(path).map_err(unreadable)?;
        if !kind.is_dir() && !kind.is_file() {
            return Err(unreadable(io::Error::other("it is no regular file")));
        }
        let mut folder = Self {
            path: path.to_owned(),
            whole: kind.is_dir(),
            definition: None,
            properties: None,
            settings: None,
            icon: None,
            readme: None,
        };
        if !folder.whole {
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
            // Opening a pipe would wait for somebody to write into it.
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

    /// The parsed files and their bytes.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        [&self.definition, &self.properties, &self.settings].into_iter().flatten()
    }
}

/// Whether a single file holds the properties of a connector and not its definition.
fn looks_like_properties(bytes: &[u8]) -> bool {
    let has = |key: &str| {
        let quoted = format!("\"{key}\"");
        bytes.windows(quoted.len()).any(|window| window == quoted.as_bytes())
    };
    let definition = ["swagger", "openapi", "paths"].iter().any(|key| has(key));
    let properties = ["iconBrandColor", "connectionParameters", "policyTemplateInstances"];
    !definition && properties.iter().any(|key| has(key))
}
