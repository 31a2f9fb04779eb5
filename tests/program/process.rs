use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// The program, ready to be started with these arguments and without the environment's settings.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(testing::program_file!());
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PROWFM_") {
            command.env_remove(name);
        }
    }
    command
}

/// How long a service may take for anything.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// A service that is killed at the end of the test.
pub struct Service {
    child: Child,
    stderr: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    stdout: BufReader<ChildStdout>,
    /// The address that it announced.
    pub url: String,
}

impl Service {
    /// Starts it and waits until it says where it listens.
    pub fn start(arguments: &[&str]) -> Self {
        Self::spawn(program(arguments))
    }

    /// The address of the operator's listener, which is announced after the first one.
    pub fn admin_url(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line.trim_end().strip_prefix("admin listening on ").expect("an address").to_owned()
    }

    /// Starts a prepared command, and waits until it says where it listens.
    pub fn spawn(command: Command) -> Self {
        let mut service = Self::silent(command);
        let mut line = String::new();
        service.stdout.read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap_or_default();
        assert!(!url.is_empty(), "{line:?} announces an address");
        url.clone_into(&mut service.url);
        service
    }

    /// Starts a prepared command that may never say where it listens.
    pub fn silent(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        // Read all the time: behind a full pipe, lines are dropped.
        let errors = BufReader::new(child.stderr.take().unwrap());
        let stderr = Arc::new(Mutex::new(String::new()));
        let text = Arc::clone(&stderr);
        let reader = Some(std::thread::spawn(move || {
            for line in errors.lines() {
                *text.lock().unwrap() += &(line.unwrap() + "\n");
            }
        }));
        Self { child, stderr, reader, stdout, url: String::new() }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Host and port of the address that it announced.
    pub fn address(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    /// What it has printed to stderr so far.
    pub fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// Waits until it has printed this to stderr.
    pub fn says(&self, text: &str) {
        until(|| self.stderr().contains(text), text);
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid().try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Asks it to stop by SIGTERM; how it ended, and what it printed after the address and to
    /// stderr.
    pub fn terminate(self) -> (ExitStatus, String, String) {
        self.signal(Signal::TERM);
        self.ended()
    }

    /// Waits until it has ended; as [`terminate`](Self::terminate).
    pub fn ended(mut self) -> (ExitStatus, String, String) {
        let mut status = None;
        until(
            || {
                status = self.child.try_wait().unwrap();
                status.is_some()
            },
            "the end of the service",
        );
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).unwrap();
        self.reader.take().unwrap().join().unwrap();
        (status.unwrap(), stdout, self.stderr())
    }
}

pub fn until(mut happened: impl FnMut() -> bool, what: &str) {
    let deadline = Instant::now() + PATIENCE;
    while !happened() {
        assert!(Instant::now() < deadline, "waited in vain for: {what}");
        pause(Duration::from_millis(10));
    }
}

/// Waits without an event to wait for.
#[expect(clippy::disallowed_methods, reason = "a test without a runtime")]
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a shell prints for a line that a person pastes.
pub fn shell(line: &str) -> String {
    let output = Command::new("sh").args(["-c", line]).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Exit code, stdout and stderr of a command that ends by itself. One that does not is killed, and its
/// exit code is -1.
pub fn run(arguments: &[&str]) -> (i32, String, String) {
    run_command(program(arguments))
}

/// The same for a prepared command.
pub fn run_command(mut command: Command) -> (i32, String, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
        }

        pause(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}
