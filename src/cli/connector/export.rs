use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::BlueprintSettings;
use crate::connector::{Variant, export};

/// Writes a connector folder.
#[derive(Args, Debug)]
pub struct Export {
    /// The folder; it is made if it is not there, and files of the same names are replaced
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// For which product
    #[arg(long, value_name = "VARIANT", default_value = "power-platform")]
    variant: Variant,

    #[command(flatten)]
    blueprint: BlueprintSettings,
}

impl Export {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let files = export::files(&self.blueprint.blueprint(self.variant))?;
        let cannot =
            |path: &PathBuf, error| format!("{} cannot be written: {error}", path.display());
        fs::create_dir_all(&self.folder).map_err(|error| cannot(&self.folder, error))?;
        for file in files {
            let path = self.folder.join(file.name);
            fs::write(&path, file.bytes).map_err(|error| cannot(&path, error))?;
            super::super::explain(format_args!("{}", path.display()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
