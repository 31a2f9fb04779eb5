//! Small files that settings name: keys, certificates, secrets.
//!
//! Such a file must not hold the program up or fill its memory: a pipe is never waited for, a device is
//! refused, and so is a file that is far larger than any key.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use zeroize::Zeroizing;

/// Maximum size of a file, in bytes: thousands of keys, or all certificates of a system.
pub const MAX_SIZE: u64 = 4 << 20;

/// Maximum size of what is read from a pipe, in bytes. Reading never grows the buffer, which would leave a
/// copy behind.
const PIPE_BUFFER: usize = 64 * 1024;

const NOT_REGULAR: &str = "it is not a regular file";

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

/// Time for the writer of a pipe to write all of it.
const PIPE_DEADLINE: Duration = Duration::from_secs(5);

/// Reads a whole file that is read at the start only, or a pipe that has a writer, as a shell makes one of
/// `<(…)`. What was read is wiped from memory on drop.
///
/// # Errors
///
/// Those of [`read`], and for a pipe without a writer, or whose writer is too slow.
pub fn read_once(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = open(path)?;
    if !file.metadata()?.file_type().is_fifo() {
        return read(path, Mode::Any);
    }
    let mut content = Zeroizing::new(Vec::with_capacity(PIPE_BUFFER));
    let started = Instant::now();
    loop {
        let mut piece = Zeroizing::new([0; 4_096]);
        match (&file).read(&mut *piece) {
            Ok(0) if content.is_empty() => return Err(io::Error::other(NOT_REGULAR)),
            Ok(0) => return Ok(content),
            Ok(length) if content.len() + length > PIPE_BUFFER => {
                return Err(io::Error::other("it is larger than 64 KiB, and a pipe"));
            }
            Ok(length) => content.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => wait(&file, started)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The same for a text.
///
/// # Errors
///
/// As for [`read_once`], and when it is not UTF-8.
pub fn read_text_once(path: &Path) -> io::Result<Zeroizing<String>> {
    let content = read_once(path)?;
    let text = str::from_utf8(&content).map_err(|_| io::Error::other("it is not UTF-8"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Waits until the writer of a pipe has written more, or has closed it.
fn wait(pipe: &File, started: Instant) -> io::Result<()> {
    let left = PIPE_DEADLINE.saturating_sub(started.elapsed());
    let left = Timespec::try_from(left).map_err(io::Error::other)?;
    match poll(&mut [PollFd::new(pipe, PollFlags::IN)], Some(&left)) {
        Ok(0) => Err(io::Error::new(ErrorKind::TimedOut, "it is a pipe whose writer is too slow")),
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Without waiting for the writer of a pipe.
fn open(path: &Path) -> io::Result<File> {
    let nonblocking = OFlags::NONBLOCK.bits().cast_signed();
    OpenOptions::new().read(true).custom_flags(nonblocking).open(path)
}

/// Why a file with these permissions can be used by more users than it should.
fn misuse(permissions: u32, mode: Mode) -> Option<&'static str> {
    if mode != Mode::Any && permissions & (GROUP_WRITES | OTHERS_WRITE) != 0 {
        Some("other users may write it: chmod go-w")
    } else if mode == Mode::Secret && permissions & OTHERS_READ != 0 {
        Some("other users may read it: chmod o=")
    } else {
        None
    }
}

/// Warns when more users can use a file than `mode` says, and it is read all the same. `setting` names it.
pub fn warn_of_misuse(setting: &str, path: &Path, mode: Mode) {
    let metadata = path.metadata().ok().filter(Metadata::is_file);
    if let Some(why) = metadata.and_then(|metadata| misuse(metadata.mode(), mode)) {
        tracing::warn!(file = %path.display(), "{setting}: {why}");
    }
}

/// Reads a whole file. What was read is wiped from memory on drop.
///
/// # Errors
///
/// Those of the operating system, and with words of its own for a file that is not regular, is too large,
/// or may be used by others than `mode` says.
pub fn read(path: &Path, mode: Mode) -> io::Result<Zeroizing<Vec<u8>>> {
    let refused = |why: &str| Err(io::Error::other(why));
    let file = open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return refused(NOT_REGULAR);
    }
    if let Some(why) = misuse(metadata.mode(), mode) {
        return refused(why);
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
    use std::fs::{Permissions, set_permissions};
    use std::io::Write;
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
        let pipe = fifo(&folder);
        for path in [pipe.as_path(), Path::new("/dev/zero"), folder.path()] {
            assert_eq!(fault(path, Mode::Any), "it is not a regular file", "{}", path.display());
        }
    }

    fn fifo(folder: &tempfile::TempDir) -> std::path::PathBuf {
        let (pipe, mode) =
            (folder.path().join("pipe"), rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR);
        let fifo = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, fifo, mode, 0).unwrap();
        pipe
    }

    #[test]
    fn a_pipe_is_read_once_if_it_has_a_writer() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = fifo(&folder);
        let fault = || read_once(&pipe).unwrap_err().to_string();
        assert_eq!(fault(), "it is not a regular file", "nothing writes it");
        // Opened for both, it need not wait for a reader.
        let mut writer = OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
        writer.write_all(b"content").unwrap();
        assert_eq!(fault(), "it is a pipe whose writer is too slow", "it may write more");
        let reading = std::thread::scope(|scope| {
            let reading = scope.spawn(|| read_text_once(&pipe).unwrap());
            writer.write_all(b"content").unwrap();
            // Until the reader has taken it: what is in a pipe goes with its last end.
            while rustix::io::ioctl_fionread(&writer).unwrap() > 0 {
                std::thread::yield_now();
            }
            drop(writer);
            reading.join().unwrap()
        });
        assert_eq!(*reading, "content");
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
