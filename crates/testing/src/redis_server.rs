//! A real Redis server on a free port of this machine.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A server that is killed when the test is over. Its clients sign in with its password, if it has one.
pub struct RedisServer {
    child: Child,
    folder: PathBuf,
    port: u16,
    options: Vec<String>,
    tls: bool,
    password: Option<&'static str>,
}

impl RedisServer {
    /// Starts one and waits until it answers.
    pub fn start() -> Self {
        Self::start_with(free_port(), None, None)
    }

    /// Starts one on this port.
    pub fn start_on(port: u16) -> Self {
        Self::start_with(port, None, None)
    }

    /// Starts one with a password.
    pub fn start_with_password(password: &'static str) -> Self {
        Self::start_with(free_port(), Some(password), None)
    }

    /// Starts one that speaks TLS only, with this certificate and key in PEM.
    pub fn start_with_tls(certificate: &str, key: &str) -> Self {
        Self::start_with(free_port(), None, Some((certificate, key)))
    }

    fn start_with(port: u16, password: Option<&'static str>, tls: Option<(&str, &str)>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("prowfm-redis-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let mut options = vec!["--dir".to_owned(), folder.display().to_string()];
        let mut option = |name: &str, value: &str| options.extend([name.into(), value.into()]);
        option("--bind", "127.0.0.1");
        option("--save", "");
        option("--loglevel", "warning");
        if let Some(password) = password {
            option("--requirepass", password);
        }
        if let Some((certificate, key)) = tls {
            for (name, file, pem) in
                [("--tls-cert-file", "cert.pem", certificate), ("--tls-key-file", "key.pem", key)]
            {
                let path = folder.join(file);
                std::fs::write(&path, pem).unwrap();
                option(name, path.to_str().unwrap());
            }
            option("--tls-auth-clients", "no");
            option("--port", "0");
            option("--tls-port", &port.to_string());
        } else {
            option("--port", &port.to_string());
        }
        let child = spawn(&options);
        let server = Self { child, folder, port, options, tls: tls.is_some(), password };
        server.wait();
        server
    }

    /// The address, with the password.
    pub fn url(&self) -> String {
        let scheme = if self.tls { "rediss" } else { "redis" };
        let password = self.password.map(|word| format!(":{word}@")).unwrap_or_default();
        format!("{scheme}://{password}localhost:{}", self.port)
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it anew on the same port, empty.
    pub fn restart(&mut self) {
        self.child = spawn(&self.options);
        self.wait();
    }

    /// Lets it answer nobody, and keep its connections.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Sends commands, one word after the other, and returns the answer to the last.
    pub async fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> T {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        let mut command = redis::cmd(words[0]);
        for word in &words[1..] {
            command.arg(word);
        }
        command.query_async(&mut connection).await.unwrap()
    }

    fn wait(&self) {
        let end = Instant::now() + Duration::from_secs(30);
        while !self.answers() {
            assert!(Instant::now() < end, "redis-server does not start");
            #[expect(clippy::disallowed_methods, reason = "nothing else runs meanwhile")]
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) else {
            return false;
        };
        // To a client that is not signed in, or does not speak TLS, it says so.
        let asked = stream.write_all(b"PING\r\n").is_ok();
        self.tls || (asked && matches!(stream.read(&mut [0]), Ok(1)))
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// In Debian's package `redis-tools`, which starts no service, the server has the name of a tool. It is
/// the server again under its own.
fn spawn(options: &[String]) -> Child {
    let server = |program: &str| {
        let mut command = Command::new(program);
        command.arg0("redis-server").args(options).stdin(Stdio::null()).stdout(Stdio::null());
        command.spawn()
    };
    server("redis-server").or_else(|_| server("redis-check-rdb")).expect("install redis-tools")
}

/// A port that nobody listened on a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}
