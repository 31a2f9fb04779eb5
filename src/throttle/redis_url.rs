use std::fmt;
use std::str::FromStr;

use redis::IntoConnectionInfo as _;
use thiserror::Error;
use url::Url;

use crate::secret::Secret;

/// Address and credentials of a Redis server: `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, or
/// `rediss://` for TLS. `Display` and `Debug` leave user and password out.
#[derive(Clone)]
pub struct RedisUrl {
    url: Secret,
    tls: bool,
    /// Without user and password.
    shown: String,
}

/// The text is not the address of a Redis server. The error does not show it, because it may contain a
/// password.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error(
    "write redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS; special characters in a password as %XX"
)]
pub struct InvalidRedisUrl;

impl RedisUrl {
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.tls
    }

    /// The same address with this password.
    ///
    /// # Errors
    ///
    /// When it is empty.
    pub fn with_password(&self, password: &str) -> Result<Self, InvalidRedisUrl> {
        let mut url = Url::parse(self.url.expose()).map_err(|_| InvalidRedisUrl)?;
        if password.is_empty() {
            return Err(InvalidRedisUrl);
        }
        url.set_password(Some(password)).map_err(|()| InvalidRedisUrl)?;
        url.as_str().parse()
    }

    pub(super) fn expose(&self) -> &str {
        self.url.expose()
    }
}

impl FromStr for RedisUrl {
    type Err = InvalidRedisUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| InvalidRedisUrl)?;
        let tls = match url.scheme() {
            "redis" => false,
            "rediss" => true,
            _ => return Err(InvalidRedisUrl),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(InvalidRedisUrl)?;
        let database = url.path().strip_prefix('/').unwrap_or_default();
        let plain = database.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidRedisUrl);
        }
        // The redis crate checks the rest: the number of the database, and that user and password are
        // UTF-8.
        text.into_connection_info().map_err(|_| InvalidRedisUrl)?;
        let secret = !url.username().is_empty() || url.password().is_some();
        let secret = if secret { "[redacted]@" } else { "" };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let shown = format!("{}://{secret}{host}{port}{}", url.scheme(), url.path());
        Ok(Self { url: Secret::new(text.to_owned()), tls, shown })
    }
}

impl fmt::Display for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_user_and_password() {
        for (text, tls, shown) in [
            ("redis://localhost", false, "redis://localhost"),
            ("rediss://cache.example.com:6380/2", true, "rediss://cache.example.com:6380/2"),
            ("redis://:hunter2@[::1]:6379/", false, "redis://[redacted]@[::1]:6379/"),
            ("rediss://hunter2:h%40nter2@cache", true, "rediss://[redacted]@cache"),
            ("redis://hunter2@cache/0", false, "redis://[redacted]@cache/0"),
        ] {
            let url: RedisUrl = text.parse().unwrap();
            assert_eq!((url.to_string().as_str(), url.is_tls()), (shown, tls));
            assert_eq!(format!("{url:?}"), format!("RedisUrl({shown})"));
            assert_eq!(url.expose(), text);
        }
    }

    #[test]
    fn an_invalid_address_is_refused_and_not_shown() {
        for text in [
            "",
            "hunter2",
            "localhost:6379",
            "http://localhost",
            "redis+unix:///hunter2",
            "unix:///hunter2",
            "redis://",
            "redis:///1",
            "redis://:hunter2@",
            "redis://localhost:hunter2",
            "redis://localhost/hunter2",
            "redis://localhost/-1",
            "redis://localhost/99999999999999999999",
            "redis://localhost/1/2",
            "redis://localhost?password=hunter2",
            "rediss://localhost#insecure",
            "redis://0.0.0.0",
            "redis://:hunter2%ff@localhost",
        ] {
            let error = text.parse::<RedisUrl>().unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{text}");
        }
    }
}
