use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Deserializer, de};

use super::Deny;
use super::problem::Problem;
use super::selection::{self, Selector};
use crate::check::{Finding, Gate};

/// The name of the file, which is looked for in the current folder and those around it.
const NAME: &str = "connector-check.toml";

/// The settings of a check that stay from run to run.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Config {
    #[serde(rename = "for", deserialize_with = "parsed")]
    pub gate: Option<Gate>,
    pub deny: Option<Deny>,
    #[serde(deserialize_with = "all_parsed")]
    pub ignore: Vec<Selector>,
    #[serde(deserialize_with = "all_parsed")]
    pub select: Vec<Selector>,
    /// Relative to the file.
    pub baseline: Option<PathBuf>,
    /// Rules that are ignored in a folder, by its path from the file or a glob.
    folders: BTreeMap<String, InFolder>,
    /// The folder of the file.
    #[serde(skip)]
    pub home: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InFolder {
    #[serde(deserialize_with = "all_parsed")]
    ignore: Vec<Selector>,
}

/// Rules that are ignored in some folders, ready to be asked.
pub struct Ignores {
    home: PathBuf,
    folders: Vec<(GlobSet, Vec<Selector>)>,
}

impl Config {
    /// Reads this file, or else the nearest one from the current folder upwards, if there is one.
    pub fn find(named: Option<&Path>) -> Result<Self, Problem> {
        if let Some(path) = named {
            return Self::read(path);
        }
        let here = std::path::absolute(".").unwrap_or_default();
        let nearest = here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file());
        nearest.map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    fn read(path: &Path) -> Result<Self, Problem> {
        let unreadable = |error| Problem::Unreadable(path.to_owned(), error);
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let invalid = |error| Problem::Config(path.to_owned(), Box::new(error));
        let mut config: Self = toml::from_str(&text).map_err(invalid)?;
        let path = std::path::absolute(path).map_err(unreadable)?;
        path.parent().unwrap_or(Path::new("/")).clone_into(&mut config.home);
        Ok(config)
    }

    /// # Errors
    ///
    /// If a folder is not a glob.
    pub fn ignores(&self) -> Result<Ignores, Problem> {
        let folders = self.folders.iter().map(|(folder, here)| {
            let folder = folder.trim_end_matches('/');
            let set = globs(folder).map_err(|error| Problem::Folder(folder.to_owned(), error))?;
            Ok((set, here.ignore.clone()))
        });
        Ok(Ignores { home: self.home.clone(), folders: folders.collect::<Result<_, Problem>>()? })
    }
}

/// A folder, and all that is in it.
fn globs(folder: &str) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    set.add(Glob::new(folder)?).add(Glob::new(&format!("{folder}/**"))?);
    set.build()
}

impl Ignores {
    pub fn ignore(&self, finding: &Finding) -> bool {
        if self.folders.is_empty() {
            return false;
        }
        let path = from(&self.home, &finding.path);
        let mut here = self.folders.iter().filter(|(folder, _)| folder.is_match(&path));
        here.any(|(_, rules)| selection::name(rules, finding.rule))
    }
}

/// A path as seen from a folder; the path itself if it is not below it.
pub fn from(home: &Path, path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_: io::Error| path.to_owned());
    absolute.strip_prefix(home).map_or_else(|_| path.to_owned(), Path::to_owned)
}

fn parsed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Gate>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(de::Error::custom)
}

fn all_parsed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Selector>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(de::Error::custom)).collect()
}
