use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// Work that is finished whether or not anybody waits for it: where it is dropped before its end, it
/// goes on as a task of its own.
///
/// Not a task from the start, because whoever waits is nearly always still there at the end, and to
/// hand each call over from one task to another and back takes a good part of what it costs.
pub struct ToTheEnd<F: Future<Output: Send> + Send + 'static> {
    /// `None` once it has ended.
    work: Option<Pin<Box<F>>>,
}

impl<F: Future<Output: Send> + Send + 'static> ToTheEnd<F> {
    pub fn of(work: F) -> Self {
        Self { work: Some(Box::pin(work)) }
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for ToTheEnd<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // Whoever asks again after the end waits for ever, as with any future.
        let Some(mut work) = self.work.take() else { return Poll::Pending };
        // Work that panics here is at its end.
        let polled = work.as_mut().poll(cx);
        if polled.is_pending() {
            self.work = Some(work);
        }
        polled
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for ToTheEnd<F> {
    fn drop(&mut self) {
        // Without a runtime the process is at its end.
        if let (Some(work), Ok(runtime)) = (self.work.take(), Handle::try_current()) {
            runtime.spawn(work);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::panic::AssertUnwindSafe;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn who_waits_gets_the_result() {
        assert_eq!(ToTheEnd::of(async { 7 }).await, 7);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_goes_on() {
        let ((go, on), (done, is_done)) = (oneshot::channel::<()>(), oneshot::channel());
        let mut work = ToTheEnd::of(async move {
            let _ = on.await;
            done.send(7)
        });
        let started = futures_util::poll!(&mut work);
        assert!(started.is_pending());
        drop(work);
        go.send(()).unwrap();
        assert_eq!(is_done.await, Ok(7));
    }

    #[tokio::test]
    async fn what_panics_is_not_begun_again() {
        let polls = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&polls);
        let work = ToTheEnd::of(poll_fn(move |_| -> Poll<()> {
            count.fetch_add(1, Ordering::Relaxed);
            panic!("made up")
        }));
        let panicked = AssertUnwindSafe(work).catch_unwind().await;
        assert!(panicked.is_err());
        // Were it a task now, this would give it its turn.
        tokio::task::yield_now().await;
        assert_eq!(polls.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_was_never_asked_for_is_done_too() {
        let (done, is_done) = oneshot::channel();
        drop(ToTheEnd::of(async move { done.send(7) }));
        assert_eq!(is_done.await, Ok(7));
    }
}
