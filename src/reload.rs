//! Values that are made from files, and made anew when the files change: API keys, certificates.
//!
//! The files are read every half second and compared by content, because what tells of changes on
//! one file system is silent on another (Kubernetes swaps links, editors rename). A change counts once
//! it has stood for two looks, so that a file is not read while somebody writes it; it is in force in
//! well under two seconds. What cannot be used is logged once and changes nothing.

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use thiserror::Error;
use tokio::sync::watch;
use tokio::time::sleep;
use zeroize::Zeroizing;

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(500);

/// Files, and what is made of them.
pub struct Reload<T> {
    files: Vec<File>,
    make: Make<T>,
    value: watch::Sender<Arc<T>>,
    seen: State,
}

/// A file that a flag names.
#[derive(Clone, Debug)]
pub struct File {
    /// The flag.
    pub flag: &'static str,
    /// Its value.
    pub path: PathBuf,
}

/// The contents of the files, in their order. They may be keys.
pub type Contents = Vec<Zeroizing<Vec<u8>>>;

type Cause = Box<dyn Error + Send + Sync>;
type Make<T> = Box<dyn Fn(&Contents) -> Result<T, Cause> + Send + Sync>;

/// What can be told of contents without keeping them; `None` for what cannot be read.
type State = Option<Vec<u8>>;

/// Why there is no value.
#[derive(Debug, Error)]
pub enum ReloadError {
    /// A file cannot be read.
    #[error("{}: {} cannot be read", .0.flag, .0.path.display())]
    Read(File, #[source] io::Error),
    /// What is in the files cannot be used. Names the first of them.
    #[error("{}: {} cannot be used", .0.flag, .0.path.display())]
    Make(File, #[source] Cause),
}

impl<T: Send + Sync + 'static> Reload<T> {
    /// Reads the files and makes the value for the first time.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or used.
    pub fn start(
        files: Vec<File>,
        make: impl Fn(&Contents) -> Result<T, Cause> + Send + Sync + 'static,
    ) -> Result<Self, ReloadError> {
        let contents = read(&files)?;
        let value = made(&files, &make, &contents)?;
        let value = watch::Sender::new(Arc::new(value));
        Ok(Self { seen: state(Some(&contents)), files, make: Box::new(make), value })
    }

    /// Where the value can be had, always the newest.
    #[must_use]
    pub fn value(&self) -> watch::Receiver<Arc<T>> {
        self.value.subscribe()
    }

    /// Looks after the files for as long as it is polled.
    pub async fn run(mut self) {
        let mut changed: Option<State> = None;
        loop {
            sleep(PAUSE).await;
            let files = self.files.clone();
            // A file system may hang.
            let Ok(read) = tokio::task::spawn_blocking(move || read(&files)).await else { return };
            let now = state(read.as_ref().ok());
            if now == self.seen {
                changed = None;
            } else if changed.as_ref() == Some(&now) {
                changed = None;
                self.seen = now;
                self.take_over(read);
            } else {
                changed = Some(now);
            }
        }
    }

    fn take_over(&self, read: Result<Contents, ReloadError>) {
        let value = read.and_then(|contents| made(&self.files, &self.make, &contents));
        let flag = self.files.first().map(|file| file.flag);
        match value {
            Ok(value) => {
                self.value.send_replace(Arc::new(value));
                tracing::info!(flag, "the changed file is in force");
            }
            Err(error) => {
                let cause = error.source().map(ToString::to_string);
                tracing::error!(%error, cause, "a changed file is not used; the old one stays in force");
            }
        }
    }
}

fn read(files: &[File]) -> Result<Contents, ReloadError> {
    let read = |file: &File| match std::fs::read(&file.path) {
        Ok(content) => Ok(Zeroizing::new(content)),
        Err(error) => Err(ReloadError::Read(file.clone(), error)),
    };
    files.iter().map(read).collect()
}

fn made<T>(
    files: &[File],
    make: impl Fn(&Contents) -> Result<T, Cause>,
    contents: &Contents,
) -> Result<T, ReloadError> {
    make(contents).map_err(|cause| {
        let file = files.first().cloned();
        let nameless = || File { flag: "no file", path: PathBuf::new() };
        ReloadError::Make(file.unwrap_or_else(nameless), cause)
    })
}

fn state(contents: Option<&Contents>) -> State {
    let mut digest = Context::new(&SHA256);
    for content in contents? {
        digest.update(&content.len().to_be_bytes());
        digest.update(content);
    }
    Some(digest.finish().as_ref().to_vec())
}
