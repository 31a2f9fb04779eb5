use super::Facts;
use super::field::{Action, Field};
use crate::api::{API_KEY_HEADER, VANITY_URL_HEADER};
use crate::connector::listing;

/// Whether the operations can be tried on the pages.
#[derive(Clone, Debug, Default)]
pub enum TryIt {
    /// There are no forms.
    Off,
    /// There are forms, empty ones.
    #[default]
    On,
    /// There is a button that fills in what a simulated tenant knows.
    WithSamples(Samples),
}

/// What a simulated tenant knows. Public knowledge: it stands on the page.
#[derive(Clone, Debug)]
pub struct Samples {
    /// Values by the names of fields.
    pub fields: Vec<(&'static str, &'static str)>,
    /// User names that show what can go wrong, with what they show.
    pub user_names: Vec<(&'static str, &'static str)>,
}

impl TryIt {
    /// Whether there are forms.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off)
    }

    /// What can be filled in.
    #[must_use]
    pub fn samples(&self) -> Option<&Samples> {
        match self {
            Self::Off | Self::On => None,
            Self::WithSamples(samples) => Some(samples),
        }
    }
}

impl Samples {
    /// The value for a field; nothing where there is none.
    #[must_use]
    pub fn value(&self, name: &str) -> &'static str {
        self.fields.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }
}

/// The form that gets a token, and what can be done with the token.
pub struct Form<'a> {
    /// Gets it.
    pub issue: &'a Action,
    /// Refreshes it.
    pub refresh: &'a Action,
    /// Revokes it.
    pub revoke: &'a Action,
    /// The headers that a connection would send.
    pub headers: Vec<Field>,
    /// What a button fills in.
    pub samples: Option<&'a Samples>,
}

impl<'a> Form<'a> {
    /// The form, if there is to be one.
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
    let (key, tenant) = (facts.asks_for_key, facts.default_tenant.is_none());
    let of_key =
        || Field::header(API_KEY_HEADER, listing::API_KEY_NAME, listing::API_KEY_DESCRIPTION, true);
    let (name, title, text) =
        (VANITY_URL_HEADER, listing::VANITY_URL_NAME, listing::VANITY_URL_DESCRIPTION);
    // A key may be bound to a tenant, which need not be named then.
    let of_tenant = || Field::header(name, title, text, !facts.asks_for_key);
    key.then(of_key).into_iter().chain(tenant.then(of_tenant)).collect()
}
