mod init;
mod input;
mod report;

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{explain, print};
use crate::config::Config;
use crate::generate::GenerateError;
use crate::{Connector, PublicUrl};

pub use init::Init;
use report::Amount;

/// Writes a connector folder from an OpenAPI document.
///
/// What a connector cannot say is refused at its place, all of it in one go. What changes no call is
/// left out with a note, and where a text is missing, a name takes its place.
#[derive(Args, Debug)]
pub struct Generate {
    /// The OpenAPI 3.0 or 3.1 document in JSON or YAML: a file, a URL on this machine, or - for stdin
    #[arg(value_name = "OPENAPI")]
    document: String,

    /// The folder to write the connector to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// What the document does not say (write a first version with power-connector init)
    #[arg(long, value_name = "connector.toml")]
    config: Option<PathBuf>,

    /// The address of the service, instead of that in the document
    #[arg(long, value_name = "URL")]
    address: Option<PublicUrl>,

    /// Replace what a connector cannot say by something that permits more
    #[arg(long)]
    lossy: bool,

    /// List each note, not only their number
    #[arg(long)]
    notes: bool,
}

impl Generate {
    /// Writes the folder, and what the connector does not say to stderr.
    ///
    /// # Errors
    ///
    /// If the document cannot become a connector, or the folder cannot be written.
    pub fn run(self) -> Result<(), Box<dyn Error>> {
        let amount = if self.notes { Amount::Each } else { Amount::Number };
        let mut builder = Connector::from_openapi(&input::read(&self.document)?)?.lossy(self.lossy);
        if let Some(path) = &self.config {
            let config = read_config(path)?;
            if let Some(icon) = &config.icon {
                let icon = path.parent().unwrap_or(Path::new("")).join(icon);
                builder = builder.icon(fs::read(&icon).map_err(|error| at(&icon, &error))?);
            }
            builder = builder.config(config);
        }
        if let Some(address) = self.address {
            builder = builder.address(address);
        }
        let generated =
            builder.build().map_err(|error| refusal(error, self.config.as_deref(), amount))?;
        fs::create_dir_all(&self.out).map_err(|error| at(&self.out, &error))?;
        for file in generated.connector.files() {
            let path = self.out.join(file.name);
            fs::write(&path, file.bytes).map_err(|error| at(&path, &error))?;
        }
        explain(format_args!(
            "{}{}",
            report::text(&generated.findings, amount),
            self.out.display()
        ));
        Ok(())
    }
}

fn at(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn read_config(path: &Path) -> Result<Config, String> {
    let text = fs::read_to_string(path).map_err(|error| at(path, &error))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The reasons why there is no connector.
fn refusal(error: GenerateError, config: Option<&Path>, amount: Amount) -> Box<dyn Error> {
    match error {
        GenerateError::Refused(findings) => {
            explain(format_args!("{}", report::text(&findings, amount).trim_end()));
            "there is no connector; see the errors above".into()
        }
        GenerateError::Config(faults) => {
            let file = config.unwrap_or(Path::new("connector.toml")).display();
            let lines = faults.iter().map(|fault| format!("{file}: {fault}"));
            lines.collect::<Vec<_>>().join("\nerror: ").into()
        }
    }
}

/// Prints the JSON schema of `connector.toml`, for editors.
#[derive(Args, Debug)]
pub struct Schema {}

impl Schema {
    /// Prints the schema to stdout.
    pub fn run(&self) {
        print(&schema());
    }
}

/// The JSON schema of `connector.toml`.
#[must_use]
pub fn schema() -> String {
    crate::print(&schemars::schema_for!(Config))
}
