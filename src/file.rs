//! Small files that settings name: keys, certificates, secrets.
//!
//! Such a file must not hold the program up or fill its memory: a pipe is never waited for, a device is
//! refused, and so is a file that is far larger than any key.

use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use zeroize::Zeroizing;

/// Maximum size of a file, in bytes: thousands of keys, or all certificates of a system.
pub const MAX_SIZE: u64 = 4 << 20;

const GROUP_WRITES: u32 = 0o020;
const OTHERS_WRITE: u32 = 0o002;
const OTHERS_READ: u32 = 0o004;

/// Who else than its owner may use a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// Anyone.
    Any,
    /// Others may read it, and only its owner may write it.
    OwnerWrites,
    /// The group may read it, and only its owner may write it.
    Secret,
}

/// Reads a whole file. What was read is wiped from memory on drop.
///
/// # Errors
///
/// Those of the operating system, and with words of its own for a file that is not regular, is too large,
/// or may be used by others than `mode` says.
pub fn read(path: &Path, mode: Mode) -> io::Result<Zeroizing<Vec<u8>>> {
    let refused = |why: &str| Err(io::Error::other(why));
    let nonblocking = OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(nonblocking).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return refused("it is not a regular file");
    }
    if mode != Mode::Any && metadata.mode() & (GROUP_WRITES | OTHERS_WRITE) != 0 {
        return refused("other users may write it: chmod go-w");
    }
    if mode == Mode::Secret && metadata.mode() & OTHERS_READ != 0 {
        return refused("other users may read it: chmod o=");
    }
    // One byte more than announced, so that reading never grows it, which would leave a copy behind.
    let announced = usize::try_from(metadata.len().min(MAX_SIZE)).unwrap_or_default();
    let mut content = Zeroizing::new(Vec::with_capacity(announced + 1));
    file.take(MAX_SIZE + 1).read_to_end(&mut content)?;
    if u64::try_from(content.len()).is_ok_and(|length| length > MAX_SIZE) {
        return refused("it is larger than 4 MiB");
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use std::fs::{File, Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn fault(path: &Path, mode: Mode) -> String {
        read(path, mode).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_read_whole() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "content").unwrap();
        assert_eq!(read(file.path(), Mode::Secret).unwrap().as_slice(), b"content");
        std::fs::write(file.path(), "").unwrap();
        assert!(read(file.path(), Mode::Secret).unwrap().is_empty());
        assert!(read(Path::new("/nowhere/at-all"), Mode::Any).is_err());
    }

    #[test]
    fn pipes_devices_and_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        for path in [pipe.as_path(), Path::new("/dev/zero"), folder.path()] {
            assert_eq!(fault(path, Mode::Any), "it is not a regular file", "{}", path.display());
        }
    }

    #[test]
    fn a_file_that_never_ends_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        File::create(file.path()).unwrap().set_len(MAX_SIZE + 1).unwrap();
        assert_eq!(fault(file.path(), Mode::Any), "it is larger than 4 MiB");
        File::create(file.path()).unwrap().set_len(MAX_SIZE).unwrap();
        assert!(read(file.path(), Mode::Any).is_ok());
    }

    #[test]
    fn modes_are_checked() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let check = |bits, mode| {
            set_permissions(file.path(), Permissions::from_mode(bits)).unwrap();
            read(file.path(), mode).is_ok()
        };
        for (bits, owner_writes, secret) in [
            (0o600, true, true),
            (0o440, true, true),
            (0o640, true, true),
            (0o644, true, false),
            (0o604, true, false),
            (0o660, false, false),
            (0o602, false, false),
        ] {
            assert!(check(bits, Mode::Any), "{bits:o}");
            assert_eq!(check(bits, Mode::OwnerWrites), owner_writes, "{bits:o}");
            assert_eq!(check(bits, Mode::Secret), secret, "{bits:o}");
        }
    }
}
