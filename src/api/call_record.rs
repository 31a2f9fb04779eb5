use std::sync::OnceLock;
use std::time::Duration;

use crate::access::KeyName;
use crate::tenant::VanityUrl;
use crate::throttle::Quota;
use crate::traces::CallSpan;

/// What is noted about a call on its way, for the answer's headers and for the log.
#[derive(Debug)]
pub struct CallRecord {
    pub(super) request_id: String,
    pub(super) span: Option<CallSpan>,
    pub(super) key: OnceLock<String>,
    pub(super) user: OnceLock<String>,
    pub(super) tenant: OnceLock<String>,
    pub(super) refused_tenant: OnceLock<String>,
    pub(super) kronos_tid: OnceLock<String>,
    pub(super) quota: OnceLock<Quota>,
    pub(super) tenant_time: OnceLock<Duration>,
}

impl CallRecord {
    pub(super) fn new(request_id: String, span: Option<CallSpan>) -> Self {
        Self {
            request_id,
            span,
            key: OnceLock::new(),
            user: OnceLock::new(),
            tenant: OnceLock::new(),
            refused_tenant: OnceLock::new(),
            kronos_tid: OnceLock::new(),
            quota: OnceLock::new(),
            tenant_time: OnceLock::new(),
        }
    }

    /// The span of the call, if traces are exported.
    pub(super) fn span(&self) -> Option<&CallSpan> {
        self.span.as_ref()
    }

    /// Notes the name of the caller's key.
    pub(super) fn set_key(&self, name: &KeyName) {
        self.key.get_or_init(|| name.as_str().to_owned());
    }

    /// Notes what stands for the user.
    pub(super) fn set_user(&self, hash: String) {
        self.user.get_or_init(|| hash);
    }

    /// Notes the tenant that is called.
    pub(super) fn set_tenant(&self, tenant: &VanityUrl) {
        self.tenant.get_or_init(|| tenant.host().to_owned());
    }

    /// Notes a tenant that must not be called.
    pub(super) fn set_refused_tenant(&self, tenant: &VanityUrl) {
        self.refused_tenant.get_or_init(|| tenant.host().to_owned());
    }

    /// Notes what the connection has left.
    pub(super) fn set_quota(&self, quota: Quota) {
        self.quota.get_or_init(|| quota);
    }

    /// Notes how long the tenant took, and its tracking id.
    pub(super) fn set_answer(&self, time: Duration, kronos_tid: Option<String>) {
        self.tenant_time.get_or_init(|| time);
        if let Some(id) = kronos_tid {
            self.kronos_tid.get_or_init(|| id);
        }
    }
}
