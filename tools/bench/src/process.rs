use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::Failure;

/// How long a process may take to end by itself.
const FAREWELL: Duration = Duration::from_secs(10);

/// A process under test, with those that it has started itself. They end with this value.
pub struct Process {
    child: Child,
    id: u32,
}

impl Process {
    /// Starts it. What it says goes into `log`.
    pub fn start(command: &mut Command, log: PathBuf) -> Result<Self, Failure> {
        let log = std::fs::File::options().append(true).create(true).open(log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let id = child.id().ok_or("a process is gone already")?;
        Ok(Self { child, id })
    }

    /// Asks it to end, and waits.
    pub async fn end(mut self) -> Result<(), Failure> {
        Command::new("kill").args(["-TERM", &self.id.to_string()]).status().await?;
        let started = Instant::now();
        while self.child.try_wait()?.is_none() {
            if started.elapsed() > FAREWELL {
                return Err("a process does not end".into());
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// The processor time that it has used, user and system.
    pub fn processor_time(&self) -> Result<Duration, Failure> {
        let mut nanoseconds = 0;
        for process in self.family()? {
            for task in std::fs::read_dir(format!("/proc/{process}/task"))? {
                // The time on a processor, in nanoseconds (the kernel's scheduler/sched-stats).
                let statistics = std::fs::read_to_string(task?.path().join("schedstat"));
                // A thread that ends meanwhile is one for blocking work, which has done none.
                let Ok(statistics) = statistics else { continue };
                let on_processor = statistics.split(' ').next().unwrap_or_default();
                nanoseconds += on_processor.parse::<u64>()?;
            }
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// The memory that it has resident, in KiB: `VmRSS`, or `VmHWM` for the most there ever was.
    pub fn memory(&self, which: &str) -> Result<u64, Failure> {
        let mut sum = 0;
        for process in self.family()? {
            let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
            let line = status.lines().find_map(|line| line.strip_prefix(which)?.strip_prefix(':'));
            let figure = line.and_then(|line| line.split_whitespace().next());
            sum += figure.ok_or("the kernel tells no memory")?.parse::<u64>()?;
        }
        Ok(sum)
    }

    /// The process and its children: nginx works in these.
    fn family(&self) -> Result<Vec<u32>, Failure> {
        let mut family = vec![self.id];
        let children = format!("/proc/{0}/task/{0}/children", self.id);
        for child in std::fs::read_to_string(children)?.split_whitespace() {
            family.push(child.parse()?);
        }
        Ok(family)
    }
}

impl Drop for Process {
    /// Children first: a killed process leaves them behind.
    fn drop(&mut self) {
        for process in self.family().unwrap_or_default().iter().rev() {
            let kill =
                std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status();
            // It has ended by itself.
            drop(kill);
        }
    }
}
