use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{Method, StatusCode};
use poem::error::MethodNotAllowedError;
use poem::{Endpoint, Request, Response};
use serde_json::json;
use tokio::sync::Mutex;

use super::current::Current;
use crate::diagnosis::{Diagnosis, TenantLogin};
use crate::tenant::VanityUrl;
use crate::upstream::Probe;

pub const PATH: &str = "/diagnosis";
/// A report is as good as a new one for so long: each costs the tenant several requests.
const KEPT: Duration = Duration::from_secs(30);
/// When to ask again while a report is being made, in seconds.
const WAIT: u32 = 5;

/// The diagnosis of the default tenant, for operators: made on request, one at a time.
pub struct DiagnosisPage {
    default: Option<DefaultTenant>,
    last: Mutex<Option<(Instant, String)>>,
}

struct DefaultTenant {
    probe: Probe,
    tenant: VanityUrl,
    current: Arc<ArcSwap<Current>>,
}

impl DefaultTenant {
    async fn report(&self) -> String {
        let calls = Arc::clone(&self.current.load().tenants);
        // The login service that calls use.
        let login = calls.own.get(self.tenant.host()).and_then(|own| own.login.ukg());
        let login = login.map_or(TenantLogin::Legacy, |login| {
            let organization = login.organization.clone();
            TenantLogin::Ukg(login.token_url.clone().with_organization(organization))
        });
        let diagnosis = Diagnosis {
            probe: self.probe.clone(),
            allow_list: calls.allow_list.clone(),
            token_hosts: calls.token_hosts.clone(),
        };
        diagnosis.of(&self.tenant.to_string(), Some(&login)).await.json()
    }
}

impl DiagnosisPage {
    /// Of a tenant, if there is one to examine.
    pub fn new(tenant: Option<(VanityUrl, Probe)>, current: &Arc<ArcSwap<Current>>) -> Self {
        let default = tenant.map(|(tenant, probe)| {
            let current = Arc::clone(current);
            DefaultTenant { probe, tenant, current }
        });
        Self { default, last: Mutex::default() }
    }

    async fn respond(&self) -> Response {
        let Some(default) = &self.default else {
            let body =
                json!({"error": "not_found", "error_description": "there is no default tenant"});
            return with(StatusCode::NOT_FOUND, body.to_string());
        };
        let Ok(mut last) = self.last.try_lock() else {
            let text = "a report is being made; ask again in a few seconds";
            let body = json!({"error": "overloaded", "error_description": text});
            let mut response = with(StatusCode::SERVICE_UNAVAILABLE, body.to_string());
            response.headers_mut().insert(RETRY_AFTER, WAIT.into());
            return response;
        };
        if let Some((at, report)) = &*last
            && at.elapsed() < KEPT
        {
            return with(StatusCode::OK, report.clone());
        }
        let report = default.report().await;
        *last = Some((Instant::now(), report.clone()));
        with(StatusCode::OK, report)
    }
}

fn with(status: StatusCode, body: String) -> Response {
    Response::builder().status(status).header(CONTENT_TYPE, "application/json").body(body)
}

impl Endpoint for DiagnosisPage {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(MethodNotAllowedError.into());
        }
        Ok(self.respond().await)
    }
}
