//! A name server that accepts questions and never answers.

use std::net::UdpSocket;
use std::process::{Command, Stdio};
use std::time::Instant;

use testing::{Folder, skip_forbidden};

use crate::caller::{Caller, body};
use crate::process::{PATIENCE, Service, program};

/// The operating system looks names up in a thread that cannot be ended before it gives up.
#[test]
fn a_stop_does_not_wait_for_a_name_server() {
    let Ok(name_server) = UdpSocket::bind("127.0.0.77:53") else {
        return skip_forbidden("port 53 may not be used");
    };
    let mount = Command::new("unshare").args(["--mount", "true"]).stderr(Stdio::null()).status();
    if !mount.is_ok_and(|status| status.success()) {
        return skip_forbidden("a file may not be mounted over another");
    }
    name_server.set_read_timeout(Some(PATIENCE)).unwrap();
    let folder = Folder::new("name-server");
    // Longer than a test waits for anything.
    let given =
        folder.write("resolv.conf", "nameserver 127.0.0.77\noptions timeout:30 attempts:3\n");
    let service = program(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--tenant",
        "https://acme.mykronos.com",
        "--tenant-timeout",
        "2s",
    ]);
    let mut command = Command::new("unshare");
    let mounted = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";
    command.args(["--mount", "sh", "-c", mounted, &given]);
    command.arg(service.get_program()).args(service.get_args()).stdin(Stdio::null());
    for (name, _) in service.get_envs().filter(|(_, value)| value.is_none()) {
        command.env_remove(name);
    }
    let service = Service::spawn(command);
    let mut caller = Caller::connect(service.address()).unwrap();
    let body = body("api.user");
    caller.begin(&body);
    caller.send(&body);
    let question = name_server.recv(&mut [0; 512]);
    assert!(question.is_ok_and(|length| length > 0), "the name server is asked");
    service.signal(rustix::process::Signal::TERM);
    let answer = caller.rest();
    assert!(answer.starts_with("HTTP/1.1 50"), "{answer}");
    let answered = Instant::now();
    assert_eq!(service.ended().0.code(), Some(0));
    assert!(answered.elapsed() < PATIENCE / 2, "it ends while the look-up waits");
}
