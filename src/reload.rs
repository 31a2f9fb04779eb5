//! Values that are made from files, and made anew when the files change: API keys, certificates.
//!
//! The files are read every half second and compared by content, because what tells of changes on
//! one file system is silent on another (Kubernetes swaps links, editors rename). A change counts once
//! it has stood for two looks, so that a file is not read while somebody writes it; it is in force in
//! well under two seconds. What cannot be used is logged once and changes nothing.

use std::convert::Infallible;
use std::error::Error;
use std::future::pending;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use thiserror::Error;
use tokio::sync::watch;
use zeroize::Zeroizing;

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(500);

/// Files, and what is made of them.
pub struct Reload<T> {
    files: Vec<File>,
    make: Make<T>,
    value: watch::Sender<Arc<T>>,
    seen: State,
    /// What stands there since the last look only.
    changed: Option<State>,
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

/// Why contents cannot be used.
pub type Cause = Box<dyn Error + Send + Sync>;
type Make<T> = Box<dyn Fn(&Contents) -> Result<T, Unusable> + Send + Sync>;

/// What the maker of a value says of contents that it cannot use.
#[derive(Debug)]
pub struct Unusable {
    /// Which of the files is meant, from 0 on.
    pub file: usize,
    /// What is wrong with it.
    pub cause: Cause,
}

/// Without more words, the first file is meant.
impl<E: Error + Send + Sync + 'static> From<E> for Unusable {
    fn from(cause: E) -> Self {
        Self { file: 0, cause: cause.into() }
    }
}

/// What can be told of contents without keeping them; `None` for what cannot be read.
type State = Option<Vec<u8>>;

/// Why there is no value.
#[derive(Debug, Error)]
pub enum ReloadError {
    /// A file cannot be read.
    #[error("{}: {} cannot be read", .0.flag, .0.path.display())]
    Read(File, #[source] io::Error),
    /// What is in a file cannot be used.
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
        make: impl Fn(&Contents) -> Result<T, Unusable> + Send + Sync + 'static,
    ) -> Result<Self, ReloadError> {
        let contents = read(&files)?;
        let value = made(&files, &make, &contents)?;
        let value = watch::Sender::new(Arc::new(value));
        let (seen, make) = (state(Some(&contents)), Box::new(make));
        Ok(Self { files, make, value, seen, changed: None })
    }

    /// Where the value can be had, always the newest.
    #[must_use]
    pub fn value(&self) -> watch::Receiver<Arc<T>> {
        self.value.subscribe()
    }

    /// Looks after the files until this future is dropped, on a thread of its own: a file system may
    /// hang, and the runtime's threads for what blocks may all be taken by lookups of hosts.
    pub async fn run(self) {
        let (until, dropped) = channel();
        let flag = self.flag();
        if let Err(error) = thread::Builder::new().spawn(move || self.watch(&dropped)) {
            tracing::error!(flag, %error, "no thread; changes of the file are not seen");
        }
        pending::<()>().await;
        drop(until);
    }

    fn watch(mut self, dropped: &Receiver<Infallible>) {
        while dropped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
            // Whatever goes wrong now, the next change may be a key that is taken out.
            if catch_unwind(AssertUnwindSafe(|| self.look())).is_err() {
                let flag = self.flag();
                tracing::error!(flag, "a fault of this program; the old file stays in force");
            }
        }
    }

    fn look(&mut self) {
        let read = read(&self.files);
        let now = state(read.as_ref().ok());
        if now == self.seen {
            self.changed = None;
        } else if self.changed.as_ref() == Some(&now) {
            self.changed = None;
            self.seen = now;
            self.take_over(read);
        } else {
            self.changed = Some(now);
        }
    }

    fn flag(&self) -> Option<&'static str> {
        self.files.first().map(|file| file.flag)
    }

    fn take_over(&self, read: Result<Contents, ReloadError>) {
        let value = read.and_then(|contents| made(&self.files, &self.make, &contents));
        let flag = self.flag();
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
    make: impl Fn(&Contents) -> Result<T, Unusable>,
    contents: &Contents,
) -> Result<T, ReloadError> {
    make(contents).map_err(|Unusable { file, cause }| {
        let file = files.get(file).cloned();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is removed when the test is over.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(test: &str) -> Self {
            let name = format!("prowfm-auth-reload-{}-{test}", std::process::id());
            let file = Self(std::env::temp_dir().join(name));
            file.write("old");
            file
        }

        fn write(&self, text: &str) {
            std::fs::write(&self.0, text).unwrap();
        }

        /// What panics at one content.
        fn reload(&self) -> Reload<Vec<u8>> {
            let file = File { flag: "--file", path: self.0.clone() };
            Reload::start(vec![file], |contents| {
                assert_ne!(contents[0].as_slice(), b"panic");
                Ok(contents[0].to_vec())
            })
            .unwrap()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    async fn becomes(value: &mut watch::Receiver<Arc<Vec<u8>>>, text: &str) {
        let changed = value.wait_for(|value| value.as_slice() == text.as_bytes());
        let changed = tokio::time::timeout(Duration::from_mins(1), changed).await;
        changed.expect("the change is in force").unwrap();
    }

    #[tokio::test]
    async fn a_panic_does_not_end_the_looking() {
        let file = Scratch::new("panic");
        let mut reload = file.reload();
        let mut value = reload.value();
        file.write("panic");
        reload.look();
        assert!(catch_unwind(AssertUnwindSafe(|| reload.look())).is_err());
        assert_eq!(value.borrow().as_slice(), b"old");
        // Back to that content, so that the thread sees it too.
        reload.seen = None;
        let task = tokio::spawn(reload.run());
        tokio::time::sleep(3 * PAUSE).await;
        file.write("new");
        becomes(&mut value, "new").await;
        task.abort();
        // The thread ends, and with it the value.
        let ended = async { while value.changed().await.is_ok() {} };
        tokio::time::timeout(Duration::from_mins(1), ended).await.expect("the thread ends");
    }

    #[test]
    fn it_waits_behind_nothing_that_blocks() {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.enable_all().max_blocking_threads(1).build().unwrap();
        let (end, until) = channel::<Infallible>();
        runtime.spawn_blocking(move || until.recv());
        let file = Scratch::new("blocked");
        let reload = file.reload();
        let mut value = reload.value();
        runtime.spawn(reload.run());
        file.write("new");
        runtime.block_on(becomes(&mut value, "new"));
        drop(end);
    }
}
