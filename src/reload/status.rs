use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// A look at the files that takes longer than this hangs, in a file system that does not answer.
const HANGING: Duration = Duration::from_secs(5);
/// From here on, old contents that are still in force are a danger: the change may be the removal of a key.
const OLD: Duration = Duration::from_hours(1);
/// Between two warnings about old contents.
const REMINDER: Duration = Duration::from_mins(1);

/// Whether files could be read and used when they were last looked at. For readiness and metrics.
#[derive(Clone, Debug)]
pub struct Status {
    /// Such as `api-keys`.
    pub name: &'static str,
    looks: Arc<Mutex<Looks>>,
}

#[derive(Debug)]
struct Looks {
    /// `None` between looks on request.
    last: Option<Instant>,
    /// The same content is to be tried once more.
    retry: bool,
    failed_since: Option<Instant>,
    reminded: Option<Instant>,
}

impl Status {
    pub(super) fn new(name: &'static str) -> Self {
        let status = Self::on_request(name);
        status.looked();
        status
    }

    /// Of files that are looked at on request only.
    #[must_use]
    pub fn on_request(name: &'static str) -> Self {
        let looks = Looks { last: None, retry: false, failed_since: None, reminded: None };
        Self { name, looks: Arc::new(Mutex::new(looks)) }
    }

    /// A look on request begins.
    pub fn begin(&self) {
        self.looked();
    }

    /// A look on request has ended.
    pub fn end(&self, failed: bool) {
        self.set_failed(failed);
        self.looks.lock().last = None;
    }

    /// Has the files tried again if they could not be used, because something else has changed.
    pub fn retry(&self) {
        let mut looks = self.looks.lock();
        looks.retry = looks.failed_since.is_some();
    }

    pub(super) fn is_to_be_retried(&self) -> bool {
        std::mem::take(&mut self.looks.lock().retry)
    }

    /// The last change is not in force, because it cannot be read or used.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.looks.lock().failed_since.is_some()
    }

    /// The files are not looked at any more, so that changes stay unseen.
    #[must_use]
    pub fn hangs(&self) -> bool {
        self.since_last_look().is_some_and(|time| time > HANGING)
    }

    #[must_use]
    pub fn since_last_look(&self) -> Option<Duration> {
        self.looks.lock().last.map(|last| last.elapsed())
    }

    pub(super) fn looked(&self) {
        self.looks.lock().last = Some(Instant::now());
    }

    pub(super) fn set_failed(&self, failed: bool) {
        let mut looks = self.looks.lock();
        looks.failed_since =
            if failed { looks.failed_since.or(Some(Instant::now())) } else { None };
    }

    /// How long the change has failed, if that is worth another warning.
    pub(super) fn reminder(&self) -> Option<Duration> {
        let mut looks = self.looks.lock();
        let failed = looks.failed_since?.elapsed();
        let is_new = looks.reminded.is_none_or(|reminded| reminded.elapsed() >= REMINDER);
        let due = failed >= OLD && is_new;
        if due {
            looks.reminded = Some(Instant::now());
        }
        due.then_some(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_failure_is_a_warning_every_minute() {
        let status = Status::new("api-keys");
        assert_eq!((status.has_failed(), status.reminder()), (false, None));
        status.set_failed(true);
        assert_eq!((status.has_failed(), status.reminder()), (true, None));
        let Some(an_hour_ago) = Instant::now().checked_sub(OLD) else { return };
        status.looks.lock().failed_since = Some(an_hour_ago);
        status.set_failed(true);
        assert!(status.reminder().is_some_and(|failed| failed >= OLD));
        assert_eq!(status.reminder(), None);
        status.looks.lock().reminded = Instant::now().checked_sub(REMINDER);
        assert!(status.reminder().is_some());
        status.set_failed(false);
        assert_eq!((status.has_failed(), status.reminder()), (false, None));
    }

    #[test]
    fn files_that_nothing_looks_at_hang() {
        let status = Status::new("tls");
        assert!(!status.hangs());
        let Some(long_ago) = Instant::now().checked_sub(2 * HANGING) else { return };
        status.looks.lock().last = Some(long_ago);
        assert!(status.hangs());
        status.looked();
        assert!(!status.hangs());
    }

    #[test]
    fn a_look_on_request_hangs_only_while_it_lasts() {
        let status = Status::on_request("config");
        assert_eq!((status.hangs(), status.since_last_look()), (false, None));
        status.begin();
        let Some(long_ago) = Instant::now().checked_sub(2 * HANGING) else { return };
        status.looks.lock().last = Some(long_ago);
        assert!(status.hangs());
        status.end(true);
        assert_eq!((status.hangs(), status.has_failed()), (false, true));
    }
}
