use std::sync::Arc;
use std::time::Duration;

use tokio::time::interval;

use super::failure::Failure;
use crate::kept_tokens::{Fault, KeptTokens};
use crate::upstream::UpstreamFailure;

/// The tokens that are kept.
#[derive(Debug)]
pub struct Kept {
    pub tokens: KeptTokens<Failure>,
    /// For every password grant, and not only for the operations that are made for kept tokens.
    pub every_password: bool,
}

/// How often tokens are looked through for those whose end is long past.
const SWEEP: Duration = Duration::from_mins(10);

impl Kept {
    /// For all calls. Tokens whose end is long past are forgotten, also when no call comes.
    #[must_use]
    pub fn shared(self) -> Arc<Self> {
        let shared = Arc::new(self);
        let kept = Arc::downgrade(&shared);
        tokio::spawn(async move {
            let mut ticks = interval(SWEEP);
            loop {
                ticks.tick().await;
                let Some(kept) = kept.upgrade() else { return };
                kept.tokens.sweep();
            }
        });
        shared
    }
}

impl Fault for Failure {
    fn refuses_refresh(&self) -> bool {
        match self {
            // The password of a blocked user must not be sent either.
            Self::Tenant { failure: UpstreamFailure::Refused { error, .. }, .. } => {
                !matches!(error.error.as_str(), "too_many_attempts" | "blocked_user")
            }
            _ => false,
        }
    }

    fn concerns_all(&self) -> bool {
        matches!(self, Self::Tenant { .. } | Self::LoginPaused(_) | Self::NotPossible(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::failure::Asked;
    use crate::tenant::LoginKind;
    use crate::token::{OAuthError, RequestKind};

    fn refused(code: &str) -> Failure {
        let (kind, login) = (RequestKind::Refresh, LoginKind::Legacy);
        let asked = Asked { kind, login, by_basic: false, by_profile: false };
        let error = OAuthError { error: code.to_owned(), error_description: None };
        Failure::Tenant { asked, failure: UpstreamFailure::Refused { status: 400, error } }
    }

    #[test]
    fn a_refused_refresh_token_ends_in_a_login_unless_the_user_is_blocked() {
        assert!(refused("invalid_grant").refuses_refresh());
        assert!(refused("unauthorized_client").refuses_refresh());
        assert!(!refused("too_many_attempts").refuses_refresh());
        assert!(!Failure::Overloaded.refuses_refresh());
    }

    #[test]
    fn a_limit_of_one_caller_concerns_no_other() {
        assert!(refused("invalid_grant").concerns_all());
        for failure in [Failure::Overloaded, Failure::Throttled { retry_after: 1 }] {
            assert!(!failure.concerns_all(), "{failure:?}");
        }
    }
}
