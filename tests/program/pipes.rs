//! Files that are read at the start, given as pipes.

use std::fs::OpenOptions;
use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use testing::Folder;

use crate::process::{Service, program, run, shell, until};

const SERVE: [&str; 4] = ["serve", "--sandbox", "--listen", "127.0.0.1:0"];

#[test]
fn a_pipe_without_a_writer_is_refused_at_once() {
    let folder = Folder::new("pipes");
    let pipe = folder.file("pipe");
    shell(&format!("mkfifo {pipe}"));
    let other = folder.file("other");
    for flags in [
        vec!["--api-keys", &pipe],
        vec!["--profiles", &pipe, "--api-keys", &pipe],
        vec!["--tls-cert", &pipe, "--tls-key", &other],
        vec!["--tenant-ca", &pipe],
        vec!["--app-key-file", &pipe],
        vec!["--redis", "redis://127.0.0.1:1", "--sealing-key-file", &pipe],
        vec!["--log-user-key-file", &pipe],
        vec!["--redis", "rediss://127.0.0.1:1", "--redis-ca", &pipe],
        vec!["--redis", "redis://127.0.0.1:1", "--redis-password-file", &pipe],
        vec!["--config", &pipe],
    ] {
        let started = Instant::now();
        let (code, _, stderr) = run(&[&SERVE[..], &flags].concat());
        assert!(code == 1 || code == 2, "{flags:?}: {code} {stderr}");
        let names_it = stderr.contains("it is not a regular file") && stderr.contains("--");
        assert!(names_it, "{flags:?}: {stderr}");
        assert!(started.elapsed() < Duration::from_secs(10), "{flags:?}");
    }
}

/// What a shell makes of `<(…)`.
#[test]
fn a_pipe_with_a_writer_is_read() {
    let serve = program(&SERVE);
    let mut command = Command::new("bash");
    let script =
        "exec \"$@\" --config <(echo 'log = \"debug\"') --app-key-file <(sleep 0.3; echo key)";
    command.args(["-c", script, "bash"]).arg(serve.get_program()).args(serve.get_args());
    for (name, _) in serve.get_envs() {
        command.env_remove(name);
    }
    assert_eq!(Service::spawn(command).terminate().0.code(), Some(0));
}

/// The file system of a real one may hang for longer than its writer.
#[test]
fn a_signal_ends_the_program_while_it_reads_a_file_at_the_start() {
    let folder = Folder::new("pipes-signal");
    let pipe = folder.file("pipe");
    shell(&format!("mkfifo {pipe}"));
    // Opened for both, it need not wait for a reader.
    let mut writer = OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
    writer.write_all(b"half a key").unwrap();
    let service =
        Service::silent(program(&[&SERVE[..], &["--app-key-file", pipe.as_str()]].concat()));
    until(|| rustix::io::ioctl_fionread(&writer).unwrap() == 0, "it reads");
    let (status, stdout, stderr) = service.terminate();
    assert_eq!((status.code(), stdout.as_str()), (Some(0), ""), "{stderr}");
}
