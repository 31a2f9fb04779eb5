use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::Folder;
use crate::installed::find;

/// A real Redis server on a port of this machine, killed at the end of the test. A test that starts one
/// [`needs!`](crate::needs) it. Its clients sign in with its password, if it has one.
pub struct RedisServer {
    child: Child,
    _folder: Folder,
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

    pub fn start_on(port: u16) -> Self {
        Self::start_with(port, None, None)
    }

    pub fn start_with_password(password: &'static str) -> Self {
        Self::start_with(free_port(), Some(password), None)
    }

    /// Starts one that speaks TLS only, with this certificate and key in PEM.
    pub fn start_with_tls(certificate: &str, key: &str) -> Self {
        Self::start_with(free_port(), None, Some((certificate, key)))
    }

    fn start_with(port: u16, password: Option<&'static str>, tls: Option<(&str, &str)>) -> Self {
        let folder = Folder::new("redis");
        let mut options = vec!["--dir".to_owned(), folder.path().display().to_string()];
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
                option(name, &folder.write(file, pem));
            }
            option("--tls-auth-clients", "no");
            option("--port", "0");
            option("--tls-port", &port.to_string());
        } else {
            option("--port", &port.to_string());
        }
        let child = spawn(&options);
        let server = Self { child, _folder: folder, port, options, tls: tls.is_some(), password };
        server.wait();
        server
    }

    /// The address, with the password.
    pub fn url(&self) -> String {
        let scheme = if self.tls { "rediss" } else { "redis" };
        let password = self.password.map(|word| format!(":{word}@")).unwrap_or_default();
        format!("{scheme}://{password}localhost:{}", self.port)
    }

    /// Ends it without notice.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it anew on the same port, empty.
    pub fn restart(&mut self) {
        self.child = spawn(&self.options);
        self.wait();
    }

    /// Stops it from answering; its connections stay open.
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

    /// Sends commands, one word after the other, and returns the response to the last.
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
    }
}

fn spawn(options: &[String]) -> Child {
    let server = find("redis-server").expect("redis-server is installed");
    let mut command = Command::new(server);
    command.arg0("redis-server").args(options).stdin(Stdio::null()).stdout(Stdio::null());
    command.spawn().unwrap()
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}
