//! What the program takes from the machine while it works, as the kernel tells it.

use std::fs;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::sleep;

/// How often the program is looked at.
const PERIOD: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug, Default)]
pub struct Vitals {
    /// Resident memory, in KiB.
    pub memory: usize,
    /// The most that it ever was, in KiB.
    pub peak_memory: usize,
    pub descriptors: usize,
    pub threads: usize,
}

impl Vitals {
    /// # Errors
    ///
    /// After the process has ended.
    pub fn of(process: u32) -> io::Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let word = line.and_then(|line| line.split_whitespace().next());
            word.and_then(|word| word.parse().ok()).unwrap_or_default()
        };
        Ok(Self {
            memory: number("VmRSS:"),
            peak_memory: number("VmHWM:"),
            descriptors: fs::read_dir(format!("/proc/{process}/fd"))?.count(),
            threads: number("Threads:"),
        })
    }

    /// Resident memory in MiB, for people.
    pub fn mebibytes(&self) -> f64 {
        f64::from(u32::try_from(self.memory).unwrap_or(u32::MAX)) / 1_024.0
    }
}

/// Looks at a process all the time.
#[derive(Clone, Default)]
pub struct Monitor(Arc<Mutex<Vec<(usize, Vitals)>>>);

impl Monitor {
    /// Measures until the process is gone, each time with the number of calls made so far.
    pub async fn watch(self, process: u32, calls: impl Fn() -> usize) {
        while let Ok(vitals) = Vitals::of(process) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push((calls(), vitals));
            sleep(PERIOD).await;
        }
    }

    /// What was seen between two numbers of calls: the middle value of each, because single looks jump.
    pub fn between(&self, from: usize, to: usize) -> Vitals {
        let looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = |value: fn(&Vitals) -> usize| {
            // A short run may have passed between two looks.
            let later = looks.iter().skip_while(|(calls, _)| *calls < from);
            let within = later.clone().take_while(|(calls, _)| *calls <= to).count().max(1);
            let mut values: Vec<_> = later.take(within).map(|(_, look)| value(look)).collect();
            values.sort_unstable();
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        Vitals {
            memory: seen(|vitals| vitals.memory),
            peak_memory: seen(|vitals| vitals.peak_memory),
            descriptors: seen(|vitals| vitals.descriptors),
            threads: seen(|vitals| vitals.threads),
        }
    }

    /// The most that was ever seen of each.
    pub fn peak(&self) -> Vitals {
        let looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.iter().fold(Vitals::default(), |peak, (_, vitals)| Vitals {
            memory: peak.memory.max(vitals.peak_memory),
            descriptors: peak.descriptors.max(vitals.descriptors),
            threads: peak.threads.max(vitals.threads),
            ..peak
        })
    }
}
