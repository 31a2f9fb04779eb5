//! The program under test, as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use testing::{Authority, RedisServer};
use tokio::time::{Instant, sleep, timeout};

use crate::Failure;
use crate::caller::Place;
use crate::files::{Files, HOST, OPTIONS, SEALING_KEY};
use crate::tenant::Tenants;

/// Long enough for one change to be in force before the next.
const BETWEEN_CHANGES: Duration = Duration::from_millis(300);
/// How long the program may take to start.
const START: Duration = Duration::from_secs(30);
/// How long it may take to end: longer than its own limit for calls in flight.
const END: Duration = Duration::from_mins(1);

/// The turns of an outage of Redis: it is frozen, then it goes on, is killed, and starts anew.
const OUTAGES: usize = 12;

/// Killed when dropped.
pub struct Program {
    child: Child,
    files: Files,
    /// Where it shares its throttle, tokens and refused passwords.
    redis: Option<Mutex<RedisServer>>,
    pub place: Place,
}

impl Program {
    /// Starts it with these tenants and waits until it says where it listens. What it logs goes to
    /// stderr of this process.
    pub async fn start(program: &Path, tenants: &Tenants, redis: bool) -> Result<Self, Failure> {
        let authority = Authority::new();
        let files = Files::new(&authority, &tenants.ca_pem)?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]);
        command.args(["--tenant-timeout", "2s", "--connect-timeout", "1s"]);
        for (option, file) in OPTIONS {
            command.arg(option).arg(files.path(file));
        }
        let redis = redis.then(RedisServer::start);
        if let Some(redis) = &redis {
            command.args(["--redis", &redis.url()]);
            command.arg("--sealing-key-file").arg(files.path(SEALING_KEY));
        }
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
        let redis = redis.map(Mutex::new);
        let address = ([127, 0, 0, 1], 0).into();
        let place = Place {
            address,
            host: HOST.try_into()?,
            tls: authority.connector(),
            certificates: Arc::default(),
        };
        let mut started = Self { child, files, redis, place };
        let announced = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            stdout.map(|stdout| BufReader::new(stdout).read_line(&mut line));
            line
        });
        let line = timeout(START, announced).await.map_err(|_| "the program does not start")??;
        let address = line.trim_end().strip_prefix("listening on https://");
        started.place.address =
            address.ok_or("the program does not say where it listens")?.parse()?;
        Ok(started)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn terminate(&self) -> Result<(), Failure> {
        self.signal(Signal::TERM)
    }

    /// Changes the files, and lets Redis fail, again and again, until this future is dropped.
    pub async fn disturb(&self) -> Result<(), Failure> {
        for turn in 1.. {
            sleep(BETWEEN_CHANGES).await;
            self.files.change(turn)?;
            self.signal(Signal::HUP)?;
            let Some(redis) = &self.redis else { continue };
            let mut redis = redis.lock().unwrap_or_else(PoisonError::into_inner);
            match turn % OUTAGES {
                3 => redis.freeze(),
                5 => redis.thaw(),
                8 => redis.kill(),
                10 => redis.restart(),
                _ => {}
            }
        }
        Ok(())
    }

    fn signal(&self, signal: Signal) -> Result<(), Failure> {
        let pid = Pid::from_raw(self.id().try_into()?).ok_or("the program has no process id")?;
        Ok(kill_process(pid, signal)?)
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
