//! Values made from files, and made again when the files change: API keys, certificates.
//!
//! The files are read twice a second and compared by content: what reports changes on one file system is
//! silent on another (Kubernetes swaps links, editors rename). A change counts once two reads in a row
//! have found it, so that a half-written file is not used; it is in force in well under two seconds. A
//! file that cannot be used changes nothing; log, readiness and metrics say so until it is mended.

mod status;

use std::error::Error;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use thiserror::Error;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use zeroize::Zeroizing;

use crate::file::{self, Mode};
pub use status::Status;

/// Between two reads of the files.
const INTERVAL: Duration = Duration::from_millis(500);

/// Files, and the value that is made from them.
pub struct Reload<T> {
    read: Read,
    make: Make<T>,
    value: watch::Sender<Arc<T>>,
    /// The contents that were last used or refused.
    seen: Fingerprint,
    /// Other contents that the last read has found for the first time.
    changed: Option<Fingerprint>,
    status: Status,
}

/// A file that a setting names.
#[derive(Clone, Debug)]
pub struct File {
    pub flag: &'static str,
    pub path: PathBuf,
    pub mode: Mode,
}

/// A file with what it contains, which may be a key.
pub struct Content {
    pub file: File,
    pub bytes: Zeroizing<Vec<u8>>,
}

/// The contents of the files, in their order.
pub type Contents = Vec<Content>;

pub type Cause = Box<dyn Error + Send + Sync>;
type Read = Box<dyn Fn() -> Result<Contents, ReloadError> + Send + Sync>;
type Make<T> = Box<dyn Fn(&Contents) -> Result<T, InvalidFile> + Send + Sync>;

/// Contents from which no value can be made.
#[derive(Debug)]
pub struct InvalidFile {
    /// Index of the file.
    pub file: usize,
    pub cause: Cause,
}

/// An error without an index is about the first file.
impl<E: Error + Send + Sync + 'static> From<E> for InvalidFile {
    fn from(cause: E) -> Self {
        Self { file: 0, cause: cause.into() }
    }
}

/// A digest of contents, which may be kept while the contents may not; `None` for a file that cannot be
/// read.
type Fingerprint = Option<Vec<u8>>;

