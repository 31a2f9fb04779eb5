use std::sync::OnceLock;
use std::time::Duration;

use crate::access::KeyName;
use crate::tenant::VanityUrl;
use crate::throttle::Quota;
use crate::traces::CallSpan;

/// What is noted about a call on its way, for the answer's headers and for the log.
#[derive(Debug)]
pub struct CallRecord {
    pub(crate) request_id: String,
    pub(crate) span: Option<CallSpan>,
    pub(crate) key: OnceLock<String>,
    pub(crate) user: OnceLock<String>,
    pub(crate) tenant: OnceLock<String>,
    pub(crate) refused_tenant: OnceLock<String>,
    pub(crate) kronos_tid: OnceLock<String>,
    pub(crate) quota: OnceLock<Quota>,
    pub(crate) tenant_time: OnceLock<Duration>,
}

impl CallRecord {
    pub(crate) fn new(request_id: String, span: Option<CallSpan>) -> Self {
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
    pub(crate) fn span(&self) -> Option<&CallSpan> {
        self.span.as_ref()
    }

    /// Notes the name of the caller's key.
    pub(crate) fn set_key(&self, name: &KeyName) {
        self.key.get_or_init(|| name.as_str().to_owned());
    }

    /// Notes what stands for the user.
    pub(crate) fn set_user(&self, hash: String) {
        self.user.get_or_init(|| hash);
    }

    /// Notes the tenant that is called.
    pub(crate) fn set_tenant(&self, tenant: &VanityUrl) {
        self.tenant.get_or_init(|| tenant.host().to_owned());
    }

    /// Notes a tenant that must not be called.
    pub(crate) fn set_refused_tenant(&self, tenant: &VanityUrl) {
        self.refused_tenant.get_or_init(|| tenant.host().to_owned());
    }

    /// Notes what the connection has left.
    pub(crate) fn set_quota(&self, quota: Quota) {
        self.quota.get_or_init(|| quota);
    }

    /// Notes how long the tenant took, and its tracking id.
    pub(crate) fn set_answer(&self, time: Duration, kronos_tid: Option<String>) {
        self.tenant_time.get_or_init(|| time);
        if let Some(id) = kronos_tid {
            self.kronos_tid.get_or_init(|| id);
        }
    }
}
