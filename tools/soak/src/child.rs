//! The program under test, as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::{NamedTempFile, TempDir};
use testing::RedisServer;
use tokio::time::{Instant, sleep, timeout};

use crate::Failure;
use crate::tenant::Tenants;

const CONFIG: &str = "prowfm-auth.toml";
const KEYS: &str = "keys";
/// Key files that take turns. The callers' key is in all of them.
const KEY_LINES: [&str; 3] = [
    "soak sha256:fbee8c38d9696dbdeeceea376e62cdd47f19e4951c6afb6f1a7c8d8933fc6503 tenant=*\n",
    "# with a rate that no caller reaches\n\
     soak sha256:fbee8c38d9696dbdeeceea376e62cdd47f19e4951c6afb6f1a7c8d8933fc6503 throttle=10000/1s tenant=*\n",
    "soak sha256:fbee8c38d9696dbdeeceea376e62cdd47f19e4951c6afb6f1a7c8d8933fc6503 tenant=*\n\
     other sha256:0000000000000000000000000000000000000000000000000000000000000000 tenant=*\n",
];
/// Long enough for one change to be in force before the next.
const BETWEEN_CHANGES: Duration = Duration::from_millis(300);
/// How long the program may take to start.
const START: Duration = Duration::from_secs(30);
/// How long it may take to end: longer than its own limit for calls in flight.
const END: Duration = Duration::from_mins(1);

/// A sealing key, with which replicas share tokens and refused passwords through Redis.
const SEALING_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
/// The turns of an outage of Redis: it is frozen, then it goes on, is killed, and starts anew.
const OUTAGES: usize = 12;

/// Settings that take turns. Each leaves room for all calls.
const SETTINGS: [&str; 3] = [
    "throttle = '10000/60s'\n",
    "throttle = '10000/50s'\nmax-calls = 600\nmax-calls-per-tenant = 300\n",
    "throttle = 'off'\nallow-token-host = ['login.example.com']\n\
     [tenants.'another.mykronos.com']\nthrottle = '1/1s'\n",
];

/// Killed when dropped.
pub struct Program {
    child: Child,
    /// The folder of its files.
    folder: TempDir,
    /// Where it shares its throttle, tokens and refused passwords.
    redis: Option<Mutex<RedisServer>>,
    pub address: SocketAddr,
}

impl Program {
    /// Starts it with these tenants and waits until it says where it listens. What it logs goes to
    /// stderr of this process.
    pub async fn start(program: &Path, tenants: &Tenants, redis: bool) -> Result<Self, Failure> {
        let folder = TempDir::new()?;
        let ca = folder.path().join("ca.pem");
        fs::write(&ca, &tenants.ca_pem)?;
        write(folder.path(), CONFIG, SETTINGS[0])?;
        write(folder.path(), KEYS, KEY_LINES[0])?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]);
        command.args(["--tenant-timeout", "2s", "--connect-timeout", "1s"]);
        // The throttle has a limit that no caller reaches; it has tests of its own.
        command.arg("--config").arg(folder.path().join(CONFIG));
        command.arg("--tenant-ca").arg(ca);
        command.arg("--api-keys").arg(folder.path().join(KEYS));
        let redis = redis.then(RedisServer::start);
        if let Some(redis) = &redis {
            let key = folder.path().join("sealing-key");
            fs::write(&key, SEALING_KEY)?;
            fs::set_permissions(&key, fs::Permissions::from_mode(0o600))?;
            command.args(["--redis", &redis.url()]).arg("--sealing-key-file").arg(key);
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
        let mut started = Self { child, folder, redis, address: ([127, 0, 0, 1], 0).into() };
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
        self.signal(Signal::TERM)
    }

    /// Changes settings and keys, and lets Redis fail, again and again, until this future is dropped.
    pub async fn disturb(&self) -> Result<(), Failure> {
        for turn in 1.. {
            sleep(BETWEEN_CHANGES).await;
            write(self.folder.path(), CONFIG, SETTINGS[turn % SETTINGS.len()])?;
            write(self.folder.path(), KEYS, KEY_LINES[turn / 2 % KEY_LINES.len()])?;
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

/// Writes a file as a whole, so that the program never reads a part of it. Only its owner may read it.
fn write(folder: &Path, name: &str, content: &str) -> Result<(), Failure> {
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(content.as_bytes())?;
    file.persist(folder.join(name))?;
    Ok(())
}
