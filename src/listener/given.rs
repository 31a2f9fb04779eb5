use std::net::TcpListener;

use listenfd::ListenFd;
use thiserror::Error;

/// Listening sockets that a service manager has opened and handed over, as systemd does (`sd_listen_fds(3)`).
/// It keeps them while the program is restarted, so that connections wait and are not refused.
#[derive(Debug, Default)]
pub struct GivenSockets {
    /// The first one.
    pub listen: Option<TcpListener>,
    /// The second one, for operators.
    pub admin: Option<TcpListener>,
}

#[derive(Debug, Error)]
pub enum GivenSocketsError {
    #[error("LISTEN_FDS: a descriptor is no socket that listens for TCP")]
    Socket(#[source] std::io::Error),
    #[error(
        "LISTEN_FDS: {0} sockets are given, and two can be used: the first one is for --listen, \
             the second one for --admin-listen"
    )]
    TooMany(usize),
}

impl GivenSockets {
    /// Takes the sockets over that the environment names. Only for a process with one thread, because it
    /// removes the variables from the environment.
    ///
    /// # Errors
    ///
    /// When there are too many, or one is not for TCP.
    pub fn take() -> Result<Self, GivenSocketsError> {
        let mut given = ListenFd::from_env();
        if given.len() > 2 {
            return Err(GivenSocketsError::TooMany(given.len()));
        }
        let mut take = |index| {
            let socket = given.take_tcp_listener(index)?;
            socket.as_ref().map_or(Ok(()), |socket| socket.set_nonblocking(true))?;
            Ok(socket)
        };
        let mut take = |index| take(index).map_err(GivenSocketsError::Socket);
        Ok(Self { listen: take(0)?, admin: take(1)? })
    }
}
