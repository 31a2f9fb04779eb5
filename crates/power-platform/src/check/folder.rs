use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::check::error::CheckError;
use crate::check::solution::{Assembly, Packed};
use crate::check::source::Source;

// Lower case: names are compared without regard to case, as on Windows and macOS.
pub(crate) const DEFINITION: &str = "apidefinition.swagger.json";
pub(crate) const PROPERTIES: &str = "apiproperties.json";
/// The settings of paconn, Microsoft's command line for connectors.
const SETTINGS: &str = "settings.json";
const README: &str = "readme.md";
const ICON: &str = "icon.png";
const SCRIPT: &str = "script.csx";

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
    /// Whether there is custom code.
    pub has_script: bool,
    /// What the properties are put together from, if the connector is part of a solution.
    pub assembly: Option<Assembly>,
}

impl Folder {
    /// Reads a folder, or a single file.
    pub fn open(path: &Path) -> Result<Self, CheckError> {
        let unreadable = |error: io::Error| CheckError::Unreadable(path.to_owned(), error);
        let kind = fs::metadata(path).map_err(unreadable)?;
        if !kind.is_dir() && !kind.is_file() {
            return Err(unreadable(io::Error::other("it is not a regular file")));
        }
        if !kind.is_dir() {
            return Ok(Self::single(Source::read(path).map_err(unreadable)?));
        }
        let mut folder = Self { is_directory: true, ..Self::empty(path) };
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().to_lowercase();
            let slot = match name.as_str() {
                DEFINITION => &mut folder.definition,
                PROPERTIES => &mut folder.properties,
                SETTINGS => &mut folder.settings,
                ICON => &mut folder.icon,
                README => &mut folder.readme,
                SCRIPT => {
                    folder.has_script = true;
                    continue;
                }
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

    /// A single file, which is taken for properties or a definition by its content.
    pub fn single(source: Source) -> Self {
        let mut folder = Self::empty(&source.path);
        let slot = if looks_like_properties(&source.bytes) {
            &mut folder.properties
        } else {
            &mut folder.definition
        };
        *slot = Some(source);
        folder
    }

    /// A connector of a solution. Its properties are still to be put together.
    pub fn packed(packed: Packed) -> Self {
        let mut folder = Self::empty(&packed.path);
        folder.definition = Some(packed.definition);
        folder.assembly = Some(packed.properties);
        folder
    }

    fn empty(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            is_directory: false,
            definition: None,
            properties: None,
            settings: None,
            icon: None,
            readme: None,
            has_script: false,
            assembly: None,
        }
    }

    /// The files that have lines.
    pub fn texts(&self) -> impl Iterator<Item = (&Path, Cow<'_, str>)> {
        let assembled = self.assembly.as_ref().into_iter().flat_map(Assembly::files);
        let sources = self.parsed().chain(&self.readme).chain(assembled);
        sources.filter_map(|source| Some((source.path.as_path(), source.text().ok()?)))
    }

    /// The files that are parsed as JSON.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        let assembled = self.assembly.as_ref().into_iter().flat_map(Assembly::files);
        let is_file = |source: &&Source| self.assembly.is_none() || !self.is_properties(source);
        self.parsed().filter(is_file).chain(assembled)
    }

    fn parsed(&self) -> impl Iterator<Item = &Source> {
        [&self.definition, &self.properties, &self.settings].into_iter().flatten()
    }

    fn is_properties(&self, source: &Source) -> bool {
        self.properties.as_ref().is_some_and(|properties| properties.path == source.path)
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
