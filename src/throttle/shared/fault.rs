use std::fmt;

use redis::RedisError;

/// Why Redis did not decide.
#[derive(Debug)]
pub enum Fault {
    /// It did not answer in time.
    Slow,
    /// It could not be reached, or answered with an error.
    Error(RedisError),
}

/// Why Redis does not decide, as whoever is on call has to know it: the one is a matter of the network or
/// of a Redis that is down, the other of how it is set up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RedisTrouble {
    /// There is no connection to it, or no answer in time.
    Unreachable,
    /// It answers, but not with a decision: the password is wrong, it can only be read, its memory is
    /// full.
    Refuses,
}

impl RedisTrouble {
    /// A name for reports: `redis_unreachable` or `redis_refuses`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "redis_unreachable",
            Self::Refuses => "redis_refuses",
        }
    }
}

impl Fault {
    pub fn trouble(&self) -> RedisTrouble {
        match self {
            Self::Error(error) if !error.is_io_error() => RedisTrouble::Refuses,
            Self::Slow | Self::Error(_) => RedisTrouble::Unreachable,
        }
    }

    /// Whether there is nothing new to tell. A Redis that cannot be reached is so in many ways, which
    /// come and go; what it answers is worth knowing.
    pub fn is_like(&self, other: &Self) -> bool {
        let trouble = self.trouble();
        trouble == other.trouble()
            && (trouble == RedisTrouble::Unreachable || self.to_string() == other.to_string())
    }
}

impl From<RedisError> for Fault {
    fn from(error: RedisError) -> Self {
        Self::Error(error)
    }
}

/// Without the text of Redis's answer, where it might repeat what it was sent.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slow => f.write_str("no answer in time"),
            Self::Error(error) if error.is_io_error() => error.fmt(f),
            Self::Error(error) => match error.code() {
                Some(code) => write!(f, "{} ({code})", error.category()),
                None => f.write_str(error.category()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use redis::{ErrorKind, ServerErrorKind};

    use super::*;

    #[test]
    fn what_redis_answers_is_told_from_no_answer() {
        let io = |kind: io::ErrorKind| Fault::from(RedisError::from(io::Error::from(kind)));
        let (refused, reset) = (io::ErrorKind::ConnectionRefused, io::ErrorKind::ConnectionReset);
        let answer = |kind| Fault::from(RedisError::from((kind, "")));
        let password = ErrorKind::AuthenticationFailed;
        let read_only = ErrorKind::Server(ServerErrorKind::ReadOnly);
        for fault in [Fault::Slow, io(refused), io(reset)] {
            assert_eq!(fault.trouble(), RedisTrouble::Unreachable);
            assert!(fault.is_like(&io(refused)) && !fault.is_like(&answer(password)));
        }
        for kind in [password, read_only, ErrorKind::Extension] {
            assert_eq!(answer(kind).trouble(), RedisTrouble::Refuses);
            assert!(answer(kind).is_like(&answer(kind)) && !answer(kind).is_like(&io(refused)));
        }
        assert!(!answer(password).is_like(&answer(read_only)));
    }
}
