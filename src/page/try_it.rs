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
    /// User names that make a call fail, with what goes wrong.
    pub user_names: Vec<(&'static str, &'static str)>,
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
        Some(Self {
            issue: action("GetAccessToken")?,
            refresh: action("RefreshAccessToken")?,
            revoke: action("RevokeToken")?,
            headers: headers(facts),
            samples: facts.try_it.samples(),
        })
    }
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
