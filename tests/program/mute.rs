use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::caller::get;
use crate::process::{program, until};

/// A service with a sandbox whose stderr the test has chosen, killed at the end of the test.
pub struct Mute {
    child: Child,
    /// Host and port.
    pub address: String,
    admin_address: String,
}

impl Mute {
    pub fn start(stderr: impl Into<Stdio>) -> Self {
        let mut command = program(&["serve", "--sandbox", "--throttle", "off"]);
        command.args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(stderr).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = announced(&mut lines, "listening on http://");
        let admin_address = announced(&mut lines, "admin listening on http://");
        Self { child, address, admin_address }
    }

    pub fn dropped_lines(&self) -> usize {
        let metrics = get(&self.admin_address, "/metrics");
        let mut lines = metrics.lines();
        lines.find_map(|l| l.strip_prefix("prowfm_log_lines_dropped_total ")?.parse().ok()).unwrap()
    }

    pub fn terminate(mut self) -> ExitStatus {
        let pid = Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
        until(|| self.child.try_wait().unwrap().is_some(), "the end of the service");
        self.child.wait().unwrap()
    }
}

impl Drop for Mute {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn announced(lines: &mut Lines<BufReader<ChildStdout>>, prefix: &str) -> String {
    lines.next().unwrap().unwrap().strip_prefix(prefix).unwrap().to_owned()
}
