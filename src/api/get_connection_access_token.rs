use std::sync::Arc;

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::OpenApi;
use poem_openapi::registry::MetaOperationParam;

use super::basic::{MALFORMED, MISSING, Pair};
use super::caller::Caller;
use super::failure::Failure;
use super::fresh::Fresh;
use super::headers::{CLIENT_ID_HEADER, CLIENT_SECRET_HEADER, TenantHeaders, documented, secret};
use super::invalid_request::InvalidRequest;
use super::login::LoginFields;
use super::responses::AccountToken;
use super::tenants::TenantCalls;
use crate::secret::Secret;
use crate::token::{AUTH_CHAIN, ClientCredentials, Grant, PasswordGrant};

/// Maximum length of a user name, a password, and what a header holds, in characters: as in a body.
const MAX_LENGTH: usize = 4_096;

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
        let pair = Pair::of(request.headers())?.ok_or(MISSING)?;
        let halves = pair.halves();
        // Some clients send Latin-1. The two are never tried in both ways.
        let is_utf_8 = halves.iter().all(|half| str::from_utf8(half).is_ok());
        let [username, password] = halves.map(|half| text(half, is_utf_8));
        let client = ClientCredentials {
            id: secret(request, CLIENT_ID_HEADER)?,
            secret: secret(request, CLIENT_SECRET_HEADER)?,
        };
        let auth_chain = AUTH_CHAIN.into();
        let (username, password) = (username?, password?);
        let grant = PasswordGrant { username, password, client, auth_chain, scope: None };
        Ok(Self(Grant::Password(grant)))
    }
}

/// A user name or a password.
fn text(half: &[u8], is_utf_8: bool) -> Result<Secret, InvalidRequest> {
    let text = if is_utf_8 {
        String::from_utf8_lossy(half).into_owned()
    } else {
        // Two bytes for each are enough, so that the text never grows: growing would leave a copy behind.
        let mut text = String::with_capacity(2 * half.len());
        text.extend(half.iter().copied().map(char::from));
        text
    };
    let text = Secret::new(text);
    match text.expose().chars().take(MAX_LENGTH + 1).count() {
        0 => Err(MISSING),
        1..=MAX_LENGTH => Ok(text),
        _ => Err(MALFORMED),
    }
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
    ) -> Result<AccountToken, Failure> {
        let fields = LoginFields::default();
        let tokens = self.0.tokens_with(&caller, headers, &fields, &grant, keep).await?;
        Ok(tokens.into())
    }
}
