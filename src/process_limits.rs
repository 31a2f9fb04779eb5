//! What the operating system is told about this process: how many descriptors it wants, and that its
//! memory is to be written nowhere.

#[cfg(target_os = "linux")]
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Kept for everything that is no connection of a caller: listeners, files, name lookups.
const RESERVED: usize = 32;

/// Switches core dumps off: they would hold passwords. The limit is not looked at where they are handed
/// to another program, so the process says that it must not be dumped, too; that also keeps its memory
/// from other processes of the same user.
pub fn no_core_dumps() {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core dumps could not be switched off");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "the process could not be made one that is not dumped");
    }
}

/// Raises the limit of descriptors as far as it may be raised without privileges, and returns it. A
/// shell's default of 1,024 is from the days of `select`, which this program does not use.
#[must_use]
pub fn raise_descriptors() -> usize {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // Where it may not be raised, it stays as it is.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let current = getrlimit(Resource::Nofile).current;
    current.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

/// How many callers may be connected with so many descriptors, when each of their calls may need one
/// more for the connection to the tenant.
#[must_use]
pub fn connections(descriptors: usize) -> usize {
    (descriptors.saturating_sub(RESERVED) / 2).max(1)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::dumpable_behavior;

    use super::*;

    #[test]
    fn the_memory_is_dumped_nowhere() {
        no_core_dumps();
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        assert_eq!(getrlimit(Resource::Core), none);
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    }
}
