use std::sync::Arc;
use std::time::Instant;

use super::answers::{RevocationResponse, TokenRevoked, TokensIssued};
use super::call::CallRecord;
use super::failure::{CallKind, Failure};
use super::gate::Admission;
use super::headers::{AppKeyHeader, TenantHeader};
use super::json_body::Written;
use crate::logging::UserHash;
use crate::tenant::{AllowList, VanityUrl};
use crate::throttle::{ConnectionId, Refused, Throttle};
use crate::token::{ClientCredentials, Grant, Revocation};
use crate::traces::TenantSpan;
use crate::upstream::{Answered, AppKey, Extras, Upstream, UpstreamFailure};

/// What all operations do: find the tenant of a call, call it once, note what happened.
pub struct TenantCalls {
    /// The client that calls tenants.
    pub upstream: Upstream,
    /// The tenants that may be called.
    pub allow_list: AllowList,
    /// The tenant of a call that names none.
    pub default_tenant: Option<VanityUrl>,
    /// How often a connection may call.
    pub throttle: Arc<Throttle>,
    /// The app key of a call that brings none.
    pub app_key: Option<AppKey>,
    /// What stands for users in the log.
    pub user_hash: UserHash,
}

impl TenantCalls {
    pub(super) async fn issue(
        &self,
        record: &Arc<CallRecord>,
        admission: &Admission,
        tenant: TenantHeader,
        app_key: AppKeyHeader,
        grant: &Grant,
    ) -> Result<TokensIssued, Failure> {
        if let Grant::Password(grant) = grant {
            record.set_user(self.user_hash.of(&grant.username));
        }
        let tenant = self.tenant_of(admission, tenant, record)?;
        self.throttle(record, admission, &tenant, grant.client()).await?;
        let part = TenantsPart::begin(record, &tenant);
        let extras = self.extras(&app_key, &part);
        let answered = self.upstream.issue(&tenant, grant, &extras).await;
        let issued = part.end(record, grant.into(), answered)?;
        Ok(TokensIssued::Ok(Written(issued.into())))
    }

    pub(super) async fn revoke(
        &self,
        record: &Arc<CallRecord>,
        admission: &Admission,
        tenant: TenantHeader,
        app_key: AppKeyHeader,
        revocation: &Revocation,
    ) -> Result<TokenRevoked, Failure> {
        let tenant = self.tenant_of(admission, tenant, record)?;
        self.throttle(record, admission, &tenant, &revocation.client).await?;
        let part = TenantsPart::begin(record, &tenant);
        let extras = self.extras(&app_key, &part);
        let answered = self.upstream.revoke(&tenant, revocation, &extras).await;
        part.end(record, CallKind::Revocation, answered)?;
        Ok(TokenRevoked::Ok(Written(RevocationResponse {})))
    }

    /// Refuses a call that comes too early after the others of its connection.
    async fn throttle(
        &self,
        record: &CallRecord,
        admission: &Admission,
        tenant: &VanityUrl,
        client: &ClientCredentials,
    ) -> Result<(), Failure> {
        let key = admission.key.as_ref().map(|key| key.name.as_str());
        let connection = ConnectionId::of(key, tenant.host(), client.id.expose());
        match self.throttle.admit(&connection).await {
            Ok(None) => Ok(()),
            Ok(Some(quota)) => {
                record.set_quota(quota);
                Ok(())
            }
            Err(refused) => {
                if let Refused::Exceeded { quota, .. } = refused {
                    record.set_quota(quota);
                }
                Err(refused.into())
            }
        }
    }

    /// What goes to the tenant beside the form.
    fn extras<'a>(&'a self, app_key: &'a AppKeyHeader, part: &TenantsPart) -> Extras<'a> {
        let app_key = app_key.0.as_ref().or(self.app_key.as_ref());
        Extras { app_key, traceparent: part.span.as_ref().and_then(TenantSpan::traceparent) }
    }

    /// The tenant that the caller's key is for, else the one that the call names, else the default
    /// one. Never a guess: a call that names another one than its key's is refused, and one that names
    /// none where there is no default one.
    fn tenant_of(
        &self,
        admission: &Admission,
        header: TenantHeader,
        record: &CallRecord,
    ) -> Result<VanityUrl, Failure> {
        let named = header.0.map(|text| VanityUrl::parse(&text)).transpose();
        let named = named.map_err(Failure::InvalidVanityUrl)?;
        let of_key = admission.key.as_ref().and_then(|key| key.tenant.clone());
        let tenant = match (of_key, named) {
            (Some(of_key), Some(named)) if of_key != named => {
                return Err(Failure::TenantOfAnotherKey);
            }
            (Some(tenant), _) | (None, Some(tenant)) => tenant,
            (None, None) => self.default_tenant.clone().ok_or(Failure::NoVanityUrl)?,
        };
        if !self.allow_list.allows(&tenant) {
            record.set_refused_tenant(&tenant);
            return Err(Failure::TenantNotAllowed);
        }
        record.set_tenant(&tenant);
        Ok(tenant)
    }
}

/// The tenant's part in a call, while it lasts.
struct TenantsPart {
    started: Instant,
    span: Option<TenantSpan>,
}

impl TenantsPart {
    fn begin(record: &CallRecord, tenant: &VanityUrl) -> Self {
        let span = record.span().map(|span| span.tenant(tenant));
        Self { started: Instant::now(), span }
    }

    fn end<T>(
        self,
        record: &CallRecord,
        kind: CallKind,
        answered: Answered<T>,
    ) -> Result<T, Failure> {
        let not_called = matches!(
            answered.outcome,
            Err(UpstreamFailure::Busy | UpstreamFailure::Unavailable { .. })
        );
        if !not_called {
            record.set_answer(self.started.elapsed(), answered.kronos_tid);
        }
        let outcome = answered.outcome.map_err(|failure| Failure::Tenant { kind, failure });
        if let Some(span) = self.span {
            if not_called {
                span.not_called();
            }
            span.end(outcome.as_ref().err().map(Failure::known_code));
        }
        outcome
    }
}
