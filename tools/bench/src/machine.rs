use std::path::Path;
use std::process::Command;

use crate::Failure;

/// On what, of what and when the tables were measured.
pub struct Machine {
    /// Today, as `2026-11-22`.
    pub date: String,
    /// Cores, their name, and the kernel.
    pub hardware: String,
    /// What was measured and measured with.
    pub versions: String,
    /// How large the facade's file is, in bytes.
    pub binary: u64,
}

pub fn describe(facade: &Path) -> Result<Machine, Failure> {
    let cores = std::thread::available_parallelism()?;
    let processors = std::fs::read_to_string("/proc/cpuinfo")?;
    let model = processors.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split_once(": ")).map_or("unknown", |(_, name)| name);
    let kernel = said("uname", &["-sr"])?;
    let commit = said("git", &["describe", "--always", "--dirty"]).unwrap_or_default();
    let nginx = said("nginx", &["-v"])?;
    let wrk = said("wrk", &["-v"])?;
    let wrk = wrk.split(" [").next().unwrap_or_default().to_owned();
    let rustc = said("rustc", &["--version"])?;
    let program = said(&facade.display().to_string(), &["--version"])?;
    Ok(Machine {
        date: said("date", &["--utc", "+%Y-%m-%d"])?,
        hardware: format!("{cores} cores, {model}, {kernel}"),
        versions: format!("{program} ({commit}), {rustc}, {nginx}, {wrk}"),
        binary: std::fs::metadata(facade)?.len(),
    })
}

/// The first line that a program says, wherever it says it.
fn said(program: &str, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new(program).args(arguments).output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok(String::from_utf8(said)?.lines().next().unwrap_or_default().trim().to_owned())
}
