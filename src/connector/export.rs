//! The files of the connector's folder. Pure functions: the command writes the files.

mod icon;
mod logic_apps;
mod readme;

use power_platform::{Connector, File};

use super::options::{ConnectorOptions, Variant};
use super::{DefinitionError, definition, properties};

pub use icon::icon;
pub use logic_apps::{TEMPLATE, WORKFLOW_CONSUMPTION, WORKFLOW_STANDARD};

/// The connector with its icon and readme.
///
/// # Errors
///
/// [`DefinitionError`], independent of the options.
pub fn connector(options: &ConnectorOptions) -> Result<Connector, DefinitionError> {
    let definition = definition(options)?;
    Ok(Connector {
        properties: properties(options),
        icon: icon(options.kind, options.brand_color),
        readme: readme::readme(options, &definition),
        definition,
    })
}

/// All files of the connector's folder.
///
/// # Errors
///
/// [`DefinitionError`], independent of the options.
pub fn files(options: &ConnectorOptions) -> Result<Vec<File>, DefinitionError> {
    let connector = connector(options)?;
    let mut files = connector.files();
    if options.variant == Variant::LogicApps {
        files.extend(logic_apps::files(options, &connector.definition)?);
    }
    Ok(files)
}

/// The additional files for Logic Apps: a template that makes a custom connector of the definition, and
/// a workflow for each plan.
///
/// # Errors
///
/// [`DefinitionError`], independent of the options.
pub fn logic_apps_files(options: &ConnectorOptions) -> Result<[File; 3], DefinitionError> {
    logic_apps::files(options, &definition(options)?)
}
