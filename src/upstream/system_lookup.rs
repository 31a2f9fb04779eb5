use std::io;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::resolver::Lookup;

/// Maximum number of lookups at a time. Each occupies a thread for as long as the system's resolver
/// takes, also after its call has timed out; tokio has 512 threads for everything that blocks.
const MAX_LOOKUPS: usize = 64;

/// The operating system's resolver.
#[derive(Clone, Debug)]
pub struct SystemLookup(Arc<Semaphore>);

impl Default for SystemLookup {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MAX_LOOKUPS)))
    }
}

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        // The final dot excludes search domains, which a Kubernetes pod has.
        let resolve = move || (format!("{host}."), 0).to_socket_addrs();
        let found = self.clone().run(resolve);
        Box::pin(async move { Ok(found.await?.map(|address| address.ip()).collect()) })
    }
}

impl SystemLookup {
    /// Waits for a permit, and resolves on a thread that may block.
    async fn run<T: Send + 'static>(
        self,
        resolve: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let permit = self.0.acquire_owned().await.map_err(io::Error::other)?;
        let lookup = move || {
            // Held by the lookup and not by the call, which may end before it.
            let _permit = permit;
            resolve()
        };
        spawn_blocking(lookup).await?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;
    use std::time::{Duration, Instant};

    use parking_lot::Mutex;

    use super::*;

    async fn becomes(running: &AtomicUsize, lookups: usize) {
        let started = Instant::now();
        while running.load(Ordering::SeqCst) != lookups {
            assert!(started.elapsed() < Duration::from_mins(1), "{running:?}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// The name server does not respond.
    #[tokio::test]
    async fn lookups_are_bounded_also_when_their_calls_have_ended() {
        let (end, until) = channel::<()>();
        let (lookup, until) = (SystemLookup::default(), Arc::new(Mutex::new(until)));
        let running = Arc::new(AtomicUsize::new(0));
        for call in 0..3 * MAX_LOOKUPS {
            let (until, count) = (Arc::clone(&until), Arc::clone(&running));
            let call_of_lookup = tokio::spawn(lookup.clone().run(move || {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = until.lock().recv();
                count.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            }));
            becomes(&running, (call + 1).min(MAX_LOOKUPS)).await;
            call_of_lookup.abort();
            let _ = call_of_lookup.await;
        }
        drop(end);
        becomes(&running, 0).await;
        assert_eq!(lookup.run(|| Ok("found")).await.ok(), Some("found"));
    }

    #[tokio::test]
    async fn a_panic_of_the_resolver_is_an_error() {
        let panics = || -> io::Result<()> { panic!("made up") };
        assert!(SystemLookup::default().run(panics).await.is_err());
    }
}
