//! What Partner Center takes for certification: a zip with `intro.md` and `package.zip`, which has
//! the solution of the connector and that of a flow with it in `PkgAssets`. The structure is that of
//! Microsoft's `ConnectorPackageValidator.ps1` (microsoft/PowerPlatformConnectors, `scripts`).

use std::io::{Cursor, Read};

use askama::Template;
use thiserror::Error;
use zip::ZipArchive;

use super::archive::archive;
use super::manifest::{ContentTypesXml, ImportConfigXml, Names};
use super::{Contents, PackageError, Solution, package};

/// Maximum size of the manifest that is read from a solution, in bytes.
const MAX_MANIFEST: u64 = 1_000_000;

/// An exported solution of a flow that uses the connector.
#[derive(Clone, Debug)]
pub struct FlowSolution(Vec<u8>);

/// A zip that is not such a solution.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidFlowSolution {
    /// It is not a solution at all.
    #[error(
        "it is not a solution: a zip with [Content_Types].xml, solution.xml, customizations.xml"
    )]
    NoSolution,
    /// It has no flow, or not the connector.
    #[error("it must contain the flow and the connector: the folders Workflows and Connector")]
    Incomplete,
    /// Certification takes unmanaged solutions.
    #[error("it is managed; export it as unmanaged")]
    Managed,
}

impl FlowSolution {
    /// Takes an exported solution.
    ///
    /// # Errors
    ///
    /// [`InvalidFlowSolution`], if Partner Center would refuse it.
    pub fn new(zip: Vec<u8>) -> Result<Self, InvalidFlowSolution> {
        let no_solution = |_| InvalidFlowSolution::NoSolution;
        let mut archive = ZipArchive::new(Cursor::new(&zip)).map_err(no_solution)?;
        let mut names = Vec::new();
        for index in 0..archive.len() {
            let file = archive.by_index_raw(index).map_err(no_solution)?;
            names.push(file.name().map_err(no_solution)?.replace('\\', "/"));
        }
        let has = |name: &&str| names.iter().any(|known| known == name);
        let has_folder = |name: &&str| names.iter().any(|known| known.starts_with(name));
        if !["[Content_Types].xml", "solution.xml", "customizations.xml"].iter().all(has) {
            return Err(InvalidFlowSolution::NoSolution);
        }
        if !["Workflows/", "Connector/"].iter().all(has_folder) {
            return Err(InvalidFlowSolution::Incomplete);
        }
        let mut manifest = String::new();
        let file = archive.by_name("solution.xml").map_err(no_solution)?;
        let read = file.take(MAX_MANIFEST).read_to_string(&mut manifest);
        read.map_err(|_| InvalidFlowSolution::NoSolution)?;
        if !manifest.contains("<Managed>0</Managed>") {
            return Err(InvalidFlowSolution::Managed);
        }
        Ok(Self(zip))
    }
}

/// The bytes of the zip for Partner Center. Without the solution of a flow it is incomplete.
///
/// # Errors
///
/// As for [`package`], and if there is no introduction or a variable for the host.
pub fn certification_package(
    connector: impl Into<Contents>,
    solution: &Solution,
    flow: Option<&FlowSolution>,
) -> Result<Vec<u8>, PackageError> {
    let contents = connector.into();
    if solution.host_variable.is_some() {
        return Err(PackageError::VariableForCertification);
    }
    let introduction = contents.introduction.clone().ok_or(PackageError::NoIntroduction)?;
    let name = Names::new(&contents, solution)?.solution;
    let mut solutions = vec![(format!("{name}.zip"), package(contents, solution)?)];
    solutions.extend(flow.map(|flow| (format!("{name}Flow.zip"), flow.0.clone())));
    let names: Vec<_> = solutions.iter().map(|(name, _)| name.as_str()).collect();
    let xml = [
        ("[Content_Types].xml", ContentTypesXml { extensions: &["xml", "zip"] }.render()?),
        ("PkgAssets/ImportConfig.xml", ImportConfigXml { solutions: &names }.render()?),
    ];
    let xml = xml.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    let assets = solutions.into_iter().map(|(name, zip)| (format!("PkgAssets/{name}"), zip));
    let inner = archive(xml.into_iter().chain(assets))?;
    Ok(archive([("intro.md".to_owned(), introduction), ("package.zip".to_owned(), inner)])?)
}
