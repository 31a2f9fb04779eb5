use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// When a key was last accepted. All clones are one.
#[derive(Clone, Debug, Default)]
pub struct LastUse(Arc<AtomicI64>);

impl LastUse {
    pub fn note(&self) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.0.store(i64::try_from(now.as_secs()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    /// In seconds of Unix time; `None` before the first use.
    #[must_use]
    pub fn seconds(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|seconds| *seconds > 0)
    }
}
