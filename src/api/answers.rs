use poem_openapi::{ApiResponse, Object};
use serde::Serialize;

use super::json_body::{Answer, Written};
use super::schema::IssuedText;
use crate::token::IssuedTokens;

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
        // Taken apart by name, so that a field added on either side is decided on here.
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

impl Answer for TokenResponse {
    fn text(&self) -> usize {
        let Self { access_token, refresh_token, scope, id_token, token_type, expires_in: _ } = self;
        let others = [refresh_token, scope, id_token, token_type].into_iter().flatten();
        others.chain([access_token]).map(IssuedText::len).sum()
    }
}

/// An empty object: the token is revoked.
#[derive(Object, Serialize)]
pub struct RevocationResponse {}

impl Answer for RevocationResponse {
    fn text(&self) -> usize {
        0
    }
}

/// The answer of the operations that get tokens.
#[derive(ApiResponse)]
pub enum TokensIssued {
    /// The tenant issued the tokens.
    #[oai(status = 200)]
    Ok(Written<TokenResponse>),
}

/// The answer of the operation that revokes one.
#[derive(ApiResponse)]
pub enum TokenRevoked {
    /// The token is not valid any more, or never was.
    #[oai(status = 200)]
    Ok(Written<RevocationResponse>),
}
