//! Sockets that a service manager has opened: `LISTEN_FDS`, as of systemd.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};

use rustix::process::Signal;
use testing::needs;

use crate::caller::{Caller, body, get};
use crate::process::{Service, program, run_command};

/// Hands over the socket that comes as stdin, and others that it opens.
const MANAGER: &str = "
import os, socket, sys
how, command = sys.argv[1], sys.argv[2:]
os.dup2(0, 3)
count = 1
if how == 'two':
    os.dup2(socket.create_server(('127.0.0.1', 0)).detach(), 4)
    os.set_inheritable(4, True)
    count = 2
elif how == 'three':
    count = 3
elif how == 'open':
    # Nothing can connect to it, because it does not listen.
    public = socket.socket()
    public.bind(('0.0.0.0', 0))
    os.dup2(public.detach(), 3)
os.environ.update(LISTEN_FDS=str(count), LISTEN_PID=str(os.getpid()))
os.execv(command[0], command)
";

fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

/// The program with this socket, started by a service manager.
fn managed(socket: impl Into<Stdio>, how: &str, arguments: &[&str]) -> Command {
    let serve = program(&[&["serve", "--sandbox", "--log-format", "json"], arguments].concat());
    let mut command = Command::new("python3");
    command.args(["-c", MANAGER, how]).arg(serve.get_program()).args(serve.get_args());
    for (name, _) in serve.get_envs() {
        command.env_remove(name);
    }
    command.stdin(socket);
    command
}

fn with(socket: &TcpListener, how: &str, arguments: &[&str]) -> Command {
    managed(OwnedFd::from(socket.try_clone().unwrap()), how, arguments)
}

#[test]
fn a_connection_made_during_a_restart_is_answered_by_the_next_process() {
    needs!("python3");
    let socket = listener();
    let address = socket.local_addr().unwrap().to_string();
    let first = Service::spawn(with(&socket, "one", &[]));
    assert_eq!(first.address(), address);
    first.says("the service manager's socket is used (LISTEN_FDS), not --listen");
    let connect = || Caller::connect(&address).unwrap();
    let (mut idle, mut slow) = (connect(), connect());
    idle.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(idle.some().starts_with("HTTP/1.1 200 "));
    slow.begin(&body("slow"));
    slow.send(&body("slow"));
    first.signal(Signal::TERM);
    assert_eq!(idle.rest(), "", "it accepts no more");
    let mut between = connect();
    between.send("GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Request-Id: between\r\n\r\n");
    let second = Service::spawn(with(&socket, "one", &[]));
    assert!(between.some().starts_with("HTTP/1.1 404 "));
    second.says("\"request_id\":\"between\"");
    assert!(slow.some().starts_with("HTTP/1.1 200 "), "an accepted call is finished");
    assert_eq!(first.ended().0.code(), Some(0));
    assert_eq!(second.terminate().0.code(), Some(0));
}

#[test]
fn a_second_socket_is_for_operators() {
    needs!("python3");
    let socket = listener();
    let mut service = Service::spawn(with(&socket, "two", &["--admin-listen", "127.0.0.1:1"]));
    let admin = service.admin_url();
    assert!(get(admin.trim_start_matches("http://"), "/metrics").contains("prowfm_build_info"));
    service.says("the service manager's socket is used (LISTEN_FDS), not --admin-listen");
}

#[test]
fn sockets_that_cannot_be_used_are_refused() {
    needs!("python3");
    for (socket, how, part) in [
        (Stdio::from(OwnedFd::from(listener())), "two", "--admin-listen: a second socket is given"),
        (OwnedFd::from(listener()).into(), "three", "3 sockets are given, and two can be used"),
        (Stdio::null(), "one", "LISTEN_FDS: a descriptor is no socket that listens for TCP"),
        (Stdio::null(), "open", "could call without an API key"),
    ] {
        let (code, stdout, stderr) = run_command(managed(socket, how, &[]));
        assert_eq!((code, stdout.as_str()), (2, ""), "{how}: {stderr}");
        assert!(stderr.contains(part), "{how}: {stderr}");
    }
}
