use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use power_platform::check::Gate;
use power_platform::cli::{Check, Explain, Packaging};
use power_platform::solution::{Contents, PublisherPrefix};
use power_platform::{BrandColor, PublicUrl};

use super::{explain, print};
use crate::connector::{self, ConnectorOptions, Kind, Publisher, Variant, export, listing};

/// The host of a connector that is made without one.
const PLACEHOLDER: &str = "prowfm-auth.example.com";

#[derive(Debug, Subcommand)]
pub enum Connector {
    /// Write a connector folder: definition, properties, settings, icon, readme
    Export(Export),
    /// Check connector folders or definition files against Power Platform's rules, offline
    Check(Check),
    /// Explain a rule of the check, or list all rules
    Rule(Explain),
    /// Write a Power Platform solution that imports the connector, or anybody's
    Package(Package),
    /// Print the connector's reference page as Markdown
    Reference(Reference),
}

impl Connector {
    pub fn run(self) -> Result<ExitCode, Box<dyn Error>> {
        match self {
            Self::Export(export) => export.run()?,
            Self::Check(check) => return Ok(check.run()),
            Self::Rule(rule) => rule.run(),
            Self::Package(package) => package.run()?,
            Self::Reference(reference) => reference.run()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Args, Debug)]
struct Options {
    /// Where the facade is reachable: scheme, host, base path [default: the placeholder
    /// prowfm-auth.example.com]
    #[arg(long, env = "PROWFM_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,

    /// Who publishes the connector
    #[arg(long, value_name = "NAME", default_value_t)]
    publisher: Publisher,

    /// The colour behind the icon; each connector has one of its own
    #[arg(long, value_name = "#RRGGBB")]
    brand_color: Option<BrandColor>,

    /// The facade asks for an API key
    #[arg(long)]
    with_api_key: bool,

    /// The facade has a default tenant, so that actions of Logic Apps need not name one
    #[arg(long)]
    with_default_tenant: bool,
}

impl Options {
    /// Warns that a connector to import does not lead to a facade yet.
    fn warn_of_placeholder(&self) {
        if self.public_url.is_none() {
            explain(format_args!(
                "warning: without --public-url its host is the placeholder {PLACEHOLDER}: the \
                 connector can be imported, but no call reaches the facade"
            ));
        }
    }

    fn of(self, kind: Kind, variant: Variant) -> Result<ConnectorOptions, Box<dyn Error>> {
        let public_url = match self.public_url {
            Some(url) => url,
            None => format!("https://{PLACEHOLDER}").parse()?,
        };
        Ok(ConnectorOptions {
            kind,
            variant,
            public_url,
            with_api_key: self.with_api_key,
            with_default_tenant: self.with_default_tenant,
            publisher: self.publisher,
            brand_color: self.brand_color.unwrap_or_else(|| kind.brand_color()),
        })
    }
}

/// Which connector, and for which product.
#[derive(Args, Debug)]
struct Which {
    /// The connector: the published one for a product, or one that keeps passwords out of flows
    #[arg(long, value_name = "VARIANT", default_value = "power-platform")]
    variant: VariantName,

