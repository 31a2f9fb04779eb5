mod check;
mod export;
mod package;
mod reference;

use std::error::Error;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::connector::{Blueprint, Publisher, Variant};
use power_platform::{BrandColor, PublicUrl};

/// Works on connectors.
#[derive(Debug, Subcommand)]
pub enum Connector {
    /// Write a connector folder: definition, properties, settings, icon, readme
    Export(export::Export),
    /// Check connector folders or definition files against Power Platform's rules, offline
    Check(check::Check),
    /// Write a Power Platform solution that imports the connector
    Package(package::Package),
    /// Print the connector's reference page as Markdown
    Reference(reference::Reference),
}

impl Connector {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        match self {
            Self::Export(export) => export.run(),
            Self::Check(check) => Ok(check.run()),
            Self::Package(package) => package.run(),
            Self::Reference(reference) => reference.run(),
        }
    }
}

/// What connectors are made of, whatever becomes of them.
#[derive(Args, Debug)]
struct BlueprintSettings {
    /// Where the facade is reachable: scheme, host, base path
    #[arg(
        long,
        env = "PROWFM_PUBLIC_URL",
        value_name = "URL",
        default_value = "https://prowfm-auth.example.com"
    )]
    public_url: PublicUrl,

    /// Who publishes the connector
    #[arg(long, value_name = "NAME", default_value_t)]
    publisher: Publisher,

    /// The colour behind the icon
    #[arg(long, value_name = "#RRGGBB", default_value_t)]
    brand_color: BrandColor,

    /// The facade asks for an API key
    #[arg(long)]
    with_api_key: bool,

    /// The facade has a default tenant, so that actions of Logic Apps need not name one
    #[arg(long)]
    with_default_tenant: bool,
}

impl BlueprintSettings {
    fn blueprint(self, variant: Variant) -> Blueprint {
        Blueprint {
            variant,
            public_url: self.public_url,
            with_api_key: self.with_api_key,
            with_default_tenant: self.with_default_tenant,
            publisher: self.publisher,
            brand_color: self.brand_color,
        }
    }
}