/// Why there is no value.
#[derive(Debug, Error)]
pub enum ReloadError {
    #[error("{}: {} cannot be read", .0.flag, .0.path.display())]
    Read(File, #[source] io::Error),
    #[error("{}: {} cannot be used", .0.flag, .0.path.display())]
    Make(File, #[source] Cause),
}

impl<T: Send + Sync + 'static> Reload<T> {
    /// Reads the files and makes the value for the first time. `name` is for readiness and metrics.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or used.
    pub fn start(
        name: &'static str,
        files: Vec<File>,
        make: impl Fn(&Contents) -> Result<T, InvalidFile> + Send + Sync + 'static,
    ) -> Result<Self, ReloadError> {
        Self::start_with(name, move || files.iter().map(read).collect(), make)
    }

    /// The same for files of which one names the others.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or used.
    pub fn start_with(
        name: &'static str,
        read: impl Fn() -> Result<Contents, ReloadError> + Send + Sync + 'static,
        make: impl Fn(&Contents) -> Result<T, InvalidFile> + Send + Sync + 'static,
    ) -> Result<Self, ReloadError> {
        let contents = read()?;
        let value = watch::Sender::new(Arc::new(make_value(&make, &contents)?));
        let seen = fingerprint(Some(&contents));
        let status = Status::new(name);
        Ok(Self { read: Box::new(read), make: Box::new(make), value, seen, changed: None, status })
    }

    #[must_use]
    pub fn status(&self) -> Status {
        self.status.clone()
    }

    /// The newest value, at any time.
    #[must_use]
    pub fn value(&self) -> watch::Receiver<Arc<T>> {
        self.value.subscribe()
    }

    /// Keeps the value up to date until this future is dropped.
    pub async fn run(mut self) {
        let mut ticks = interval(INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            // A file system may hang. There is always a thread for what blocks: lookups of hosts take a
            // part of them at most.
            let checked = spawn_blocking(move || {
                self.check_after_panics();
                self
            });
            // An error means that the runtime is shutting down.
            let Ok(checked) = checked.await else { return };
            self = checked;
        }
    }

    /// Goes on after a panic: the next change may be the removal of a key.
    fn check_after_panics(&mut self) {
        if catch_unwind(AssertUnwindSafe(|| self.check())).is_err() {
            tracing::error!(files = self.status.name, "panicked; the old file stays in force");
        }
        self.status.looked();
        if let Some(since) = self.status.reminder() {
            tracing::warn!(
                files = self.status.name,
                minutes = since.as_secs() / 60,
                "the changed file has not been usable for this long; the old one is still in force"
            );
        }
    }

    fn check(&mut self) {
        let contents = (self.read)();
        let now = fingerprint(contents.as_ref().ok());
        if now == self.seen {
            self.changed = None;
            if self.status.is_to_be_retried() {
                self.update(contents);
            }
        } else if self.changed.as_ref() == Some(&now) {
            self.changed = None;
            self.seen = now;
            self.update(contents);
        } else {
            self.changed = Some(now);
        }
    }

    fn update(&self, contents: Result<Contents, ReloadError>) {
        let value = contents.and_then(|contents| make_value(&self.make, &contents));
        self.status.set_failed(value.is_err());
        match value {
            Ok(value) => {
                self.value.send_replace(Arc::new(value));
                tracing::info!(files = self.status.name, "the changed file is in force");
            }
            Err(error) => {
                let cause = error.source().map(ToString::to_string);
                tracing::error!(%error, cause, "a changed file is not used; the old one stays in force");
            }
        }
    }
}

/// Reads a file.
pub fn read(file: &File) -> Result<Content, ReloadError> {
    match file::read(&file.path, file.mode) {
        Ok(bytes) => Ok(Content { file: file.clone(), bytes }),
        Err(error) => Err(ReloadError::Read(file.clone(), error)),
    }
}

fn make_value<T>(
    make: impl Fn(&Contents) -> Result<T, InvalidFile>,
    contents: &Contents,
) -> Result<T, ReloadError> {
    make(contents).map_err(|InvalidFile { file, cause }| {
        let unknown = || File { flag: "unknown file", path: PathBuf::new(), mode: Mode::Any };
        let file = contents.get(file).map_or_else(unknown, |content| content.file.clone());
        ReloadError::Make(file, cause)
    })
}

fn fingerprint(contents: Option<&Contents>) -> Fingerprint {
    let mut digest = Context::new(&SHA256);
    for Content { bytes, .. } in contents? {
        digest.update(&bytes.len().to_be_bytes());
        digest.update(bytes);
    }
    Some(digest.finish().as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use tempfile::NamedTempFile;

    use super::*;

    struct Scratch(NamedTempFile);

    impl Scratch {
        fn new() -> Self {
            let file = Self(NamedTempFile::new().unwrap());
            file.write("old");
            file
        }

        fn write(&self, text: &str) {
            std::fs::write(self.0.path(), text).unwrap();
        }

        /// Panics at one content.
        fn reload(&self) -> Reload<Vec<u8>> {
            let path = self.0.path().to_owned();
            let file = File { flag: "--file", path, mode: Mode::Any };
            Reload::start("file", vec![file], |contents| {
                assert_ne!(contents[0].bytes.as_slice(), b"panic");
                Ok(contents[0].bytes.to_vec())
            })
            .unwrap()
        }
    }

    async fn becomes(value: &mut watch::Receiver<Arc<Vec<u8>>>, text: &str) {
        let changed = value.wait_for(|value| value.as_slice() == text.as_bytes());
        let changed = tokio::time::timeout(Duration::from_mins(1), changed).await;
        changed.expect("the change is in force").unwrap();
    }

    #[tokio::test]
    async fn a_panic_does_not_end_the_checks() {
        let file = Scratch::new();
        let mut reload = file.reload();
        let mut value = reload.value();
        file.write("panic");
        reload.check();
        assert!(catch_unwind(AssertUnwindSafe(|| reload.check())).is_err());
        assert_eq!(value.borrow().as_slice(), b"old");
        // Back to before that content, so that the task panics at it too.
        reload.seen = None;
        let task = tokio::spawn(reload.run());
        tokio::time::sleep(3 * INTERVAL).await;
        file.write("new");
        becomes(&mut value, "new").await;
        task.abort();
        let ended = async { while value.changed().await.is_ok() {} };
        tokio::time::timeout(Duration::from_mins(1), ended)
            .await
            .expect("the value ends with the task");
    }
}
