use std::path::Path;

use tempfile::TempDir;

/// A temporary folder, removed at the end of the test.
pub struct Folder(TempDir);

impl Folder {
    /// The name tells which test left a folder behind when it was killed.
    pub fn new(name: &str) -> Self {
        Self(tempfile::Builder::new().prefix(&format!("prowfm-{name}-")).tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file in it, as an argument of a command.
    pub fn file(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// A file in it, with this content.
    pub fn write(&self, name: &str, content: &str) -> String {
        let file = self.file(name);
        std::fs::write(&file, content).unwrap();
        file
    }
}
