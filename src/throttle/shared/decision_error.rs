use std::fmt;

use redis::RedisError;

/// Why Redis did not decide.
#[derive(Debug)]
pub enum DecisionError {
    TimedOut,
    /// Redis could not be reached, or responded with an error.
    Redis(RedisError),
}

/// Why Redis is not deciding: a network fault, or a configuration fault.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RedisFailure {
    /// There is no connection, or no response in time.
    Unreachable,
    /// Redis responds with an error: the password is wrong, the server is read-only, its memory is full.
    Refuses,
}

impl RedisFailure {
    /// The name in reports: `redis_unreachable` or `redis_refuses`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "redis_unreachable",
            Self::Refuses => "redis_refuses",
        }
    }
}

impl DecisionError {
    pub fn failure(&self) -> RedisFailure {
        match self {
            Self::Redis(error) if !error.is_io_error() => RedisFailure::Refuses,
            Self::TimedOut | Self::Redis(_) => RedisFailure::Unreachable,
        }
    }

    /// Whether it need not be logged after the other. The ways in which Redis cannot be reached come and
    /// go; the errors with which it responds are worth knowing.
    pub fn is_like(&self, other: &Self) -> bool {
        let failure = self.failure();
        failure == other.failure()
            && (failure == RedisFailure::Unreachable || self.to_string() == other.to_string())
    }
}

impl From<RedisError> for DecisionError {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

/// Without the text of Redis's response, which may repeat what was sent.
impl fmt::Display for DecisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("no response in time"),
            Self::Redis(error) if error.is_io_error() => error.fmt(f),
            Self::Redis(error) => match error.code() {
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
    fn an_error_response_is_told_from_no_response() {
        let io = |kind: io::ErrorKind| DecisionError::from(RedisError::from(io::Error::from(kind)));
        let (refused, reset) = (io::ErrorKind::ConnectionRefused, io::ErrorKind::ConnectionReset);
        let response = |kind| DecisionError::from(RedisError::from((kind, "")));
        let password = ErrorKind::AuthenticationFailed;
        let read_only = ErrorKind::Server(ServerErrorKind::ReadOnly);
        for error in [DecisionError::TimedOut, io(refused), io(reset)] {
            assert_eq!(error.failure(), RedisFailure::Unreachable);
            assert!(error.is_like(&io(refused)) && !error.is_like(&response(password)));
        }
        for kind in [password, read_only, ErrorKind::Extension] {
            assert_eq!(response(kind).failure(), RedisFailure::Refuses);
            assert!(
                response(kind).is_like(&response(kind)) && !response(kind).is_like(&io(refused))
            );
        }
        assert!(!response(password).is_like(&response(read_only)));
    }
}
