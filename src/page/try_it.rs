use super::Facts;
use super::field::{Action, Field};
use crate::api::{API_KEY_HEADER, VANITY_URL_HEADER};
use crate::connector::listing;

/// Whether the pages have forms that call the operations.
#[derive(Clone, Debug, Default)]
pub enum TryIt {
    Off,
    #[default]
    On,
    /// Forms with a button that fills in credentials of a simulated tenant.
    WithSamples(Samples),
}

/// Credentials of a simulated tenant. Not secret: the page shows them.
#[derive(Clone, Debug)]
pub struct Samples {
    /// Values by field name.
    pub fields: Vec<(&'static str, &'static str)>,
    /// User names that make a call fail.
    pub failures: Vec<SampleFailure>,
}

/// A call that the simulated tenant lets fail.
#[derive(Clone, Debug)]
pub struct SampleFailure {
    /// What it is, in a few words.
    pub title: &'static str,
    /// The user name that makes it happen.
    pub user_name: &'static str,
    /// What the tenant does.
    pub meaning: &'static str,
}

impl TryIt {
    #[must_use]
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off)
    }

    #[must_use]
    pub fn samples(&self) -> Option<&Samples> {
        match self {
            Self::Off | Self::On => None,
            Self::WithSamples(samples) => Some(samples),
        }
    }
}

impl Samples {
    /// The value for a field; empty if there is none.
    #[must_use]
    pub fn value(&self, name: &str) -> &'static str {
        self.fields.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }
}

/// The form that gets a token, refreshes and revokes it.
pub struct Form<'a> {
    pub issue: &'a Action,
    /// The fields and the outputs of that action, with names for people.
    pub fields: Vec<Field>,
    pub outputs: Vec<Field>,
    pub refresh: &'a Action,
    pub revoke: &'a Action,
    /// The headers that a connection would send.
    pub headers: Vec<Field>,
    pub samples: Option<&'a Samples>,
}

impl<'a> Form<'a> {
    /// The form, unless forms are off.
    pub fn new(facts: &Facts<'a>, actions: &'a [Action]) -> Option<Self> {
        let action = |id| actions.iter().find(|action| action.id == id);
        if !facts.try_it.is_on() {
            return None;
        }
        let issue = action("GetAccessToken")?;
        Some(Self {
            issue,
            fields: issue.fields.iter().map(for_people).collect(),
            outputs: issue.outputs.iter().map(for_people).collect(),
            refresh: action("RefreshAccessToken")?,
            revoke: action("RevokeToken")?,
            headers: headers(facts),
            samples: facts.try_it.samples(),
        })
    }
}

impl Form<'_> {
    /// The value of a field with which the form is filled in; empty if there is none.
    pub fn sample(&self, name: &str) -> &'static str {
        self.samples.map_or("", |samples| samples.value(name))
    }
}

/// A field as a person without the designer reads it: the names there are those of JSON.
fn for_people(field: &Field) -> Field {
    let (title, description) = match field.name.as_str() {
        "username" => (listing::USERNAME_NAME, listing::USERNAME_DESCRIPTION),
        "password" => (listing::PASSWORD_NAME, listing::PASSWORD_DESCRIPTION),
        "client_id" => (listing::CLIENT_ID_NAME, "From Client Management in UKG Pro WFM."),
        "client_secret" => (listing::CLIENT_SECRET_NAME, "The secret of this client."),
        "access_token" => ("Access token", ""),
        "refresh_token" => ("Refresh token", ""),
        "id_token" => ("ID token", ""),
        "token_type" => ("Type", ""),
        "expires_in" => ("Expires in", ""),
        "scope" => ("Scope", ""),
        name => (name, field.description.as_str()),
    };
    Field { title: title.to_owned(), description: description.to_owned(), ..field.clone() }
}

fn headers(facts: &Facts<'_>) -> Vec<Field> {
    let mut headers = Vec::new();
    if facts.asks_for_key {
        let (title, text) = (listing::API_KEY_NAME, listing::API_KEY_DESCRIPTION);
        headers.push(Field::header(API_KEY_HEADER, title, text, true));
    }
    if facts.default_tenant.is_none() {
        let (title, text) = (listing::VANITY_URL_NAME, listing::VANITY_URL_DESCRIPTION);
        // A key may be bound to a tenant, which the caller need not name then.
        headers.push(Field::header(VANITY_URL_HEADER, title, text, !facts.asks_for_key));
    }
    headers
}
