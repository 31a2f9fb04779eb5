//! Which login service a call uses: that of the tenant's settings, else the one that its headers name, else
//! the legacy one. Never a guess, and never both: the other service would be shown the password.

use std::borrow::Cow;

use super::failure::Failure;
use super::headers::{ORGANIZATION_HEADER, REALM_HEADER, TOKEN_URL_HEADER, TenantHeaders};
use super::invalid_request::InvalidRequest;
use crate::tenant::{AllowList, LoginService, Organization, Realm, UkgAuthentication};

/// What the body of a call says about its login service, in the fields of UKG Authentication.
#[derive(Debug, Default)]
pub struct LoginFields {
    pub organization: Option<Organization>,
    pub realm: Option<Realm>,
    pub audience: Option<String>,
}

/// The login service of a call to a tenant with these settings.
///
/// # Errors
///
/// When headers or fields contradict the settings or each other, or name a host that may not be called.
pub fn decide<'a>(
    settings: Option<&'a LoginService>,
    headers: &TenantHeaders,
    fields: &LoginFields,
    token_hosts: &AllowList,
) -> Result<Cow<'a, LoginService>, Failure> {
    let settings = settings.unwrap_or(&LoginService::Legacy);
    let Some(source) = first_named(headers, fields) else {
        return Ok(Cow::Borrowed(settings));
    };
    let login = match settings {
        LoginService::UkgAuthentication(login) => of_settings(login, headers, fields)?,
        LoginService::Legacy => of_headers(source, headers, fields, token_hosts)?,
    };
    if fields.audience.as_ref().is_some_and(|audience| *audience != login.audience) {
        return Err(InvalidRequest::Contradicts("audience").into());
    }
    Ok(Cow::Owned(LoginService::UkgAuthentication(Box::new(login))))
}

/// The first header or field that says something about the login service.
fn first_named(headers: &TenantHeaders, fields: &LoginFields) -> Option<&'static str> {
    [
        (headers.token_url.is_some(), TOKEN_URL_HEADER),
        (headers.organization.is_some(), ORGANIZATION_HEADER),
        (headers.realm.is_some(), REALM_HEADER),
        (fields.organization.is_some(), "organization"),
        (fields.realm.is_some(), "realm"),
        (fields.audience.is_some(), "audience"),
    ]
    .into_iter()
    .find_map(|(is_named, name)| is_named.then_some(name))
}

/// The settings, completed by what the call names.
fn of_settings(
    settings: &UkgAuthentication,
    headers: &TenantHeaders,
    fields: &LoginFields,
) -> Result<UkgAuthentication, InvalidRequest> {
    let UkgAuthentication { token_url, mut organization, mut realm, scope, audience } =
        settings.clone();
    if let Some(named) = &headers.token_url {
        if named.host() != token_url.host() {
            return Err(InvalidRequest::Contradicts(TOKEN_URL_HEADER));
        }
        agree(&mut organization, named.organization(), TOKEN_URL_HEADER)?;
    }
    agree(&mut organization, headers.organization.as_ref(), ORGANIZATION_HEADER)?;
    agree(&mut organization, fields.organization.as_ref(), "organization")?;
    agree(&mut realm, headers.realm.as_ref(), REALM_HEADER)?;
    agree(&mut realm, fields.realm.as_ref(), "realm")?;
    let login = UkgAuthentication::new(token_url, organization, realm);
    let login = login.map_err(|_| InvalidRequest::Contradicts(TOKEN_URL_HEADER))?;
    Ok(UkgAuthentication { scope, audience, ..login })
}

/// The login service that the call names.
fn of_headers(
    source: &'static str,
    headers: &TenantHeaders,
    fields: &LoginFields,
    token_hosts: &AllowList,
) -> Result<UkgAuthentication, Failure> {
    let Some(token_url) = headers.token_url.clone() else {
        return Err(InvalidRequest::WithoutTokenUrl(source).into());
    };
    if !token_hosts.allows_host(token_url.host()) {
        return Err(Failure::TokenHostNotAllowed);
    }
    let (mut organization, mut realm) = (token_url.organization().cloned(), headers.realm.clone());
    agree(&mut organization, headers.organization.as_ref(), ORGANIZATION_HEADER)?;
    agree(&mut organization, fields.organization.as_ref(), "organization")?;
    agree(&mut realm, fields.realm.as_ref(), "realm")?;
    UkgAuthentication::new(token_url, organization, realm)
        .map_err(|_| InvalidRequest::Contradicts(TOKEN_URL_HEADER).into())
}

/// Takes over a value that is not known yet. Another one than the known value is refused.
fn agree<T: Clone + PartialEq>(
    known: &mut Option<T>,
    named: Option<&T>,
    source: &'static str,
) -> Result<(), InvalidRequest> {
    match (&*known, named) {
        (Some(known), Some(named)) if known != named => Err(InvalidRequest::Contradicts(source)),
        (None, Some(named)) => {
            *known = Some(named.clone());
            Ok(())
        }
        _ => Ok(()),
    }
}
