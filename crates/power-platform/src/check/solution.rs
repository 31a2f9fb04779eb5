//! Connectors inside solutions: zips, unpacked ones, and those of Microsoft's `SolutionPackager`.

mod assembly;
mod manifest;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::check::source::Source;

pub(crate) use assembly::Assembly;

/// The ends of the names of a connector's files.
const DEFINITION: &str = "_openapidefinition.json";
const PARAMETERS: &str = "_connectionparameters.json";
const PARAMETER_SETS: &str = "_connectionparametersets.json";
const POLICIES: &str = "_policytemplateinstances.json";
/// Where solutions describe themselves and their components: unpacked, and by `SolutionPackager`.
const MANIFESTS: [&str; 2] = ["solution.xml", "other/solution.xml"];
const COMPONENTS: [&str; 2] = ["customizations.xml", "other/customizations.xml"];
/// Maximum number of files that a solution may have.
const MAX_FILES: usize = 10_000;
/// Maximum size of the files that are read from a solution, in bytes.
const MAX_SIZE: usize = 50_000_000;

/// A connector inside a solution.
pub(crate) struct Packed {
    /// The path of its definition without the end.
    pub path: PathBuf,
    pub definition: Source,
    pub properties: Assembly,
}

/// Files of a solution by their names in lower case.
#[derive(Default)]
struct Files {
    by_name: BTreeMap<String, Source>,
    size: usize,
}

impl Files {
    fn add(&mut self, name: &str, source: Source) -> io::Result<()> {
        self.size += source.bytes.len();
        if self.size > MAX_SIZE {
            return Err(io::Error::other("its files are too large for a solution"));
        }
        self.by_name.insert(name.to_ascii_lowercase(), source);
        Ok(())
    }
}

/// Whether this is the name of the definition in a solution.
pub(crate) fn is_definition(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(DEFINITION)
}

/// The connectors in a zip.
pub(crate) fn in_zip(path: &Path) -> io::Result<Vec<Packed>> {
    let mut archive = ZipArchive::new(File::open(path)?).map_err(io::Error::other)?;
    if archive.len() > MAX_FILES {
        return Err(io::Error::other("it has too many files"));
    }
    let mut files = Files::default();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(io::Error::other)?;
        let name = file.name().map_err(io::Error::other)?.replace('\\', "/");
        if is_needed(&name) {
            files.add(&name, Source::read_from(&path.join(&name), file)?)?;
        }
    }
    Ok(connectors(&files.by_name))
}

/// The connectors whose definitions are in this folder of an unpacked solution.
pub(crate) fn in_folder(folder: &Path) -> io::Result<Vec<Packed>> {
    let root = folder.parent().unwrap_or(folder);
    let mut files = Files::default();
    for near in [folder.to_owned(), root.to_owned(), root.join("Other")] {
        let Ok(entries) = fs::read_dir(&near) else { continue };
        for entry in entries.take(MAX_FILES) {
            let path = entry?.path();
            let Ok(below) = path.strip_prefix(root) else { continue };
            let name = below.to_string_lossy().replace('\\', "/");
            if is_needed(&name) && path.is_file() {
                files.add(&name, Source::read(&path)?)?;
            }
        }
    }
    Ok(connectors(&files.by_name))
}

fn is_needed(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ends = [DEFINITION, PARAMETERS, PARAMETER_SETS, POLICIES];
    let is_xml = Path::new(&name).extension().is_some_and(|end| end == "xml");
    let described = MANIFESTS.contains(&&*name) || COMPONENTS.contains(&&*name);
    let of_packager = name.starts_with("connectors/") && is_xml;
    described || of_packager || ends.iter().any(|end| name.ends_with(end))
}

fn connectors(files: &BTreeMap<String, Source>) -> Vec<Packed> {
    let first = |names: &[&str]| names.iter().find_map(|name| files.get(*name));
    let publisher = first(&MANIFESTS).and_then(|source| manifest::publisher(&source.bytes));
    let definitions = files.iter().filter(|(name, _)| is_definition(name));
    let packed = definitions.map(|(name, definition)| {
        let stem = &name[..name.len() - DEFINITION.len()];
        let own = files.get(&format!("{stem}.xml"));
        let described = own.or_else(|| first(&COMPONENTS));
        let simple = stem.rsplit('/').next().unwrap_or(stem);
        let component = described.and_then(|source| manifest::component(&source.bytes, simple));
        let file = |end: &str| files.get(&format!("{stem}{end}"));
        let path = without_end(&definition.path);
        let mut assembly = Assembly::new(described.map_or(&path, |source| &source.path));
        assembly.add_file("connectionParameters", file(PARAMETERS));
        assembly.add_file("connectionParameterSets", file(PARAMETER_SETS));
        assembly.add_policies("policyTemplateInstances", file(POLICIES));
        let component = component.unwrap_or_default();
        assembly.add_json("scriptOperations", component.script_operations.as_deref());
        assembly.add_text("iconBrandColor", component.brand_color.as_deref());
        assembly.add_text("publisher", publisher.as_deref());
        Packed { path, definition: definition.clone(), properties: assembly }
    });
    packed.collect()
}

fn without_end(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.get(..name.len().saturating_sub(DEFINITION.len())).unwrap_or(&name);
    path.with_file_name(stem)
}
