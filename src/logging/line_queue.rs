use std::io::{self, Write};
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// Maximum size of the lines that wait to be written, in bytes: two thousand lines of calls.
const MAX_WAITING: usize = 1024 * 1024;

/// How long lines are gathered after others were written. The first line after a pause is written at once; to
/// wake the thread for each of many would cost more than to write them.
const GATHERING: Duration = Duration::from_millis(5);

/// Maximum size of what is written at once: `PIPE_BUF` of Linux. So much stays whole where several processes
/// write into one pipe.
const MAX_AT_ONCE: usize = 4096;

/// Lines on their way to a writer that may block, such as a pipe whose reader stands still. A thread of its
/// own writes them. When too many wait, a further line is dropped and counted: adding one never blocks.
///
/// `tracing-appender` would do, but at the stop it may print to stdout, where only programs read, and
/// panics if that is closed.
pub struct LineQueue(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// There are waiting lines.
    added: Condvar,
    /// Lines are not to be gathered any longer.
    stopping: Condvar,
    /// Nothing is left to write.
    finished: Condvar,
    dropped: AtomicU64,
}

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    is_writing: bool,
}

impl LineQueue {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// When the operating system has no thread left.
    pub fn start(writer: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        thread::Builder::new().name("log".to_owned()).spawn(move || of_thread.write_to(writer))?;
        Ok(Self(shared))
    }

    /// Adds whole lines, or drops them.
    pub fn add(&self, lines: &[u8]) {
        let mut state = self.0.state.lock();
        if state.waiting.len() + lines.len() > MAX_WAITING {
            self.0.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        state.waiting.extend_from_slice(lines);
        drop(state);
        self.0.added.notify_one();
    }

    /// How many lines have not been written, because too many waited or the writer failed.
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }

    /// Waits until everything is written, or the time is over.
    pub fn finish(&self, limit: Duration) {
        let mut state = self.0.state.lock();
        self.0.stopping.notify_one();
        self.0.finished.wait_while_for(&mut state, |state| state.has_work(), limit);
    }
}

impl State {
    fn has_work(&self) -> bool {
        self.is_writing || !self.waiting.is_empty()
    }
}

impl Shared {
    fn write_to(&self, mut writer: impl Write) {
        let mut lines = Vec::new();
        let mut reported = 0;
        loop {
            self.take(&mut lines);
            for some in at_once(&lines) {
                if writer.write_all(some).is_err() {
                    let count = some.split_inclusive(|byte| *byte == b'\n').count();
                    let count = u64::try_from(count).unwrap_or(u64::MAX);
                    self.dropped.fetch_add(count, Ordering::Relaxed);
                    // It failed to write, so that it need not be told that something is missing.
                    reported += count;
                }
            }
            lines.clear();
            let dropped = self.dropped.load(Ordering::Relaxed);
            if dropped > reported {
                tracing::warn!(
                    lines = dropped - reported,
                    "log lines were dropped: too many waited"
                );
                reported = dropped;
            }
        }
    }

    /// Waits for lines, gathers those that follow, and takes all there are.
    fn take(&self, lines: &mut Vec<u8>) {
        let mut state = self.state.lock();
        state.is_writing = false;
        if !state.has_work() {
            self.finished.notify_all();
        }
        self.stopping.wait_for(&mut state, GATHERING);
        self.added.wait_while(&mut state, |state| state.waiting.is_empty());
        mem::swap(lines, &mut state.waiting);
        state.is_writing = true;
    }
}

/// Whole lines, as many as may be written at once.
fn at_once(mut lines: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let is_end = |byte: &u8| *byte == b'\n';
        let most = lines.len().min(MAX_AT_ONCE);
        let end = lines[..most].iter().rposition(is_end);
        // A longer line is written alone.
        let end = end.or_else(|| lines.iter().position(is_end));
        let (some, rest) = lines.split_at(end.map_or(lines.len(), |end| end + 1));
        lines = rest;
        (!some.is_empty()).then_some(some)
    })
}

/// For `tracing-subscriber`, which writes an event with one call.
impl Write for &LineQueue {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        self.add(lines);
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::time::Instant;

    use super::*;

    /// A pipe holds 64 KiB.
    const LONG_LINE: usize = 100 * 1024;

    fn line(length: usize) -> Vec<u8> {
        let mut line = vec![b'x'; length - 1];
        line.push(b'\n');
        line
    }

    #[test]
    fn lines_are_written_in_their_order() {
        let (reader, writer) = io::pipe().unwrap();
        let queue = LineQueue::start(writer).unwrap();
        for line in 0..1_000 {
            queue.add(format!("{line}\n").as_bytes());
        }
        let lines = BufReader::new(reader).lines().take(1_000).map(Result::unwrap);
        assert!(lines.eq((0..1_000).map(|line| line.to_string())));
        queue.finish(Duration::from_mins(1));
        assert_eq!(queue.dropped(), 0);
    }

    #[test]
    fn lines_are_written_together_up_to_what_a_pipe_keeps_whole() {
        let lines = [line(1_500), line(1_500), line(1_500), line(LONG_LINE), line(2)].concat();
        let lengths: Vec<_> = at_once(&lines).map(<[u8]>::len).collect();
        assert_eq!(lengths, [3_000, 1_500, LONG_LINE, 2]);
        assert_eq!(at_once(b"").count(), 0);
    }

    #[test]
    fn while_the_reader_stands_still_lines_are_dropped_and_the_others_come_later() {
        let (reader, writer) = io::pipe().unwrap();
        let queue = LineQueue::start(writer).unwrap();
        // The thread blocks in the first one at the latest when it has waited for the time.
        queue.add(&line(LONG_LINE));
        let started = Instant::now();
        queue.finish(Duration::from_millis(200));
        assert!(started.elapsed() >= Duration::from_millis(200), "it is not written");
        let fit = MAX_WAITING / LONG_LINE;
        for _ in 0..fit + 3 {
            queue.add(&line(LONG_LINE));
        }
        assert_eq!(queue.dropped(), 3);
        let lengths = BufReader::new(reader).lines().take(1 + fit).map(|line| line.unwrap().len());
        assert!(lengths.eq([LONG_LINE - 1].repeat(1 + fit)), "they are whole");
        let started = Instant::now();
        queue.finish(Duration::from_mins(1));
        assert!(started.elapsed() < Duration::from_secs(30), "nothing is left");
        assert_eq!(queue.dropped(), 3);
    }

    #[test]
    fn a_closed_pipe_drops_lines_and_harms_nothing() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let queue = LineQueue::start(writer).unwrap();
        for _ in 0..3 {
            queue.add(b"line\n");
            queue.finish(Duration::from_mins(1));
        }
        assert_eq!(queue.dropped(), 3);
    }
}
