use std::fs;
use std::path::{Path, PathBuf};

use super::CheckError;
use super::source::Source;

/// The name of the definition.
pub const DEFINITION: &str = "apiDefinition.swagger.json";
/// The name of the properties.
pub const PROPERTIES: &str = "apiProperties.json";
/// The name of paconn's settings.
pub const SETTINGS: &str = "settings.json";
/// The name of the icon.
pub const ICON: &str = "icon.png";

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
    /// Reads a folder, or a single file as the definition, or as the properties if it is named so.
    pub fn open(path: &Path) -> Result<Self, CheckError> {
        let unreadable = |error| CheckError::Unreadable(path.to_owned(), error);
        let mut folder = Self {
            path: path.to_owned(),
            whole: fs::metadata(path).map_err(unreadable)?.is_dir(),
            definition: None,
            properties: None,
            settings: None,
            icon: None,
            readme: None,
        };
        if !folder.whole {
            let source = Some(Source::new(path, fs::read(path).map_err(unreadable)?));
            let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase());
            if name.is_some_and(|name| name.contains("apiproperties")) {
                folder.properties = source;
            } else {
                folder.definition = source;
            }
            return Ok(folder);
        }
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let slot = match name.as_str() {
                DEFINITION => &mut folder.definition,
                PROPERTIES => &mut folder.properties,
                SETTINGS => &mut folder.settings,
                ICON => &mut folder.icon,
                name if name.eq_ignore_ascii_case("readme.md") => &mut folder.readme,
                _ => continue,
            };
            let file = entry.path();
            let bytes =
                fs::read(&file).map_err(|error| CheckError::Unreadable(file.clone(), error))?;
            *slot = Some(Source::new(&file, bytes));
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
