//! Tokens for operations, kept or from the tenant.

use std::sync::Arc;

use super::call::holds;
use super::caller::Caller;
use super::failure::Failure;
use super::headers::{TenantHeaders, VANITY_URL_HEADER};
use super::invalid_request::InvalidRequest;
use super::kept::Kept;
use super::login::LoginFields;
use super::tenants::{Destination, TenantCalls};
use crate::kept_tokens::{Handed, Obtain, Source};
use crate::sealing::Credentials;
use crate::secret::Secret;
use crate::tenant::{LoginService, Organization, Realm};
use crate::token::{
    AUTH_CHAIN, Grant, IssuedTokens, RefreshGrant, Revocation, Revoked, TenantRequest,
};

/// Whether a kept token will do for a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Keep {
    /// Only if all password grants are kept.
    IfEvery,
    /// Yes.
    Always,
    /// Only one of a login within the last minute.
    Fresh,
}

impl TenantCalls {
    /// Tokens for a grant of an operation that is not made for kept tokens.
    pub(super) async fn tokens(
        &self,
        caller: &Caller,
        headers: TenantHeaders,
        grant: &Grant,
    ) -> Result<IssuedTokens, Failure> {
        self.tokens_with(caller, headers, &LoginFields::default(), grant, Keep::IfEvery).await
    }

    /// Tokens for a grant: kept ones, or from the tenant. `fields` are what its body says about the login
    /// service.
    pub(super) async fn tokens_with(
        &self,
        caller: &Caller,
        headers: TenantHeaders,
        fields: &LoginFields,
        grant: &Grant,
        keep: Keep,
    ) -> Result<IssuedTokens, Failure> {
        if let Some(username) = grant.username() {
            caller.call.notes().user = Some(self.user_hash.of(username));
        }
        keep_secrets_out_of_headers(caller, &headers, grant)?;
        let to = &self.destination(caller, headers, fields)?;
        let keeps = |kept: &&Arc<Kept>| match grant {
            Grant::Refresh(_) => false,
            Grant::Password(_) => keep != Keep::IfEvery || kept.every_password,
            Grant::Client(_) => keep != Keep::IfEvery,
        };
        let Handed { tokens, source } = if let Some(kept) = self.kept.as_ref().filter(keeps) {
            let fresh = keep == Keep::Fresh;
            let obtain = |how| self.obtain(caller, to, grant, how);
            kept.tokens.token(&credentials(to, grant), fresh, obtain).await?
        } else {
            let is_refresh = matches!(grant, Grant::Refresh(_));
            let source = if is_refresh { Source::Refresh } else { Source::Login };
            Handed { tokens: self.send(caller, to, grant).await?, source }
        };
        caller.call.notes().token_from = Some(source);
        Ok(tokens)
    }

    /// Revokes a token. It is handed out no more, whatever the tenant says.
    pub(super) async fn revoke(
        &self,
        caller: &Caller,
        headers: TenantHeaders,
        revocation: &Revocation,
    ) -> Result<Revoked, Failure> {
        keep_secrets_out_of_headers(caller, &headers, revocation)?;
        let to = self.destination(caller, headers, &LoginFields::default())?;
        if let Some(kept) = &self.kept {
            kept.tokens.forget(&revocation.token).await;
        }
        self.send(caller, &to, revocation).await
    }

    async fn obtain(
        &self,
        caller: &Caller,
        to: &Destination<'_>,
        grant: &Grant,
        how: Obtain,
    ) -> Result<IssuedTokens, Failure> {
        let Obtain::Refresh(refresh_token) = how else {
            return self.send(caller, to, grant).await;
        };
        let client = grant.client().clone();
        let refresh =
            RefreshGrant { refresh_token, client, auth_chain: AUTH_CHAIN.into(), scope: None };
        self.send(caller, to, &Grant::Refresh(refresh)).await
    }
}

/// Refuses a vanity URL that holds a secret of the call, for example of two fields that were swapped: host
/// names are logged and looked up.
fn keep_secrets_out_of_headers(
    caller: &Caller,
    headers: &TenantHeaders,
    request: &impl TenantRequest,
) -> Result<(), InvalidRequest> {
    let vanity_url = headers.vanity_url.as_deref().unwrap_or_default();
    for secret in request.secrets() {
        caller.call.keep_out_of_id(secret.expose());
        if holds(vanity_url, secret.expose()) {
            return Err(InvalidRequest::HoldsSecret(VANITY_URL_HEADER));
        }
    }
    Ok(())
}

/// All that a token depends on: a caller that shows anything else gets another token.
fn credentials(to: &Destination<'_>, grant: &Grant) -> Credentials {
    let (username, password, auth_chain, scope) = match grant {
        Grant::Password(grant) => (
            grant.username.expose(),
            grant.password.expose(),
            grant.auth_chain.expose(),
            grant.scope.as_ref(),
        ),
        Grant::Client(grant) => ("", "", "", grant.scope.as_ref()),
        Grant::Refresh(_) => ("", "", "", None),
    };
    let (host, organization, realm, default_scope, audience) = match &*to.login {
        LoginService::Legacy => ("", "", "", "", ""),
        LoginService::UkgAuthentication(login) => (
            login.token_url.host(),
            login.organization.as_ref().map_or("", Organization::as_str),
            login.realm.as_ref().map_or("", Realm::as_str),
            login.scope.as_str(),
            login.audience.as_str(),
        ),
    };
    let client = grant.client();
    let parts = [
        to.login.kind().name(),
        to.tenant.host(),
        host,
        organization,
        realm,
        audience,
        scope.map_or(default_scope, Secret::expose),
        client.id.expose(),
        client.secret.expose(),
        username,
        password,
        auth_chain,
    ];
    let purpose = if matches!(grant, Grant::Client(_)) { "client token" } else { "user token" };
    Credentials::of(purpose, &parts)
}
