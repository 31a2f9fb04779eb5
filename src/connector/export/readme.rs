use crate::connector::options::{ConnectorOptions, Variant};
use crate::connector::{Kind, listing};
use crate::throttle::Rate;
use power_platform::swagger::{Document, Operation, PathItem};

/// `readme.md` with the headings that certification asks for, out of the same texts as the
/// definition.
pub fn readme(options: &ConnectorOptions, definition: &Document) -> String {
    let connection = match options.kind {
        Kind::Action => of_action(options),
        Kind::Account => of_account(options),
        Kind::Profile => of_profile(options),
    };
    let getting_started = match options.kind {
        Kind::Action => STARTING_WITH_THE_ACTION.to_owned(),
        Kind::Account | Kind::Profile => starting_with_a_kept_token(options, definition),
    };
    let (prerequisites, credentials) = match options.kind {
        Kind::Action | Kind::Account => (ACCOUNT_OF_UKG, CLIENT_OF_UKG),
        Kind::Profile => (KEY_OF_THE_SERVICE, KEY_OF_THE_OPERATOR),
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

{prerequisites}- This service, reachable at {url}.

## Supported Operations
{operations}
## Obtaining Credentials

{credentials}
{connection}

## Getting Started

{getting_started}
## Which Connector for Whom

{which}
## Known Issues and Limitations

- At most {calls} calls per {seconds} seconds and connection.
- Users who log in by single sign-on cannot use the password grant.
- A refused call says in `error` and `error_description` what went wrong, and in `hint` what to do.
",
        which = WHICH_CONNECTOR,
        title = options.kind.title(),
        description = options.kind.description(),
        publisher = options.publisher,
        url = options.public_url,
        calls = Rate::PUBLISHED.calls,
        seconds = Rate::PUBLISHED.window.as_secs(),
    )
}

const ACCOUNT_OF_UKG: &str = "\
- A user of UKG Pro WFM with the authentication type Basic, best one that is only used by programs.
- The client id and the client secret that were assigned to your tenant.
";

const KEY_OF_THE_SERVICE: &str = "\
- An API key of this service with a profile, which is an account that the service keeps.
";

const CLIENT_OF_UKG: &str = "\
Client id and client secret come from UKG, when the tenant is set up or through a support case. They
belong to one tenant: those of a test tenant do not work in production.
";

const KEY_OF_THE_OPERATOR: &str = "\
The operator of this service writes the profile and issues the API key.
";

const WHICH_CONNECTOR: &str = "\
| Connector | Who holds the password | Who can see it | Where it works |
| --- | --- | --- | --- |
| UKG PRO WFM Authentication | each flow | everyone who may edit the flow and, unless inputs are secured, everyone who may read its runs | Power Automate, Power Apps, Copilot Studio, Logic Apps |
| UKG PRO WFM Account | the connection | no one after it is saved; everyone with whom the connection is shared can use it | the same; in Logic Apps the client stays with the workflow |
| UKG PRO WFM Profile | the operator of this service | those who may read the files of the server; everyone who may use the connection can get tokens | the same, and through the on-premises data gateway (HTTP Basic) |
";

const STARTING_WITH_THE_ACTION: &str = "\
Add the action *Get an OAuth access token* and give its output *access_token* to the next action. Get
one token and use it until it expires, instead of one for every call.

Switch on *Secure inputs* and *Secure outputs* in the settings of the action. Otherwise the run history
shows passwords and tokens to everyone who may read it; that a field is masked while you type does not
change that.

In an agent, bind user name, password, client id and client secret to fixed values, so that the agent
never asks a person for them, and keep the token out of the agent's answers.
";

/// The words for an action that hands out kept tokens.
fn starting_with_a_kept_token(options: &ConnectorOptions, definition: &Document) -> String {
    let inputs = match (options.kind, options.variant) {
        (Kind::Account, Variant::LogicApps) => "Its inputs are the client and the tenant.",
        _ => "It has no inputs.",
    };
    let change = match (options.kind, options.variant) {
        (Kind::Profile, _) => {
            "When the password changes, the operator changes the file of the profile. Connections and flows \
             stay as\nthey are. When the API key changes, edit the connection."
        }
        (_, Variant::LogicApps) => {
            "When the password changes, edit the authentication of the action or of its connection. Until \
             then the\nservice does not send a refused password again and again, so that the user is not \
             locked out."
        }
        _ => {
            "When the password changes, edit the connection. Until then the service does not send a refused \
             password\nagain and again, so that the user is not locked out."
        }
    };
    let sharing = match options.kind {
        Kind::Profile => {
            "Everyone who may use the connection gets tokens of the profile's user, so share it with those \
             who may."
        }
        Kind::Action | Kind::Account => {
            "Everyone who may use the connection acts as its user, so share it with those who may."
        }
    };
    let first = definition.actions().next();
    let action = first.map(|(_, action)| action.summary.as_str()).unwrap_or_default();
    format!(
        "\
Add the action *{action}* and give its output *access_token* to the next
action. {inputs} Use it before each call if you like: the service hands out the same token
while it is valid, and logs in again in time. `expires_in` says how long the token is still valid.

Switch on *Secure outputs* in the settings of the action, and *Secure inputs* in the settings of the
actions that use the token. Variables cannot be secured: do not put a token into one.

{change}

{sharing}

*Fresh Token* gets a new token although the last one is valid, at most once a minute. Use it if WFM no
longer takes a token.
"
    )
}

fn of_action(options: &ConnectorOptions) -> String {
    match options.variant {
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
        Variant::LogicApps => of_logic_apps(options),
    }
}

fn of_account(options: &ConnectorOptions) -> String {
    match options.variant {
        Variant::PowerPlatform | Variant::Certification => format!(
            "The connection asks for user name, password, client id, client secret and the *{}*: `{}`.{} \
             For a tenant that uses UKG Authentication it takes the *{}* and the *{}*, and the *{}* if \
             the tenant has one of its own.",
            listing::VANITY_URL_NAME,
            listing::VANITY_URL_DESCRIPTION,
            if options.with_api_key {
                format!(" It also asks for the *{}* of this service.", listing::API_KEY_NAME)
            } else {
                String::new()
            },
            listing::TOKEN_URL_NAME,
            listing::ORGANIZATION_NAME,
            listing::REALM_NAME,
        ),
        Variant::LogicApps => format!(
            "User name and password are the authentication *Basic* of the action or of the connection. \
             Client id and client secret are fields of the action. {}",
            of_logic_apps(options)
        ),
    }
}

fn of_profile(options: &ConnectorOptions) -> String {
    match options.variant {
        Variant::PowerPlatform | Variant::Certification => {
            format!("The connection asks for the *{}* and nothing else.", listing::API_KEY_NAME)
        }
        Variant::LogicApps => format!(
            "The authentication *Basic* of the action or of the connection holds the name of the key as \
             user name and the *{}* as password. The same definition serves connections through the \
             on-premises data gateway, which sends no keys in headers.",
            listing::API_KEY_NAME
        ),
    }
}

fn of_logic_apps(options: &ConnectorOptions) -> String {
    format!(
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
    )
}

fn operation(operation: &Operation) -> String {
    format!("\n### {}\n\n{}\n", operation.summary, operation.description)
}
