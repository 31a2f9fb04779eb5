use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use toml::Value;

use super::super::{explain, print};
use super::input;
use crate::lowering::{Authentication, Lowered, Options, Selection, lower_with};
use crate::openapi::OpenApi;
use crate::swagger::{Document, Operation, Parameter};

/// Writes a first connector.toml for an OpenAPI document, with what is there and what is missing.
#[derive(Args, Debug)]
pub struct Init {
    /// The OpenAPI document: a file, a URL on this machine, or - for stdin
    #[arg(value_name = "OPENAPI")]
    document: String,

    /// The file to write, which must not exist yet; without it, stdout
    #[arg(long, value_name = "connector.toml")]
    out: Option<PathBuf>,
}

impl Init {
    /// Writes the configuration.
    ///
    /// # Errors
    ///
    /// If the document cannot be read, or the file exists.
    pub fn run(self) -> Result<(), Box<dyn Error>> {
        let text = first_version(&input::read(&self.document)?.parse()?)?;
        let Some(path) = &self.out else {
            print(&text);
            return Ok(());
        };
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).open(path);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| super::at(path, &error))?;
        explain(format_args!("{}", path.display()));
        Ok(())
    }
}

/// Maximum number of operations of one connector.
const MAX_OPERATIONS: usize = 256;

fn first_version(openapi: &OpenApi) -> Result<String, Box<dyn Error>> {
    let mut options = Options { lossy: true, ..Options::default() };
    let mut lowered = lower_with(openapi, &options);
    let is_large = lowered.definition.paths.is_empty();
    if is_large {
        // What does not depend on operations is read with none of them.
        options.only = Some(Selection::new(&[], &["**".to_owned(), "* /**".to_owned()])?);
        lowered = lower_with(openapi, &options);
    }
    let Lowered { definition, authentication, .. } = &lowered;
    let info = &definition.info;
    let mut text = "# What the connector says beside the OpenAPI document.\n".to_owned();
    text += "# The keys are explained by: power-connector schema\n\n";
    text += "# At most 30 characters, without \"API\" or \"connector\".\n";
    text += &key("title", &info.title);
    text += "# 30 to 500 characters.\n";
    text += &key("description", &info.description);
    text += "# Scheme, host and base path.\n";
    text += &key("address", &address(definition));
    text += "publisher = \"\"\n# color = \"#244a6b\"\n# icon = \"icon.png\"\n\n";
    text += "# For certification:\n# stack-owner = \"\"\n# website = \"https://\"\n";
    text += "# privacy-policy = \"https://\"\n# categories = [\"Data\"]\n";
    text += "# test-connection = \"the id of a GET operation\"\n\n[contact]\n";
    text += &key("name", &info.contact.name);
    text += &key("url", &info.contact.url);
    text += &key("email", &info.contact.email);
    text += &connection(authentication.values().next());
    text += "\n[operations]\n# By id, by path, or as \"GET /things/**\".\n";
    if is_large {
        text +=
            &format!("# A connector has at most {MAX_OPERATIONS} operations, so choose some:\n");
    }
    text += "# include = []\n# exclude = []\n";
    for (path, item) in &definition.paths {
        for (method, operation) in item.by_method() {
            text += &action(path, method, operation);
        }
    }
    Ok(text)
}

/// A key with its value, or in a comment if there is none.
fn key(name: &str, value: &str) -> String {
    if value.is_empty() {
        format!("# {name} = \"\"\n")
    } else {
        format!("{name} = {}\n", Value::String(value.to_owned()))
    }
}

fn address(definition: &Document) -> String {
    if definition.host.ends_with(".invalid") {
        return String::new();
    }
    let scheme =
        if definition.schemes == [crate::swagger::Scheme::Http] { "http" } else { "https" };
    format!("{scheme}://{}{}", definition.host, definition.base_path.trim_end_matches('/'))
}

fn connection(authentication: Option<&Authentication>) -> String {
    let lines = match authentication {
        None => "# kind = \"api-key\" # or basic, bearer, oauth2, none\n# header = \"X-API-Key\"\n",
        Some(Authentication::ApiKey(_)) => "kind = \"api-key\" # as the document says\n",
        Some(Authentication::Basic) => "kind = \"basic\"\n",
        Some(Authentication::Bearer) => "kind = \"bearer\"\n",
        Some(Authentication::OAuth2(_)) => {
            "kind = \"oauth2\"\n# The id of the connector as a client of the login service.\n\
             client-id = \"\"\n# scopes = []\n"
        }
    };
    let header = if authentication.is_some() { "\n[connection]\n" } else { "\n# [connection]\n" };
    header.to_owned() + lines
}

/// An operation, with the texts that are missing.
fn action(path: &str, method: &str, operation: &Operation) -> String {
    let place = format!("{} {path}", method.to_uppercase());
    let id = &operation.operation_id;
    let name = if id.is_empty() { &place } else { id };
    let mut text = format!("\n# {place}\n# [actions.{}]\n", Value::String(name.clone()));
    for (key, value) in
        [("id", id), ("summary", &operation.summary), ("description", &operation.description)]
    {
        if value.is_empty() {
            text += &format!("# {key} = \"\"\n");
        }
    }
    for parameter in &operation.parameters {
        if let Parameter::Declared(declared) = parameter
            && let Some(value) = declared.value()
            && value.description.is_empty()
        {
            let name = Value::String(value.name.clone());
            text += &format!("# parameters.{name}.description = \"\"\n");
        }
    }
    text + "# visibility = \"advanced\"\n"
}
