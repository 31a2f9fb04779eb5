use poem_openapi::{ApiResponse, Object};
use serde::Serialize;

use super::json_body::JsonBody;
use super::schema::IssuedText;
use crate::token::{IssuedTokens, Revoked};

/// The tokens that the tenant issued.
#[derive(Object, Serialize)]
pub struct TokenResponse {
    /// The access token created for accessing Pro WFM APIs.
    access_token: IssuedText,
    /// The refresh token to get a new access token when the access token expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<IssuedText>,
    /// The scope assigned to the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<IssuedText>,
    /// The id token associated with the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<IssuedText>,
    /// The type of token.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<IssuedText>,
    /// The time until the access token expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<i32>,
}

impl From<IssuedTokens> for TokenResponse {
    fn from(issued: IssuedTokens) -> Self {
        // Destructured, so that a new field on either side needs a decision here.
        let IssuedTokens { access_token, refresh_token, scope, id_token, token_type, expires_in } =
            issued;
        Self {
            access_token: access_token.into(),
            refresh_token: refresh_token.map(Into::into),
            scope: scope.map(Into::into),
            id_token: id_token.map(Into::into),
            token_type: token_type.map(Into::into),
            expires_in,
        }
    }
}

/// The access token that the tenant issued, and nothing that outlives it.
#[derive(Object, Serialize)]
pub struct AccessTokenResponse {
    /// The access token created for accessing Pro WFM APIs.
    access_token: IssuedText,
    /// The scope assigned to the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<IssuedText>,
    /// The type of token.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<IssuedText>,
    /// The time until the access token expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<i32>,
}

impl From<IssuedTokens> for AccessTokenResponse {
    fn from(issued: IssuedTokens) -> Self {
        let IssuedTokens { access_token, scope, token_type, expires_in, .. } = issued;
        Self {
            access_token: access_token.into(),
            scope: scope.map(Into::into),
            token_type: token_type.map(Into::into),
            expires_in,
        }
    }
}

/// An access token of an account, and nothing that outlives it.
#[derive(Object, Serialize)]
pub struct AccountTokenResponse {
    /// The access token created for accessing Pro WFM APIs.
    access_token: IssuedText,
    /// The scope assigned to the access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<IssuedText>,
    /// The type of token.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<IssuedText>,
    /// The seconds until the access token expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<i32>,
}

impl From<IssuedTokens> for AccountTokenResponse {
    fn from(issued: IssuedTokens) -> Self {
        let AccessTokenResponse { access_token, scope, token_type, expires_in } = issued.into();
        Self { access_token, scope, token_type, expires_in }
    }
}

/// An empty object: the token is revoked.
#[derive(Object, Serialize)]
pub struct RevocationResponse {}

#[derive(ApiResponse)]
pub enum TokensIssued {
    /// The tenant issued the tokens.
    #[oai(status = 200)]
    Ok(JsonBody<TokenResponse>),
}

#[derive(ApiResponse)]
pub enum AccessTokenIssued {
    /// The tenant issued the token.
    #[oai(status = 200)]
    Ok(JsonBody<AccessTokenResponse>),
}

#[derive(ApiResponse)]
pub enum AccountToken {
    /// A token of the account.
    #[oai(status = 200)]
    Ok(JsonBody<AccountTokenResponse>),
}

#[derive(ApiResponse)]
pub enum TokenRevoked {
    /// The token is not valid any more, or never was.
    #[oai(status = 200)]
    Ok(JsonBody<RevocationResponse>),
}

impl From<IssuedTokens> for TokensIssued {
    fn from(issued: IssuedTokens) -> Self {
        Self::Ok(JsonBody(issued.into()))
    }
}

impl From<IssuedTokens> for AccessTokenIssued {
    fn from(issued: IssuedTokens) -> Self {
        Self::Ok(JsonBody(issued.into()))
    }
}

impl From<IssuedTokens> for AccountToken {
    fn from(issued: IssuedTokens) -> Self {
        Self::Ok(JsonBody(issued.into()))
    }
}

impl From<Revoked> for TokenRevoked {
    fn from(_: Revoked) -> Self {
        Self::Ok(JsonBody(RevocationResponse {}))
    }
}
