//! The program under test, as a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::NamedTempFile;
use tokio::time::{Instant, sleep, timeout};

use crate::Failure;
use crate::tenant::Tenants;

/// How long the program may take to start.
const START: Duration = Duration::from_secs(30);
/// How long it may take to end: longer than its own limit for calls in flight.
const END: Duration = Duration::from_mins(1);

/// Killed when dropped.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

impl Program {
    /// Starts it with these tenants and waits until it says where it listens. What it logs goes to
    /// stderr of this process.
    pub async fn start(program: &Path, tenants: &Tenants) -> Result<Self, Failure> {
        // For as long as the program takes to read it.
        let mut ca = NamedTempFile::new()?;
        ca.write_all(tenants.ca_pem.as_bytes())?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]);
        command.args(["--tenant-timeout", "2s", "--connect-timeout", "1s"]);
        // On, with a limit that no caller reaches; the throttle has tests of its own.
        command.args(["--throttle", "10000/60s"]);
        command.arg("--tenant-ca").arg(ca.path());
        for (host, address) in &tenants.addresses {
            command.arg("--resolve").arg(format!("{host}={address}"));
        }
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PROWFM_") {
                command.env_remove(name);
            }
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("{}: {error}", program.display()))?;
        let stdout = child.stdout.take();
        let mut started = Self { child, address: ([127, 0, 0, 1], 0).into() };
        let announced = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            stdout.map(|stdout| BufReader::new(stdout).read_line(&mut line));
            line
        });
        let line = timeout(START, announced).await.map_err(|_| "the program does not start")??;
        let address = line.trim_end().strip_prefix("listening on http://");
        started.address = address.ok_or("the program does not say where it listens")?.parse()?;
        Ok(started)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn terminate(&self) -> Result<(), Failure> {
        let pid = Pid::from_raw(self.id().try_into()?).ok_or("the program has no process id")?;
        Ok(kill_process(pid, Signal::TERM)?)
    }

    /// How it ended; `None` if it did not end in time.
    pub async fn ended(&mut self) -> Result<Option<ExitStatus>, Failure> {
        let deadline = Instant::now() + END;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(None)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
