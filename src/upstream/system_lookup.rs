use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use futures_util::future::BoxFuture;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::resolver::Lookup;

/// Most lookups that run at a time. Each takes a thread for as long as the system's resolver wants,
/// also when nobody waits for it any more; what else needs a thread must find one.
const MOST_LOOKUPS: usize = 64;
/// Most of them for one host, so that one whose name server is silent leaves room for the others.
const MOST_FOR_A_HOST: usize = 8;

/// The operating system's resolver.
#[derive(Clone, Debug)]
pub struct SystemLookup {
    all: Arc<Semaphore>,
    hosts: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
}

/// The right to run a lookup. It goes with the work, not with the call that asked for it: a call ends
/// at its deadline, the thread does not.
type Place = (OwnedSemaphorePermit, OwnedSemaphorePermit);

impl Default for SystemLookup {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(MOST_LOOKUPS)), hosts: Arc::default() }
    }
}

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        // The dot keeps search domains out, as a Kubernetes pod has them.
        let ask = |host: String| (format!("{host}."), 0).to_socket_addrs();
        let found = self.clone().run(host, ask);
        Box::pin(async move { Ok(found.await?.map(|address| address.ip()).collect()) })
    }
}

impl SystemLookup {
    /// Waits for a place, and asks on a thread that blocks.
    async fn run<T: Send + 'static>(
        self,
        host: String,
        ask: impl FnOnce(String) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let place = self.place(&host).await.map_err(io::Error::other)?;
        let work = move || {
            let _until_the_end: Place = place;
            ask(host)
        };
        spawn_blocking(work).await?
    }

    /// First one of the host, so that who waits for that takes no place from another host.
    async fn place(&self, host: &str) -> Result<Place, AcquireError> {
        let of_the_host = self.places_of(host).acquire_owned().await?;
        Ok((of_the_host, Arc::clone(&self.all).acquire_owned().await?))
    }

    fn places_of(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.retain(|_, places| places.strong_count() > 0);
        hosts.get(host).and_then(Weak::upgrade).unwrap_or_else(|| {
            let places = Arc::new(Semaphore::new(MOST_FOR_A_HOST));
            hosts.insert(host.to_owned(), Arc::downgrade(&places));
            places
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use super::*;

    /// A name server that does not answer, and how many lookups wait for it.
    #[derive(Clone)]
    struct Silent(Arc<Mutex<Receiver<()>>>, Arc<AtomicUsize>);

    impl Silent {
        fn new(until: Receiver<()>) -> Self {
            Self(Arc::new(Mutex::new(until)), Arc::default())
        }

        fn waiting(&self) -> usize {
            self.1.load(Ordering::SeqCst)
        }

        /// Starts so many calls, each of which asks.
        fn asked(&self, lookup: &SystemLookup, host: &str, calls: usize) -> Vec<Call> {
            let call = |_| {
                let Self(until, waiting) = self.clone();
                tokio::spawn(lookup.clone().run(host.to_owned(), move |_| {
                    waiting.fetch_add(1, Ordering::SeqCst);
                    let _ = until.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    waiting.fetch_sub(1, Ordering::SeqCst);
                    Ok(())
                }))
            };
            (0..calls).map(call).collect()
        }

        async fn until_waiting(&self, lookups: usize) {
            let started = Instant::now();
            while self.waiting() != lookups {
                assert!(started.elapsed() < Duration::from_mins(1), "{}", self.waiting());
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }

    type Call = tokio::task::JoinHandle<io::Result<()>>;

    async fn abandon(calls: Vec<Call>) {
        for call in calls {
            call.abort();
            let _ = call.await;
        }
    }

    #[tokio::test]
    async fn abandoned_lookups_of_a_host_keep_their_places_and_leave_the_others_theirs() {
        let (end, until) = channel();
        let (lookup, silent) = (SystemLookup::default(), Silent::new(until));
        for _ in 0..3 {
            let calls = silent.asked(&lookup, "sick", 3 * MOST_FOR_A_HOST);
            silent.until_waiting(MOST_FOR_A_HOST).await;
            abandon(calls).await;
        }
        let well = lookup.clone().run("well".to_owned(), Ok).await;
        assert_eq!((well.ok().as_deref(), silent.waiting()), (Some("well"), MOST_FOR_A_HOST));
        drop(end);
        let again = lookup.clone().run("sick".to_owned(), Ok).await;
        assert_eq!(again.ok().as_deref(), Some("sick"));
    }

    #[tokio::test]
    async fn all_lookups_together_are_bounded_and_no_host_is_remembered() {
        let (end, until) = channel();
        let (lookup, silent) = (SystemLookup::default(), Silent::new(until));
        for host in 0..3 * MOST_LOOKUPS {
            let calls = silent.asked(&lookup, &host.to_string(), 1);
            silent.until_waiting((host + 1).min(MOST_LOOKUPS)).await;
            abandon(calls).await;
        }
        drop(end);
        silent.until_waiting(0).await;
        let well = lookup.clone().run("well".to_owned(), Ok).await;
        assert_eq!(well.ok().as_deref(), Some("well"));
        lookup.places_of("another");
        let hosts = lookup.hosts.lock().unwrap_or_else(PoisonError::into_inner).len();
        assert!(hosts <= 2 + MOST_LOOKUPS, "{hosts}");
    }

    #[tokio::test]
    async fn a_panic_of_the_resolver_is_an_error() {
        let lookup = SystemLookup::default();
        let panics = |_| -> io::Result<()> { panic!("a test") };
        assert!(lookup.run("host".to_owned(), panics).await.is_err());
    }
}
