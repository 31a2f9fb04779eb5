use thiserror::Error;

use super::{Organization, Realm, TokenUrl, VanityUrl};

/// UKG's API, as all known clients name it (`docs/ukg-wire.md`, UKG Authentication).
pub const AUDIENCE: &str = "https://wfm.ukg.net/api";
/// What a login asks for: access to WFM, and a refresh token.
pub const SCOPE: &str = "access:wfm offline_access";

/// The login service of a tenant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LoginService {
    /// At the tenant's own host.
    Legacy,
    /// At a token host that tenants share.
    UkgAuthentication(Box<UkgAuthentication>),
}

/// One of UKG's two login services, without its settings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LoginKind {
    Legacy,
    UkgAuthentication,
}

impl LoginKind {
    /// The name in log and traces.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::UkgAuthentication => "ukg",
        }
    }
}

impl LoginService {
    #[must_use]
    pub fn kind(&self) -> LoginKind {
        match self {
            Self::Legacy => LoginKind::Legacy,
            Self::UkgAuthentication(_) => LoginKind::UkgAuthentication,
        }
    }

    /// The settings of UKG Authentication, if it is that one.
    #[must_use]
    pub fn ukg(&self) -> Option<&UkgAuthentication> {
        match self {
            Self::Legacy => None,
            Self::UkgAuthentication(login) => Some(login),
        }
    }

    /// The host that is called for a tenant.
    #[must_use]
    pub fn host<'a>(&'a self, tenant: &'a VanityUrl) -> &'a str {
        match self {
            Self::Legacy => tenant.host(),
            Self::UkgAuthentication(login) => login.token_url.host(),
        }
    }
}

/// How a tenant uses UKG Authentication.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UkgAuthentication {
    pub token_url: TokenUrl,
    pub organization: Option<Organization>,
    pub realm: Option<Realm>,
    /// What a login asks for, separated by spaces. May be empty: then no scope is sent.
    pub scope: String,
    /// The API that a token is for.
    pub audience: String,
}

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the organization is not the one in the token URL")]
pub struct TwoOrganizations;

impl UkgAuthentication {
    /// With the default scope and audience. The organization may also be in the token URL; without a
    /// realm, the one that belongs to the organization is used: `X-custom` for `org_X`.
    ///
    /// # Errors
    ///
    /// When the token URL names another organization.
    pub fn new(
        token_url: TokenUrl,
        organization: Option<Organization>,
        realm: Option<Realm>,
    ) -> Result<Self, TwoOrganizations> {
        let organization = match (token_url.organization(), organization) {
            (Some(one), Some(other)) if *one != other => return Err(TwoOrganizations),
            (one, other) => other.or_else(|| one.cloned()),
        };
        let realm = realm.or_else(|| organization.as_ref()?.realm());
        let (scope, audience) = (SCOPE.to_owned(), AUDIENCE.to_owned());
        Ok(Self { token_url, organization, realm, scope, audience })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTHORIZE: &str = "https://welcome-eval.ukg.net/authorize?organization=org_AbC123&x=1";

    fn at(token_url: &str, organization: Option<&str>, realm: Option<&str>) -> UkgAuthentication {
        let organization = organization.map(|text| text.parse().unwrap());
        let realm = realm.map(|text| text.parse().unwrap());
        UkgAuthentication::new(token_url.parse().unwrap(), organization, realm).unwrap()
    }

    #[test]
    fn the_realm_comes_from_the_organization_unless_it_is_given() {
        let realm = |login: UkgAuthentication| login.realm.map(|realm| realm.to_string());
        let expected = Some("AbC123-custom".to_owned());
        assert_eq!(realm(at(AUTHORIZE, None, None)), expected);
        assert_eq!(realm(at("welcome-us.ukg.net", Some("org_AbC123"), None)), expected);
        assert_eq!(realm(at(AUTHORIZE, None, Some("Other"))), Some("Other".to_owned()));
        assert_eq!(realm(at("welcome-us.ukg.net", None, None)), None);
        assert_eq!(realm(at("welcome-us.ukg.net", Some("acme"), None)), None);
    }

    #[test]
    fn two_organizations_are_ambiguous() {
        let token_url: TokenUrl = AUTHORIZE.parse().unwrap();
        let other = Some("org_Other".parse().unwrap());
        assert_eq!(UkgAuthentication::new(token_url, other, None), Err(TwoOrganizations));
        let same = at(AUTHORIZE, Some("org_AbC123"), None);
        assert_eq!(same.organization.unwrap().as_str(), "org_AbC123");
    }
}
