use std::io::Write;
use std::path::PathBuf;

/// Ends the test here if the program that it needs is not installed: see [`is_installed`].
#[macro_export]
macro_rules! needs {
    ($program:literal) => {
        if !$crate::is_installed($program) {
            return;
        }
    };
}

/// Whether the program is on this machine. If not, the test is [skipped](skip).
pub fn is_installed(program: &str) -> bool {
    let found = find(program).is_some();
    if !found {
        skip(&format!("{program} is not installed"));
    }
    found
}

/// Says on stderr why a test does not run, or only a part of it. With `REQUIRE_ALL=1` in the environment
/// the test fails instead.
pub fn skip(reason: &str) {
    let required = std::env::var_os("REQUIRE_ALL").is_some_and(|value| value == "1");
    assert!(!required, "{reason}, and REQUIRE_ALL=1 is set");
    say_skipped(&format!("{reason} (set REQUIRE_ALL=1 to make this a failure)"));
}

/// Says on stderr that this user, or this machine, does not allow what the test needs. No installation
/// would help, so that it is never a failure.
pub fn skip_forbidden(reason: &str) {
    say_skipped(reason);
}

fn say_skipped(reason: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    let line = format!("SKIPPED: {reason}: {test}\n");
    // Directly: `eprintln!` would only be seen if the test failed.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// The file that is run under this name.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    // In Debian's package `redis-tools`, which starts no service, the server has the name of a tool. Run
    // as `redis-server`, it is the server.
    let names =
        if program == "redis-server" { &[program, "redis-check-rdb"][..] } else { &[program] };
    let files = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    files.into_iter().find(|file| file.is_file())
}
