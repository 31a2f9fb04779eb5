//! What every Prometheus client says of its process, under the names that all of them use.

use std::fs;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Reading, Value};

/// A value that this system does not tell is 0. From now on the process counts as started.
pub fn readings() -> Vec<Reading> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let since = i64::try_from(since.as_secs()).unwrap_or_default();
    let gauge = |name, help, value| Reading { name, help, value: Value::Gauge(value) };
    vec![
        gauge("process_open_fds", "Open descriptors", Arc::new(open_descriptors)),
        gauge(
            "process_resident_memory_bytes",
            "Memory in RAM",
            Arc::new(|| resident_kibibytes().unwrap_or_default() * 1_024),
        ),
        gauge(
            "process_start_time_seconds",
            "Unix time at which the process started",
            Arc::new(move || since),
        ),
    ]
}

fn open_descriptors() -> i64 {
    // One of them is that of the list itself.
    let listed = fs::read_dir("/proc/self/fd").map_or(0, |list| list.count().saturating_sub(1));
    i64::try_from(listed).unwrap_or_default()
}

fn resident_kibibytes() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_measured() {
        let read = |name| match readings().into_iter().find(|reading| reading.name == name) {
            Some(Reading { value: Value::Gauge(read), .. }) => read(),
            _ => 0,
        };
        assert!(read("process_open_fds") >= 3);
        assert!(read("process_resident_memory_bytes") > 1 << 20);
        assert!(read("process_start_time_seconds") > 1_700_000_000);
    }
}
