use std::sync::Arc;

use crate::api::{Gate, TenantCalls};

/// What calls go by at the moment.
pub struct Current {
    pub tenants: Arc<TenantCalls>,
    pub gate: Arc<Gate>,
}
