use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::redis_server::RedisServer;

/// Between what happens and its line in the log, at most.
const LOG_DELAY: Duration = Duration::from_millis(500);

/// When replicas fell back (true) and came back (false), as they log it.
#[derive(Clone, Default)]
pub struct Outages(Arc<Mutex<Vec<(Duration, bool)>>>);

impl Outages {
    /// Notes from now on what is logged about one server.
    pub fn watch(&self, server: &RedisServer, beginning: Instant) {
        let (outages, address) = (self.clone(), format!("={} ", server.url()));
        let note = move |line: &[u8]| {
            let line = String::from_utf8_lossy(line);
            if format!("{} ", line.trim_end()).contains(&address) {
                let fell_back = line.contains("alone");
                outages.0.lock().unwrap().push((beginning.elapsed(), fell_back));
            }
            Ok(line.len())
        };
        let note = Arc::new(note);
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || LineWriter(note.clone()))
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        tracing::callsite::rebuild_interest_cache();
    }

    /// Whether a replica may have decided on its own between these times.
    pub fn touch(&self, begin: Duration, end: Duration) -> bool {
        let (mut fallen_back, mut since) = (0, Duration::ZERO);
        for (time, fell_back) in self.0.lock().unwrap().iter() {
            if *fell_back {
                if fallen_back == 0 {
                    since = *time;
                }
                fallen_back += 1;
            } else {
                fallen_back -= 1;
                // It logs a moment after it falls back.
                if fallen_back == 0 && end + LOG_DELAY >= since && begin <= *time {
                    return true;
                }
            }
        }
        fallen_back > 0 && end + LOG_DELAY >= since
    }

    /// How often a replica fell back.
    pub fn len(&self) -> usize {
        self.0.lock().unwrap().iter().filter(|(_, fell_back)| *fell_back).count()
    }
}

/// Gets a line of the log at a time.
struct LineWriter<F>(Arc<F>);

impl<F: Fn(&[u8]) -> io::Result<usize>> io::Write for LineWriter<F> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        (self.0)(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
