use crate::connector::listing;
use crate::connector::options::{ConnectorOptions, Variant};
use crate::throttle::Rate;
use power_platform::swagger::{Document, Operation, PathItem};

/// `readme.md` with the headings that certification asks for, out of the same texts as the
/// definition.
pub fn readme(options: &ConnectorOptions, definition: &Document) -> String {
    let connection = match options.variant {
        Variant::PowerPlatform | Variant::Certification => format!(
            "The connection asks for the *{}*: `{}`.{}",
            listing::VANITY_URL_NAME,
            listing::VANITY_URL_DESCRIPTION,
            if options.with_api_key {
                format!(" It also asks for the *{}* of this service.", listing::API_KEY_NAME)
            } else {
                String::new()
            }
        ),
        Variant::LogicApps => format!(
            "Logic Apps has no policies, so that each action has a field *{}*: `{}`{}.{}",
            listing::VANITY_URL_NAME,
            listing::VANITY_URL_DESCRIPTION,
            if options.with_default_tenant {
                "; without it, the service's own tenant is called"
            } else {
                ""
            },
            if options.with_api_key {
                format!(" The *{}* of this service is a field too.", listing::API_KEY_NAME)
            } else {
                String::new()
            }
        ),
    };
    let operations: String = definition
        .paths
        .values()
        .flat_map(PathItem::operations)
        .filter(|operation| operation.x_ms_visibility.is_none())
        .map(operation)
        .collect();
    format!(
        "# {title}

{description}

## Publisher: {publisher}

## Prerequisites

- A user of UKG Pro WFM with the authentication type Basic, best one that is only used by programs.
- The client id and the client secret that were assigned to your tenant.
- This service, reachable at {url}.

## Supported Operations
{operations}
## Obtaining Credentials

Client id and client secret come from UKG, when the tenant is set up or through a support case. They
belong to one tenant: those of a test tenant do not work in production.

{connection}

## Getting Started

Add the action *Get an OAuth access token* and give its output *access_token* to the next action. Get
one token and use it until it expires, instead of one for every call.

Switch on *Secure inputs* and *Secure outputs* in the settings of the action. Otherwise the run history
shows passwords and tokens to everyone who may read it; that a field is masked while you type does not
change that.

In an agent, bind user name, password, client id and client secret to fixed values, so that the agent
never asks a person for them, and keep the token out of the agent's answers.

## Known Issues and Limitations

- At most {calls} calls per {seconds} seconds and connection.
- Users who log in by single sign-on cannot use the password grant.
- A refused call says in `error` and `error_description` what went wrong, and in `hint` what to do.
",
        title = listing::TITLE,
        description = listing::DESCRIPTION,
        publisher = options.publisher,
        url = options.public_url,
        calls = Rate::PUBLISHED.calls,
        seconds = Rate::PUBLISHED.window.as_secs(),
    )
}

fn operation(operation: &Operation) -> String {
    format!("\n### {}\n\n{}\n", operation.summary, operation.description)
}
