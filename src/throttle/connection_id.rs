use std::fmt;

use data_encoding::HEXLOWER;

/// Bytes of the digest that are kept: the probability that any two of 2⁴⁰ connections share them is
/// 2⁻⁴⁹.
const LENGTH: usize = 16;

/// Identifies a connection: the first 128 bits of a BLAKE3 digest of the name of its API key, the host of
/// its tenant and its client id, none of which can be recovered from it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ConnectionId([u8; LENGTH]);

impl ConnectionId {
    /// The id of the connection with this API key, if any, this tenant and this client id.
    #[must_use]
    pub fn of(key_name: Option<&str>, host: &str, client_id: &str) -> Self {
        let parts = [key_name.unwrap_or_default(), host, client_id];
        let length: usize = parts.iter().map(|part| size_of::<u64>() + part.len()).sum();
        let mut text = Vec::with_capacity(1 + length);
        text.push(u8::from(key_name.is_some()));
        // The length before each part keeps "ab", "c" apart from "a", "bc".
        for part in parts {
            text.extend_from_slice(&(part.len() as u64).to_be_bytes());
            text.extend_from_slice(part.as_bytes());
        }
        let mut bytes = [0; LENGTH];
        bytes.copy_from_slice(&blake3::hash(&text).as_bytes()[..LENGTH]);
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
    fn it_is_the_beginning_of_a_blake3_in_hexadecimal() {
        // printf '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\001h\0\0\0\0\0\0\0\001c' | b3sum
        let id = ConnectionId::of(None, "h", "c").to_string();
        assert_eq!(id, "66beccefea50977d72f6f505a8a1cd11");
    }
}
