use askama::Template;

use super::field::{Action, Field};
use super::paths::{self, link};
use super::try_it::Form;
use super::{ASSETS, Assets, Facts, PageError, ROOT, operations, rendered};
use crate::api::{self, API_KEY_HEADER, VANITY_URL_HEADER};
use crate::connector::listing;
use crate::throttle::Rate;
use power_platform::swagger::Document;

#[derive(Template)]
#[template(path = "start.html", config = "src/page/askama.toml")]
struct Start<'a> {
    root: &'static str,
    assets: &'a Assets,
    facts: &'a Facts<'a>,
    operations: Vec<Line<'a>>,
    /// The action that gets the first token.
    first: Option<&'a Action>,
    form: Option<Form<'a>>,
}

/// An operation in one line.
struct Line<'a> {
    id: &'a str,
    method: &'static str,
    path: &'a str,
    summary: &'a str,
}

/// The start page of a facade with this definition, and with the operations of the lowered document.
///
/// # Errors
///
/// [`PageError`], independent of the input.
pub fn start(
    facts: &Facts<'_>,
    definition: &Document,
    lowered: &Document,
) -> Result<String, PageError> {
    let actions = Action::all(definition);
    let form = Form::new(facts, &actions);
    let operations = operations(lowered).map(|(method, path, operation)| Line {
        id: &operation.operation_id,
        method,
        path,
        summary: &operation.summary,
    });
    let operations = operations.collect();
    rendered(&Start {
        root: ROOT,
        assets: &ASSETS,
        facts,
        operations,
        first: actions.first(),
        form,
    })
}

impl Start<'_> {
    fn first(&self) -> Option<&Action> {
        self.first
    }

    /// The JSON body of a call, with a placeholder for each field.
    fn example_body(&self) -> String {
        let fields = self.first().map(|action| action.fields.as_slice()).unwrap_or_default();
        let lines: Vec<_> = fields.iter().map(|f| format!("  \"{}\": \"…\"", f.name)).collect();
        format!("{{\n{}\n}}", lines.join(",\n"))
    }

    /// A curl command that keeps the body, with its secrets, out of the shell's history.
    fn example_call(&self) -> String {
        let path = self.first().map(|action| action.path.as_str()).unwrap_or_default();
        // This character would end the shell's quotes, and every address can do without it.
        let url = self.facts.url(path).replace('\'', "%27");
        let mut call = format!("curl -s '{url}' \\\n");
        if self.facts.asks_for_key {
            call += &format!("  -H '{API_KEY_HEADER}: KEY' \\\n");
        }
        if self.facts.default_tenant.is_none() {
            call +=
                &format!("  -H '{VANITY_URL_HEADER}: {}' \\\n", listing::VANITY_URL_DESCRIPTION);
        }
        call + "  -H 'Content-Type: application/json' -d @credentials.json"
    }

    /// The same with the account in headers. curl asks for the password, and reads the client from a file.
    fn example_of_connection(&self) -> String {
        let operation = self.operations.iter().find(|line| line.id == api::CONNECTION_ID);
        let url = self.facts.url(operation.map_or("", |line| line.path)).replace('\'', "%27");
        format!("curl -s -u USERNAME -H @client.txt '{url}'")
    }
}

/// The names of fields, as the script splits them.
fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// The length of a throttle's window, in words.
fn window(rate: &Rate) -> String {
    let (seconds, milliseconds) = (rate.window.as_secs(), rate.window.as_millis());
    match seconds {
        _ if !milliseconds.is_multiple_of(1000) => format!("{milliseconds} milliseconds"),
        1 => "second".to_owned(),
        _ => format!("{seconds} seconds"),
    }
}
