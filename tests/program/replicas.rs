//! Two facades that share their throttle through a real Redis server.

use testing::{Folder, RedisServer, needs};

use crate::caller::{Caller, body};
use crate::process::{Service, run, shell, until};

const PASSWORD: &str = "p@ss/word:#1";

struct Replicas {
    services: [Service; 2],
    _folder: Folder,
}

impl Replicas {
    /// Both with this rate; the password is in a file.
    fn start(redis: &RedisServer, rate: &str) -> Self {
        // Without the password, as an operator would write it.
        let url = redis.url().replace(&format!(":{PASSWORD}@"), "");
        Self::at(&url, rate, &rate.replace('/', "-"))
    }

    /// Both with this Redis.
    fn at(url: &str, rate: &str, name: &str) -> Self {
        let folder = Folder::new(&format!("replicas-{name}"));
        let password = folder.write("password", &format!("{PASSWORD}\n"));
        let service = || {
            Service::start(&[
                "serve",
                "--sandbox",
                "--listen",
                "127.0.0.1:0",
                "--throttle",
                rate,
                "--redis",
                url,
                "--redis-password-file",
                &password,
            ])
        };
        Self { services: [service(), service()], _folder: folder }
    }

    /// The statuses of calls made at the same time, alternately to one and the other.
    fn calls(&self, number: usize) -> Vec<String> {
        let mut callers: Vec<_> = (0..number)
            .map(|call| Caller::connect(self.services[call % 2].address()).unwrap())
            .collect();
        let body = body("api.user");
        for caller in &mut callers {
            caller.send(&format!(
                "POST /api/authentication/access_token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            ));
        }
        callers.iter_mut().map(|caller| caller.rest()[9..12].to_owned()).collect()
    }

    fn readiness(&self, of: usize) -> String {
        shell(&format!("curl -s -m 20 {}/health/ready", self.services[of].url))
    }

    fn both_say(&self, part: &str) {
        for of in 0..2 {
            until(|| self.readiness(of).contains(part), part);
        }
    }
}

fn passed(statuses: &[String]) -> usize {
    assert!(statuses.iter().all(|status| status == "200" || status == "429"), "{statuses:?}");
    statuses.iter().filter(|status| *status == "200").count()
}

#[test]
fn two_replicas_together_allow_what_one_would() {
    needs!("curl");
    needs!("redis-server");
    let redis = RedisServer::start_with_password(PASSWORD);
    let replicas = Replicas::start(&redis, "100/60s");
    replicas.both_say("\"ready\"");
    assert_eq!(passed(&replicas.calls(150)), 100);
    assert_eq!(passed(&replicas.calls(10)), 0);
}

#[test]
fn calls_go_on_without_redis_and_share_again_with_it() {
    needs!("curl");
    needs!("redis-server");
    let mut redis = RedisServer::start_with_password(PASSWORD);
    let replicas = Replicas::start(&redis, "20/3s");
    replicas.both_say("\"ready\"");
    redis.kill();
    // Each with its own window; no call waits or fails.
    assert!((20..=40).contains(&passed(&replicas.calls(60))));
    replicas.both_say("redis_unreachable");
    redis.restart();
    replicas.both_say("\"ready\"");
    // What was accepted before leaves the windows.
    until(|| passed(&replicas.calls(2)) == 2, "room in the window");
    crate::process::pause(std::time::Duration::from_secs(4));
    assert_eq!(passed(&replicas.calls(60)), 20, "together again");
    for service in replicas.services {
        let (status, _, log) = service.terminate();
        assert!(status.success() && !log.contains("p@ss") && !log.contains("p%40ss"), "{log}");
        assert!(log.contains("Redis"), "the log says what happened: {log}");
    }
}

#[test]
fn a_wrong_password_for_redis_is_told_from_a_redis_that_is_away() {
    needs!("curl");
    needs!("redis-server");
    let redis = RedisServer::start_with_password("another");
    let url = redis.url().replace(":another@", "");
    let replicas = Replicas::at(&url, "100/60s", "refused");
    replicas.both_say(r#"{"status":"degraded","reasons":["redis_refuses"]}"#);
    replicas.services[0].says("authentication failed");
    assert_eq!(passed(&replicas.calls(4)), 4);
}

#[test]
fn the_password_is_not_printed_with_the_settings() {
    let url = "rediss://user:hunter2@redis.example.com/1";
    let (code, stdout, stderr) = run(&["serve", "--redis", url, "--print-config"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("redis = \"rediss://redacted@redis.example.com/1\""), "{stdout}");
    let (_, stdout, _) = run(&["serve", "--redis", "redis://hunter2@cache", "--print-config"]);
    assert!(!stdout.contains("hunter2"), "{stdout}");
    let pasted = "acme.mykronos.com/login?password=hunter2";
    let (_, stdout, _) = run(&["serve", "--tenant", pasted, "--print-config"]);
    assert!(stdout.contains("tenant = \"acme.mykronos.com/login?redacted\""), "{stdout}");
    for wrong in [
        "hunter2",
        "https://:hunter2@redis.example.com",
        "redis://:hunter2@",
        "redis://localhost?password=hunter2",
    ] {
        let (code, _, stderr) = run(&["serve", "--redis", wrong]);
        assert!(code == 2 && !stderr.contains("hunter2"), "{stderr}");
    }
    for (arguments, part) in [
        (["--redis-password-file", "x", "--max-calls", "9"], "has no effect without --redis"),
        (["--redis", "redis://cache", "--throttle", "off"], "remove one of them"),
        (["--redis", "redis://cache", "--redis-ca", "x"], "write rediss://"),
    ] {
        let (code, _, stderr) = run(&[&["serve"], &arguments[..]].concat());
        assert!(code == 2 && stderr.contains(part), "{stderr}");
    }
    let (code, _, stderr) = run(&["serve", "--throttle", "100"]);
    assert!(code == 2 && stderr.contains("100/60s"), "{stderr}");
}

#[test]
fn a_file_without_a_certificate_for_redis_is_refused_at_the_start() {
    let start =
        ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--redis", "rediss://localhost:1"];
    let (code, _, stderr) = run(&[&start[..], &["--redis-ca", "Cargo.toml"]].concat());
    assert_eq!(code, 1, "{stderr}");
    assert!(
        stderr.contains("--redis-ca: Cargo.toml contains no usable PEM certificate"),
        "{stderr}"
    );
}
