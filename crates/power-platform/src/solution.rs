//! A Power Platform solution: a zip that imports the connector. Identical input makes identical
//! bytes; a second import updates the first, because the connector's id follows from its name.

mod archive;
mod certification;
mod contents;
mod host;
mod manifest;
mod options;

use askama::Template;
use thiserror::Error;
use zip::result::ZipError;

pub use certification::{FlowSolution, InvalidFlowSolution, certification_package};
pub use contents::{Contents, ReadError};
pub use options::{
    HostVariable, InvalidPrefix, InvalidVariable, InvalidVersion, PublisherPrefix, Solution,
    SolutionVersion,
};

use archive::archive;
use manifest::{ContentTypesXml, CustomizationsXml, Names, SolutionXml, VariableXml};

/// A solution that cannot be made.
#[derive(Debug, Error)]
pub enum PackageError {
    /// The names in the solution follow from the title, which has nothing that names may consist of.
    #[error("the title of the definition has no ASCII letter or digit")]
    NoName,
    /// There is no host that an environment variable could replace.
    #[error("the definition has no host for the environment variable")]
    NoHost,
    /// The variable would not be part of the solution of this publisher.
    #[error("the name of the host variable must start with the publisher's prefix, {0}_")]
    OtherPrefix(PublisherPrefix),
    /// Certification asks for an introduction.
    #[error("the folder has neither intro.md nor readme.md, which certification asks for")]
    NoIntroduction,
    /// A solution for certification has nothing but the connector.
    #[error("certification needs the host itself, not an environment variable")]
    VariableForCertification,
    /// A template of the manifest failed, independent of the connector.
    #[error("the manifest of the solution cannot be written")]
    Manifest(#[from] askama::Error),
    /// The zip is too large for its format.
    #[error("the zip of the solution cannot be written")]
    Zip(#[from] ZipError),
}

/// The bytes of a zip that imports the connector as an unmanaged solution.
///
/// # Errors
///
/// [`PackageError::NoName`], depending on the title, and others about the variable for the host.
pub fn package(
    connector: impl Into<Contents>,
    solution: &Solution,
) -> Result<Vec<u8>, PackageError> {
    let contents = connector.into();
    let names = Names::new(&contents, solution)?;
    let definition = match &solution.host_variable {
        None => contents.definition.clone(),
        Some(variable) if variable.is_of(&solution.prefix) => {
            host::replaced(&contents.definition, variable)?
        }
        Some(_) => return Err(PackageError::OtherPrefix(solution.prefix.clone())),
    };
    let text = |text: &String| text.clone().into_bytes();
    // Elements in the order of exported solutions, the ends of the files' names, and the files.
    let parts = [
        ("openapidefinition", "openapidefinition.json", Some(definition.into_bytes())),
        ("connectionparameters", "connectionparameters.json", Some(text(&contents.parameters))),
        (
            "connectionparametersets",
            "connectionparametersets.json",
            contents.parameter_sets.as_ref().map(text),
        ),
        ("policytemplateinstances", "policytemplateinstances.json", Some(text(&contents.policies))),
        ("customcodeblobcontent", "customcodeblobcontent.csx", contents.script.clone()),
        ("iconblob", "iconblob.Png", contents.icon.clone()),
    ];
    let (mut paths, mut files) = (Vec::new(), Vec::new());
    for (element, end, bytes) in parts {
        if let Some(bytes) = bytes {
            paths.push((element, names.file(end)));
            files.push((names.file(end), bytes));
        }
    }
    if let Some(variable) = &solution.host_variable {
        let name = format!("environmentvariabledefinitions/{variable}");
        let xml = VariableXml { variable, host: &contents.host, version: &solution.version };
        let file = format!("{name}/environmentvariabledefinition.xml");
        files.push((file, xml.render()?.into_bytes()));
    }
    let mut extensions = vec!["xml", "json"];
    extensions.extend(contents.script.is_some().then_some("csx"));
    extensions.extend(contents.icon.is_some().then_some("Png"));
    let xml = [
        ("[Content_Types].xml", ContentTypesXml { extensions: &extensions }.render()?),
        ("solution.xml", SolutionXml { solution, names: &names, contents: &contents }.render()?),
        (
            "customizations.xml",
            CustomizationsXml { names: &names, contents: &contents, paths: &paths }.render()?,
        ),
    ];
    let xml = xml.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    Ok(archive(xml.into_iter().chain(files))?)
}
