use super::failure::Failure;
use crate::kept_tokens::{KeptTokens, RefusesRefresh};
use crate::upstream::UpstreamFailure;

/// The tokens that are kept.
#[derive(Debug)]
pub struct Kept {
    pub tokens: KeptTokens<Failure>,
    /// For every password grant, and not only for the operations that are made for kept tokens.
    pub every_password: bool,
}

impl RefusesRefresh for Failure {
    fn refuses_refresh(&self) -> bool {
        matches!(self, Self::Tenant { failure: UpstreamFailure::Refused { .. }, .. })
    }
}
