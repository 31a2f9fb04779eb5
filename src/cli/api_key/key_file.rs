//! Changes of a key file that a facade may be reading: it never sees half of one.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::Path;

use crate::access::{KeyEntry, KeyRing, Name};

/// A line for a key file that was checked, and the file, open for appending.
pub struct KeyFile {
    line: String,
    file: File,
}

impl KeyFile {
    /// Refuses an invalid file, a name that the file has already unless this is a rotation, and a file that
    /// cannot be written.
    pub fn to_append(entry: &KeyEntry, path: &Path, rotate: bool) -> Result<Self, Box<dyn Error>> {
        let present = match fs::read(path) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        if KeyRing::parse(&present, |_| true)?.has_name(&entry.name) && !rotate {
            return Err("the file already has a key of this name; --rotate adds another".into());
        }
        let last_line_is_open = present.last().is_some_and(|byte| *byte != b'\n');
        let line = format!("{}{entry}\n", if last_line_is_open { "\n" } else { "" });
        // The file holds no secret, but the list of callers is not public.
        let file = OpenOptions::new().append(true).create(true).mode(0o640).open(path)?;
        Ok(Self { line, file })
    }

    /// Appends in one write, so that concurrent readers and writers see whole lines.
    pub fn append(mut self) -> io::Result<()> {
        self.file.write_all(self.line.as_bytes())
    }
}

/// The keys of a file.
pub fn read(path: &Path) -> Result<KeyRing, Box<dyn Error>> {
    let failed = |error: &dyn Error| format!("{}: {error}", path.display());
    let content = fs::read(path).map_err(|error| failed(&error))?;
    Ok(KeyRing::parse(&content, |_| true).map_err(|error| failed(&error))?)
}

/// Removes the lines of a name and returns how many there were. All other lines stay byte for byte.
pub fn remove(path: &Path, name: &Name) -> Result<usize, Box<dyn Error>> {
    let removed = read(path)?.entries().filter(|entry| entry.name == *name).count();
    let failed = |error: &dyn Error| format!("{}: {error}", path.display());
    if removed == 0 {
        return Err(failed(&io::Error::other("the file has no key of this name")).into());
    }
    // A link leads to the file that is replaced.
    let path = fs::canonicalize(path).map_err(|error| failed(&error))?;
    let content = fs::read_to_string(&path).map_err(|error| failed(&error))?;
    let is_kept = |line: &&str| {
        let entry = line.trim().trim_start_matches('\u{feff}').parse::<KeyEntry>();
        entry.map_or(true, |entry| entry.name != *name)
    };
    let rest: String = content.split_inclusive('\n').filter(is_kept).collect();
    replace(&path, rest.as_bytes()).map_err(|error| failed(&error))?;
    Ok(removed)
}

/// Replaces a file at once, with the mode and the owner of the old one.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let old = fs::metadata(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(content)?;
    new.as_file().set_permissions(fs::Permissions::from_mode(old.mode() & 0o7777))?;
    let now = new.as_file().metadata()?;
    if (now.uid(), now.gid()) != (old.uid(), old.gid()) {
        chown(new.path(), Some(old.uid()), Some(old.gid()))?;
    }
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}
