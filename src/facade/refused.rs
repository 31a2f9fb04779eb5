use std::sync::Arc;

use crate::listener::{OnRefused, Refusal, Refused};
use crate::metrics::Metrics;

/// Logs and counts the requests that end in the listener, before they are calls.
pub fn reporter(metrics: &Arc<Metrics>) -> OnRefused {
    // So that each count is there before it grows.
    for refusal in Refusal::ALL {
        metrics.refused(refusal.name()).inc_by(0);
    }
    let metrics = Arc::clone(metrics);
    Arc::new(move |refused| {
        metrics.refused(refused.refusal.name()).inc();
        log(refused);
    })
}

fn log(Refused { peer, refusal, cause }: &Refused<'_>) {
    let cause = cause.map(tracing::field::display);
    tracing::info!(%peer, reason = refusal.name(), cause, "a request was refused before it was a call");
}
