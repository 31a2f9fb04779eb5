use std::fmt;

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;

/// Bytes of the digest that are kept: the probability that any two of 2⁴⁰ connections share them is
/// 2⁻⁴⁹.
const LENGTH: usize = 16;

/// Identifies a connection: the first 128 bits of a SHA-256 over the name of its API key, the host of its
/// tenant and its client id, none of which can be recovered from it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ConnectionId([u8; LENGTH]);

impl ConnectionId {
    /// The id of the connection with this API key, if any, this tenant and this client id.
    #[must_use]
    pub fn of(key_name: Option<&str>, host: &str, client_id: &str) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&[u8::from(key_name.is_some())]);
        // The length before each part keeps "ab", "c" apart from "a", "bc".
        for part in [key_name.unwrap_or_default(), host, client_id] {
            context.update(&part.len().to_be_bytes());
            context.update(part.as_bytes());
        }
        let mut bytes = [0; LENGTH];
        bytes.copy_from_slice(&context.finish().as_ref()[..LENGTH]);
        Self(bytes)
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HEXLOWER.encode_display(&self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_makes_another_connection() {
        let ids = [
            ConnectionId::of(None, "host", "client"),
            ConnectionId::of(Some(""), "host", "client"),
            ConnectionId::of(Some("key"), "host", "client"),
            ConnectionId::of(Some("other"), "host", "client"),
            ConnectionId::of(Some("key"), "other", "client"),
            ConnectionId::of(Some("key"), "host", "other"),
            ConnectionId::of(Some("keyh"), "ost", "client"),
            ConnectionId::of(Some("key"), "hostc", "lient"),
            ConnectionId::of(Some("key"), "host", ""),
        ];
        for (index, id) in ids.iter().enumerate() {
            assert!(!ids[index + 1..].contains(id), "{index}");
        }
        assert_eq!(ids[0], ConnectionId::of(None, "host", "client"));
    }

    #[test]
    fn it_is_the_beginning_of_a_sha256_in_hexadecimal() {
        // printf '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\001h\0\0\0\0\0\0\0\001c' | sha256sum
        let id = ConnectionId::of(None, "h", "c").to_string();
        assert_eq!(id, "dcabd553467c18bfb8211d1b2ee80724");
    }
}
