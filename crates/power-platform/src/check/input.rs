use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::check::error::CheckError;
use crate::check::folder::{DEFINITION, Folder, PROPERTIES};
use crate::check::solution::{self, Packed};
use crate::check::source::Source;

/// The first bytes of a zip.
const ZIP: &[u8] = b"PK\x03\x04";

/// What is checked as one connector.
pub(crate) enum Input {
    Path(PathBuf),
    Packed(Box<Packed>),
    /// A definition or properties that are already read.
    Text(Source),
}

impl Input {
    /// The path that reports name.
    pub fn path(&self) -> &Path {
        match self {
            Self::Path(path) => path,
            Self::Packed(packed) => &packed.path,
            Self::Text(source) => &source.path,
        }
    }

    pub fn open(self) -> Result<Folder, CheckError> {
        match self {
            Self::Path(path) => Folder::open(&path),
            Self::Packed(packed) => Ok(Folder::packed(*packed)),
            Self::Text(source) => Ok(Folder::single(source)),
        }
    }
}

/// What is found at a path, and what of it cannot be read.
#[derive(Default)]
pub(crate) struct Found {
    pub inputs: Vec<Input>,
    pub failures: Vec<CheckError>,
}

/// The connectors at a path: a connector folder, a file, a solution, packed or not, or any folder
/// with some of these in it at any depth. Hidden and git-ignored files are left out, and so are
/// zips that are not named.
pub(crate) fn find(path: &Path) -> Found {
    let mut found = Found::default();
    if let Err(error) = found.add(path) {
        found.failures.push(CheckError::Unreadable(path.to_owned(), error));
    } else if found.inputs.is_empty() && found.failures.is_empty() {
        found.failures.push(CheckError::NoConnector(path.to_owned()));
    }
    found
}

impl Found {
    fn add(&mut self, path: &Path) -> io::Result<()> {
        let kind = fs::metadata(path)?;
        if kind.is_file() && is_zip(path)? {
            self.add_packed(solution::in_zip(path)?);
        } else if kind.is_dir() && !is_connector(path)? {
            self.walk(path);
        } else if let Some(folder) = component_of(path) {
            let mut packed = solution::in_folder(folder)?;
            packed.retain(|one| one.path == path.with_extension(""));
            self.add_packed(packed);
        } else {
            self.inputs.push(Input::Path(path.to_owned()));
        }
        Ok(())
    }

    fn add_packed(&mut self, packed: Vec<Packed>) {
        self.inputs.extend(packed.into_iter().map(|one| Input::Packed(Box::new(one))));
    }

    fn walk(&mut self, root: &Path) {
        let mut solutions: Vec<PathBuf> = Vec::new();
        let walk = WalkBuilder::new(root).require_git(false).sort_by_file_path(Path::cmp).build();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let error = io::Error::other(error.to_string());
                    self.failures.push(CheckError::Unreadable(root.to_owned(), error));
                    continue;
                }
            };
            let path = entry.path();
            let (path, name) = (path.strip_prefix("./").unwrap_or(path), entry.file_name());
            let Some(folder) = path.parent().filter(|_| entry.path().is_file()) else { continue };
            let is_new = self.inputs.last().is_none_or(|last| last.path() != folder);
            if is_file_of_connector(name) && is_new {
                self.inputs.push(Input::Path(folder.to_owned()));
            }
            let is_packed = solution::is_definition(&name.to_string_lossy());
            if is_packed && solutions.last().is_none_or(|last| last != folder) {
                solutions.push(folder.to_owned());
                match solution::in_folder(folder) {
                    Ok(packed) => self.add_packed(packed),
                    Err(error) => {
                        self.failures.push(CheckError::Unreadable(folder.to_owned(), error));
                    }
                }
            }
        }
    }
}

fn is_zip(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(ZIP.len() as u64).read_to_end(&mut start)?;
    Ok(start == ZIP)
}

fn is_connector(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_file_of_connector(&entry.file_name()) && entry.path().is_file() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_file_of_connector(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.eq_ignore_ascii_case(DEFINITION) || name.eq_ignore_ascii_case(PROPERTIES)
}

/// The folder of a connector's XML file as `SolutionPackager` writes it.
fn component_of(path: &Path) -> Option<&Path> {
    let is_xml = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xml"));
    if is_xml { path.parent() } else { None }
}
