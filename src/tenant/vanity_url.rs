use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use thiserror::Error;
use url::Url;

/// Longest text that is looked at. Longer ones are no address that anybody pasted.
const LONGEST_TEXT: usize = 2_048;
/// Longest host name (RFC 1035, section 2.3.4).
const LONGEST_HOST: usize = 253;
/// Longest label of a host name (RFC 1035, section 2.3.4).
const LONGEST_LABEL: usize = 63;

/// The base address of a customer's UKG Pro WFM tenant: `https://`, a host name, nothing else.
///
/// [`parse`](Self::parse) takes what people really paste: without a scheme, with a path out of the
/// browser's address bar, with the whole token URL, in capitals, with blanks around it. What could
/// mean two things is refused by kind. A value of this type is safe to display and to log: it holds
/// no user information, path or query.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct VanityUrl {
    host: String,
}

/// Why a text is no vanity URL. The texts name what to do and never repeat the input, which may hold
/// a password.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidVanityUrl {
    /// Nothing but blanks.
    #[error("the vanity URL is empty")]
    Empty,
    /// Longer than 2,048 characters, or a host name longer than DNS allows.
    #[error("the vanity URL is too long")]
    TooLong,
    /// `http://`: the credentials would travel in clear.
    #[error("the vanity URL starts with http://, but only https:// is called")]
    PlainHttp,
    /// Another scheme.
    #[error("the vanity URL does not start with https://")]
    OtherScheme,
    /// A user name or password before an `@`.
    #[error("the vanity URL has a user name or an @ before the host name")]
    UserInformation,
    /// A port other than 443.
    #[error("the vanity URL has a port; only the standard port 443 is called")]
    Port,
    /// An IP address, in any of its spellings.
    #[error("the vanity URL has an IP address; a host name is needed")]
    IpAddress,
    /// One label only. Which domain it belongs to is not guessed.
    #[error("the vanity URL is only the first part of a host name")]
    NotQualified,
    /// A dot at the end of the host name.
    #[error("the host name in the vanity URL ends with a dot")]
    TrailingDot,
    /// Characters outside ASCII, or their encoded form: possible look-alikes.
    #[error("the host name in the vanity URL has characters other than a-z, 0-9 and the hyphen")]
    Internationalised,
    /// Anything else that is no host name.
    #[error("the vanity URL has no valid host name")]
    Malformed,
}

impl VanityUrl {
    /// Reads a vanity URL as people write it.
    ///
    /// # Errors
    ///
    /// The kind of fault; see [`InvalidVanityUrl`].
    pub fn parse(text: &str) -> Result<Self, InvalidVanityUrl> {
        if text.len() > LONGEST_TEXT {
            return Err(InvalidVanityUrl::TooLong);
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidVanityUrl::Empty);
        }
        // The authority ends where the first of these stands. A path, a query and a fragment are
        // dropped: people copy them from the address bar, and only the fixed paths are called.
        let rest = without_scheme(text)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        Ok(Self { host: host_of(authority)? })
    }

    /// The host name, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of one of the tenant's endpoints.
    ///
    /// `path` is one of the fixed paths of this program.
    ///
    /// # Panics
    ///
    /// Never: a host name of this type makes a URL.
    #[must_use]
    pub fn endpoint(&self, path: &'static str) -> Url {
        Url::parse(&format!("{self}{path}")).expect("a host of this type makes a URL")
    }
}

impl fmt::Display for VanityUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}", self.host)
    }
}

impl FromStr for VanityUrl {
    type Err = InvalidVanityUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Takes `https://` off, once or more (a connector that adds the scheme to what already has one is a
/// well-known way to get two), or a leading `//`.
fn without_scheme(text: &str) -> Result<&str, InvalidVanityUrl> {
    let mut rest = text;
    loop {
        let Some((scheme, after)) = rest.split_once("://") else {
            return Ok(rest.strip_prefix("//").unwrap_or(rest));
        };
        if scheme.contains(['/', '?', '#']) {
            // The "://" stands inside a path or query, as in "acme.mykronos.com?goto=https://…".
            return Ok(rest.strip_prefix("//").unwrap_or(rest));
        }
        match scheme.to_ascii_lowercase().as_str() {
            "https" => rest = after,
            "http" => return Err(InvalidVanityUrl::PlainHttp),
            _ => return Err(InvalidVanityUrl::OtherScheme),
        }
    }
}

fn host_of(authority: &str) -> Result<String, InvalidVanityUrl> {
    if authority.contains('@') {
        return Err(InvalidVanityUrl::UserInformation);
    }
    if authority.starts_with('[') || authority.parse::<Ipv6Addr>().is_ok() {
        return Err(InvalidVanityUrl::IpAddress);
    }
    let host = match authority.split_once(':') {
        None => authority,
        Some((host, "443")) => host,
        Some((_, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => {
            return Err(InvalidVanityUrl::Port);
        }
        Some(_) => return Err(InvalidVanityUrl::Malformed),
    };
    let host = host.to_ascii_lowercase();
    if !host.is_ascii() {
        return Err(InvalidVanityUrl::Internationalised);
    }
    if host.len() > LONGEST_HOST {
        return Err(InvalidVanityUrl::TooLong);
    }
    // `ukg-wire.md` would strip it; the gate of `rust-notes.md`, section 4.4, refuses it: it is another
    // name to some resolvers, caches and certificates.
    if host.len() > 1 && host.ends_with('.') {
        return Err(InvalidVanityUrl::TrailingDot);
    }
    host.split('.').try_for_each(check_label)?;
    // The URL standard reads any host whose last label is a number as an IPv4 address: "127.1",
    // "2130706433", "0x7f.1".
    let last = host.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").is_some_and(all_hexadecimal);
    if hexadecimal || last.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InvalidVanityUrl::IpAddress);
    }
    // "acme" may be acme.mykronos.com or acme.prd.mykronos.com: a password is not sent on a guess.
    if !host.contains('.') {
        return Err(InvalidVanityUrl::NotQualified);
    }
    Ok(host)
}

fn check_label(label: &str) -> Result<(), InvalidVanityUrl> {
    if label.len() > LONGEST_LABEL {
        return Err(InvalidVanityUrl::TooLong);
    }
    if label.starts_with("xn--") {
        return Err(InvalidVanityUrl::Internationalised);
    }
    let characters = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if label.is_empty() || !characters || label.starts_with('-') || label.ends_with('-') {
        return Err(InvalidVanityUrl::Malformed);
    }
    Ok(())
}

fn all_hexadecimal(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit())
}
