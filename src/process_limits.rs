//! Limits that the operating system keeps for this process: descriptors, and core dumps.

#[cfg(target_os = "linux")]
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors for everything but calls: listeners, files, name lookups.
const RESERVED: usize = 32;

/// Switches core dumps off, because they would contain passwords. Linux ignores the limit where another
/// program receives the dumps, so that the process is also marked as not dumpable; that also hides its
/// memory from other processes of the same user.
pub fn no_core_dumps() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core dumps could not be switched off");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "the process could not be marked as not dumpable");
    }
}

/// Raises the limit of descriptors as far as it can be raised without privileges, and returns it. The usual
/// default of 1,024 is for programs with `select`, which this one does not use.
#[must_use]
pub fn raise_descriptors() -> usize {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // If that fails, the current limit stays.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let current = getrlimit(Resource::Nofile).current;
    current.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

/// Maximum number of connections of callers with this number of descriptors. Each may need a second one,
/// for a connection to the tenant.
#[must_use]
pub fn connections(descriptors: usize) -> usize {
    (descriptors.saturating_sub(RESERVED) / 2).max(1)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::dumpable_behavior;

    use super::*;

    #[test]
    fn core_dumps_are_off() {
        no_core_dumps();
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        assert_eq!(getrlimit(Resource::Core), none);
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    }
}
