//! The commands of `power-connector`, for any program that parses its command line with clap.
//! Results go to stdout, and what keeps a command from its work to stderr.

mod check;
mod folder;
mod generate;
mod output;
mod rule;

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Subcommand;

pub use check::Check;
pub use folder::{Package, Packaging, Reference};
pub use generate::{Generate, Init, Schema, schema};
pub use rule::Explain;

/// A command of `power-connector`, with its arguments.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a connector folder from an OpenAPI 3.0 or 3.1 document
    Generate(Generate),
    /// Write a first connector.toml for an OpenAPI document
    Init(Init),
    /// Print the JSON schema of connector.toml
    Schema(Schema),
    /// Check connector folders or definition files against Power Platform's rules, offline
    Check(Check),
    /// Explain a rule of the check, or list all rules
    Rule(Explain),
    /// Print the reference page of a connector as Markdown
    Reference(Reference),
    /// Write a Power Platform solution that imports a connector
    Package(Package),
}

impl Command {
    /// Runs the command, and prints the error that ends it.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let outcome = match self {
            Self::Check(check) => return check.run(),
            Self::Rule(rule) => {
                rule.run();
                Ok(())
            }
            Self::Generate(generate) => generate.run(),
            Self::Init(init) => init.run(),
            Self::Schema(schema) => {
                schema.run();
                Ok(())
            }
            Self::Reference(reference) => reference.run(),
            Self::Package(package) => package.run(),
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                explain(format_args!("error: {}", with_causes(error.as_ref())));
                ExitCode::FAILURE
            }
        }
    }
}

/// Prints the result of a command. A closed stdout, as of a pager, is not an error.
fn print(text: &str) {
    let mut stdout = io::stdout();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

fn explain(text: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}

fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}