    /// With --variant account or profile: the product that the connector is for
    #[arg(long = "for", value_name = "PRODUCT")]
    product: Option<Product>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum VariantName {
    /// Power Automate, Power Apps and Copilot Studio
    PowerPlatform,
    /// The same for certification: with stackOwner and a test of the connection
    Certification,
    /// Azure Logic Apps, which has no policies: the tenant is a field of the action
    LogicApps,
    /// User name, password, client and tenant are in the connection; see --for
    Account,
    /// The account is on the server, and the API key of the connection names it; see --for
    Profile,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Product {
    /// Power Automate, Power Apps and Copilot Studio, which is the default
    PowerPlatform,
    /// The same for certification: with stackOwner and a test of the connection
    Certification,
    /// Azure Logic Apps: the authentication is Basic, tenant and client are fields of the action
    LogicApps,
}

impl Which {
    fn kind_and_variant(&self) -> Result<(Kind, Variant), &'static str> {
        let variant = match self.variant {
            VariantName::PowerPlatform => Variant::PowerPlatform,
            VariantName::Certification => Variant::Certification,
            VariantName::LogicApps => Variant::LogicApps,
            VariantName::Account => return Ok((Kind::Account, self.for_product())),
            VariantName::Profile => return Ok((Kind::Profile, self.for_product())),
        };
        match self.product {
            None => Ok((Kind::Action, variant)),
            Some(_) => Err(
                "--for is for --variant account or profile; --variant names the product otherwise",
            ),
        }
    }

    fn for_product(&self) -> Variant {
        match self.product {
            Some(Product::PowerPlatform) | None => Variant::PowerPlatform,
            Some(Product::Certification) => Variant::Certification,
            Some(Product::LogicApps) => Variant::LogicApps,
        }
    }
}

/// Which connector is packaged. --for says what for.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Packaged {
    /// The published one
    PowerPlatform,
    /// User name, password, client and tenant are in the connection
    Account,
    /// The account is on the server, and the API key of the connection names it
    Profile,
}

/// Writes a connector folder.
#[derive(Args, Debug)]
pub struct Export {
    /// The folder to write. It is created if it does not exist; files of the same names are replaced
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    #[command(flatten)]
    which: Which,

    #[command(flatten)]
    options: Options,
}

impl Export {
    fn run(self) -> Result<(), Box<dyn Error>> {
        let (kind, variant) = self.which.kind_and_variant()?;
        self.options.warn_of_placeholder();
        let files = export::files(&self.options.of(kind, variant)?)?;
        fs::create_dir_all(&self.folder).map_err(|error| cannot_write(&self.folder, &error))?;
        for file in files {
            write(&self.folder.join(file.name), &file.bytes)?;
        }
        Ok(())
    }
}

/// Writes a solution. It is unmanaged: export it from the environment in which it was tried to get a
/// managed one.
#[derive(Args, Debug)]
pub struct Package {
    /// The folder of another connector
    #[arg(value_name = "DIR", requires = "publisher_prefix")]
    folder: Option<PathBuf>,

    /// The prefix of the publisher in Dataverse. The default is for this connector
    #[arg(long, value_name = "PREFIX")]
    publisher_prefix: Option<PublisherPrefix>,

    /// The connector, unless it is in a folder
    #[arg(
        long,
        value_name = "VARIANT",
        default_value = "power-platform",
        conflicts_with = "folder"
    )]
    variant: Packaged,

    #[command(flatten)]
    packaging: Packaging,

    #[command(flatten)]
    options: Options,
}

impl Package {
    fn run(self) -> Result<(), Box<dyn Error>> {
        let own = connector::solution();
        let prefix = self.publisher_prefix.unwrap_or(own.prefix);
        let contents = if let Some(folder) = &self.folder {
            Contents::read(folder)?
        } else {
            let variant = match self.packaging.gate() {
                Gate::Custom | Gate::Solution => Variant::PowerPlatform,
                Gate::Certification => Variant::Certification,
            };
            let kind = match self.variant {
                Packaged::PowerPlatform => Kind::Action,
                Packaged::Account => Kind::Account,
                Packaged::Profile => Kind::Profile,
            };
            self.options.warn_of_placeholder();
            Contents::from(&export::connector(&self.options.of(kind, variant)?)?)
        };
        self.packaging.write(contents, prefix, &own.generated_by)
    }
}

/// Prints the reference page.
#[derive(Args, Debug)]
pub struct Reference {
    #[command(flatten)]
    which: Which,

    #[command(flatten)]
    options: Options,
}

impl Reference {
    fn run(self) -> Result<(), Box<dyn Error>> {
        let (kind, variant) = self.which.kind_and_variant()?;
        let options = self.options.of(kind, variant)?;
        print(&export::connector(&options)?.reference(Some(listing::CALL_LIMIT)));
        Ok(())
    }
}

/// Writes a file and prints its path to stderr.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    fs::write(path, bytes).map_err(|error| cannot_write(path, &error))?;
    explain(format_args!("{}", path.display()));
    Ok(())
}

fn cannot_write(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be written: {error}", path.display())
}
