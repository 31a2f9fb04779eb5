//! A facade that has run out of descriptors.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, prlimit};

use crate::caller::{Caller, body};
use crate::process::{Service, pause, program};

const WARNING: &str = "connections cannot be accepted";

/// The time that a process has used on any processor so far.
fn processor_time(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // The name of the program may hold anything, so that the fields count from its end.
    let fields: Vec<_> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    // A tick is a hundredth of a second on every Linux.
    Duration::from_millis(10 * ticks)
}

fn get(caller: &mut Caller) -> String {
    caller.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    caller.some()
}

/// A login. The first one waits for the key of the sandbox, which takes the processor for a while.
fn log_in(address: &str) -> String {
    let mut caller = Caller::connect(address).unwrap();
    let body = body("api.user");
    caller.begin(&body);
    caller.send(&body);
    caller.some()
}

/// The limit is lowered when it runs: at its start it looks how many descriptors there are, and
/// accepts no more connections than that.
#[test]
fn without_descriptors_it_neither_spins_nor_dies() {
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    assert!(log_in(service.address()).starts_with("HTTP/1.1 200 "));
    let pid = Pid::from_raw(service.pid().try_into().unwrap());
    // Room for some of the connections. (How many descriptors it has only root may see.)
    let limit = Some(44);
    prlimit(pid, Resource::Nofile, Rlimit { current: limit, maximum: limit }).unwrap();
    let address = service.address().to_owned();
    let mut callers: Vec<_> = (0..40).map(|_| Caller::connect(&address).unwrap()).collect();
    assert!(get(&mut callers[0]).starts_with("HTTP/1.1 200 "));
    service.says(WARNING);
    let (before, started) = (processor_time(service.pid()), Instant::now());
    pause(Duration::from_secs(2));
    let used = processor_time(service.pid()).saturating_sub(before);
    // A loop that spins takes all there is, even of a machine that is busy otherwise.
    assert!(used < started.elapsed() / 5, "{used:?}");
    assert!(get(&mut callers[0]).starts_with("HTTP/1.1 200 "), "those that are there are served");
    // Whenever one of those goes, another is accepted, and then it fails again.
    for caller in callers.drain(1..6) {
        drop(caller);
        pause(Duration::from_millis(200));
    }
    assert_eq!(service.stderr().matches(WARNING).count(), 1, "it is logged once");
    drop(callers);
    let mut caller = Caller::connect(&address).unwrap();
    assert!(get(&mut caller).starts_with("HTTP/1.1 200 "));
    assert!(log_in(&address).starts_with("HTTP/1.1 200 "), "a tenant can be called again");
    assert_eq!(service.terminate().0.code(), Some(0));
}

/// It keeps to the number of connections that its descriptors are enough for, so that it does not run
/// out of them: each further one takes the place of one that idles.
#[test]
fn a_low_limit_at_the_start_means_fewer_connections() {
    let mut command = std::process::Command::new("sh");
    let serve = program(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    command.args(["-c", "ulimit -n 44; exec \"$@\"", "sh"]);
    command.arg(serve.get_program()).args(serve.get_args());
    for (name, _) in serve.get_envs() {
        command.env_remove(name);
    }
    let service = Service::spawn(command);
    let address = service.address().to_owned();
    // Six of 44 descriptors.
    let mut callers: Vec<_> = (0..6).map(|_| Caller::connect(&address).unwrap()).collect();
    for caller in &mut callers {
        assert!(get(caller).starts_with("HTTP/1.1 200 "));
    }
    for _ in 0..40 {
        let mut caller = Caller::connect(&address).unwrap();
        assert!(get(&mut caller).starts_with("HTTP/1.1 200 "));
        callers.push(caller);
    }
    let places = "all places for connections are taken";
    assert_eq!(service.stderr().matches(places).count(), 1, "it is logged once");
    assert!(service.stderr().contains("\"connections\":6"), "{}", service.stderr());
    assert!(!service.stderr().contains(WARNING));
    assert_eq!(service.terminate().0.code(), Some(0));
}
