use std::error::Error;
use std::process::ExitCode;

use clap::Args;

use super::BlueprintSettings;
use crate::connector::{self, Variant, listing};

/// Prints the reference page.
#[derive(Args, Debug)]
pub struct Reference {
    /// For which product
    #[arg(long, value_name = "VARIANT", default_value = "power-platform")]
    variant: Variant,

    #[command(flatten)]
    blueprint: BlueprintSettings,
}

impl Reference {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        let blueprint = self.blueprint.blueprint(self.variant);
        let definition = connector::definition(&blueprint)?;
        let page = power_platform::reference(
            &definition,
            &connector::properties(&blueprint),
            Some(listing::CALL_LIMIT),
        );
        super::super::print(&page);
        Ok(ExitCode::SUCCESS)
    }
}
