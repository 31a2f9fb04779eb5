//! The headers of a call that are about its tenant.

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaOperationParam, MetaParamIn};
use poem_openapi::types::Type;

use super::failure::Failure;
use super::invalid_request::InvalidRequest;
use crate::secret::Secret;
use crate::tenant::{InvalidVanityUrl, Organization, Realm, TokenUrl, VanityUrl};
use crate::upstream::AppKey;

/// Names the tenant.
pub const VANITY_URL_HEADER: &str = "X-WFM-Vanity-Url";
/// Authenticates the caller.
pub const API_KEY_HEADER: &str = "X-API-Key";
/// Passed on to the tenant.
pub const APP_KEY_HEADER: &str = "appkey";
/// The client of a connection.
pub const CLIENT_ID_HEADER: &str = "X-WFM-Client-Id";
pub const CLIENT_SECRET_HEADER: &str = "X-WFM-Client-Secret";
/// These three choose UKG Authentication for a tenant whose settings do not.
pub const TOKEN_URL_HEADER: &str = "X-WFM-Token-Url";
pub const ORGANIZATION_HEADER: &str = "X-WFM-Organization";
pub const REALM_HEADER: &str = "X-WFM-Realm";

/// The headers of an operation that calls a tenant, each with its description for the OpenAPI document.
const DOCUMENTED: [(&str, &str); 5] = [
    (VANITY_URL_HEADER, "The vanity URL of the tenant, such as https://acme.mykronos.com."),
    (APP_KEY_HEADER, "The app key that tenants before release 2024.R1 ask for."),
    (
        TOKEN_URL_HEADER,
        "The token URL of a tenant that uses UKG Authentication, such as \
         https://welcome-us.ukg.net/oauth/token.",
    ),
    (ORGANIZATION_HEADER, "The Organization ID of the tenant in UKG Authentication."),
    (REALM_HEADER, "The realm of the tenant in UKG Authentication, if it is a special one."),
];

/// What the headers of a call say about its tenant. A header that is absent or blank is `None`.
pub struct TenantHeaders {
    /// `X-WFM-Vanity-Url`, trimmed.
    pub vanity_url: Option<String>,
    pub app_key: Option<AppKey>,
    pub token_url: Option<TokenUrl>,
    pub organization: Option<Organization>,
    pub realm: Option<Realm>,
}

impl TenantHeaders {
    /// The headers of a call that names this tenant alone.
    pub fn naming(tenant: &VanityUrl) -> Self {
        Self {
            vanity_url: Some(tenant.to_string()),
            app_key: None,
            token_url: None,
            organization: None,
            realm: None,
        }
    }

    fn read(request: &Request) -> Result<Self, Failure> {
        let vanity_url = vanity_url(request)?;
        let app_key = parsed(request, APP_KEY_HEADER, AppKey::new)?;
        let token_url = single(request, TOKEN_URL_HEADER)
            .map_err(|_| InvalidRequest::Header(TOKEN_URL_HEADER))?
            .map(TokenUrl::parse);
        Ok(Self {
            vanity_url,
            app_key,
            token_url: token_url.transpose().map_err(Failure::InvalidTokenUrl)?,
            organization: parsed(request, ORGANIZATION_HEADER, str::parse)?,
            realm: parsed(request, REALM_HEADER, str::parse)?,
        })
    }

    /// The headers as parameters of an operation in the OpenAPI document: all optional strings.
    ///
    /// Each operation with a body has them. They are described here, beside the code that reads them, and
    /// not as parameters of each operation.
    pub fn documented() -> impl Iterator<Item = MetaOperationParam> {
        DOCUMENTED.into_iter().map(|(name, description)| documented(name, description, false))
    }
}

/// Whether a header is about the tenant of a call.
#[must_use]
pub fn is_about_tenant(name: &str) -> bool {
    DOCUMENTED.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// A header as a string parameter of an operation in the OpenAPI document.
pub fn documented(name: &str, description: &str, required: bool) -> MetaOperationParam {
    MetaOperationParam {
        name: name.to_owned(),
        schema: String::schema_ref(),
        in_type: MetaParamIn::Header,
        description: Some(description.to_owned()),
        required,
        deprecated: false,
        explode: true,
        style: None,
    }
}

impl<'a> FromRequest<'a> for TenantHeaders {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self::read(request)?)
    }
}

/// `X-WFM-Vanity-Url` of an operation that sends an account of this server: no other header may change
/// where it goes.
pub struct TenantAlone(pub Option<String>);

impl<'a> FromRequest<'a> for TenantAlone {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self(vanity_url(request)?))
    }
}

fn vanity_url(request: &Request) -> Result<Option<String>, Failure> {
    let value = single(request, VANITY_URL_HEADER).map_err(|fault| match fault {
        Unreadable::Repeated => Failure::RepeatedVanityUrl,
        Unreadable::NotText => Failure::InvalidVanityUrl(InvalidVanityUrl::Internationalised),
    })?;
    Ok(value.map(str::to_owned))
}

/// A secret that must be in a header.
pub fn secret(request: &Request, name: &'static str) -> Result<Secret, InvalidRequest> {
    let value = single(request, name).map_err(|_| InvalidRequest::Header(name))?;
    value.map(Secret::from).ok_or(InvalidRequest::MissingHeader(name))
}

/// A header as a type of the domain. The error names the header, never its value.
fn parsed<T, E>(
    request: &Request,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    let invalid = || Failure::InvalidRequest(InvalidRequest::Header(name));
    let value = single(request, name).map_err(|_| invalid())?;
    value.map(parse).transpose().map_err(|_| invalid())
}

enum Unreadable {
    Repeated,
    NotText,
}

/// The value of a header that must not be repeated.
fn single<'a>(request: &'a Request, name: &str) -> Result<Option<&'a str>, Unreadable> {
    let mut values = request.headers().get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Unreadable::Repeated);
    }
    let value = std::str::from_utf8(value.as_bytes()).map_err(|_| Unreadable::NotText)?.trim();
    Ok((!value.is_empty()).then_some(value))
}
