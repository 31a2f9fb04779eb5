use std::sync::Arc;

use data_encoding::BASE64;
use http::header::AUTHORIZATION;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::OpenApi;
use poem_openapi::registry::MetaOperationParam;
use zeroize::{Zeroize, Zeroizing};

use super::caller::Caller;
use super::failure::Failure;
use super::fresh::Fresh;
use super::headers::{CLIENT_ID_HEADER, CLIENT_SECRET_HEADER, TenantHeaders, documented, secret};
use super::invalid_request::InvalidRequest;
use super::login::LoginFields;
use super::responses::AccessTokenIssued;
use super::tenants::TenantCalls;
use crate::secret::Secret;
use crate::token::{AUTH_CHAIN, ClientCredentials, Grant, PasswordGrant};

/// Maximum length of a user name, a password, and what a header holds, in characters: as in a body.
const MAX_LENGTH: usize = 4_096;
const AUTHORIZATION_HEADER: &str = "Authorization";

/// The account of a connection: user name and password by HTTP Basic (RFC 7617), the client by headers.
pub struct Account(Grant);

impl Account {
    /// The headers of the client as parameters of the operation in the OpenAPI document.
    pub fn documented() -> [MetaOperationParam; 2] {
        [
            (CLIENT_ID_HEADER, "The oAuth client ID assigned to this Pro WFM tenant."),
            (CLIENT_SECRET_HEADER, "The oAuth client secret assigned to this Pro WFM tenant."),
        ]
        .map(|(name, description)| documented(name, description, true))
    }

    fn read(request: &Request) -> Result<Self, Failure> {
        let (username, password) = basic(request)?;
        let client = ClientCredentials {
            id: secret(request, CLIENT_ID_HEADER)?,
            secret: secret(request, CLIENT_SECRET_HEADER)?,
        };
        let auth_chain = AUTH_CHAIN.into();
        let grant = PasswordGrant { username, password, client, auth_chain, scope: None };
        Ok(Self(Grant::Password(grant)))
    }
}

/// User name and password. Without valid UTF-8 they are Latin-1, which some clients send; they are never
/// tried in both ways.
fn basic(request: &Request) -> Result<(Secret, Secret), Failure> {
    let invalid = || InvalidRequest::Header(AUTHORIZATION_HEADER);
    let mut values = request.headers().get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(InvalidRequest::MissingHeader(AUTHORIZATION_HEADER))?;
    if values.next().is_some() {
        return Err(invalid().into());
    }
    let (scheme, encoded) =
        value.to_str().ok().and_then(|v| v.split_once(' ')).ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return Err(InvalidRequest::MissingHeader(AUTHORIZATION_HEADER).into());
    }
    let decoded = BASE64.decode(encoded.trim().as_bytes()).map_err(|_| invalid())?;
    let text = match String::from_utf8(decoded) {
        Ok(text) => Zeroizing::new(text),
        Err(error) => {
            let mut bytes = error.into_bytes();
            let text = bytes.iter().copied().map(char::from).collect();
            bytes.zeroize();
            Zeroizing::new(text)
        }
    };
    let (username, password) = text.split_once(':').ok_or_else(invalid)?;
    let lengths = [username, password].map(|part| part.chars().count());
    if lengths.contains(&0) {
        return Err(InvalidRequest::MissingHeader(AUTHORIZATION_HEADER).into());
    }
    if lengths.into_iter().any(|length| length > MAX_LENGTH) {
        return Err(invalid().into());
    }
    Ok((username.into(), password.into()))
}

impl<'a> FromRequest<'a> for Account {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self::read(request)?)
    }
}

/// `GET /api/connection/access_token`.
pub struct GetConnectionAccessToken(pub(super) Arc<TenantCalls>);

#[OpenApi]
impl GetConnectionAccessToken {
    /// Get an access token for the connection
    ///
    /// Gets an access token for the account of the connection, which is needed to call UKG Pro WFM APIs.
    /// A token that is still valid is handed out again, so this can be used as often as needed.
    #[oai(
        path = "/api/connection/access_token",
        method = "get",
        operation_id = "GetConnectionAccessToken"
    )]
    async fn get_connection_access_token(
        &self,
        caller: Caller,
        Fresh(keep): Fresh,
        headers: TenantHeaders,
        Account(grant): Account,
    ) -> Result<AccessTokenIssued, Failure> {
        let to = self.0.destination(&caller, headers, &LoginFields::default())?;
        self.0.tokens(&caller, &to, &grant, keep).await.map(Into::into)
    }
}
