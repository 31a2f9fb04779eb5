use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use thiserror::Error;
use url::Url;

/// Maximum length of a pasted address, in bytes.
const MAX_TEXT: usize = 2_048;
/// Maximum length of a host name, in bytes (RFC 1035, section 2.3.4).
const MAX_HOST: usize = 253;
/// Maximum length of a label, in bytes (RFC 1035, section 2.3.4).
const MAX_LABEL: usize = 63;

/// The base address of a customer's UKG Pro WFM tenant: `https://` and a host name, nothing else.
///
/// [`parse`](Self::parse) accepts the addresses that people paste: without a scheme, with a path from
/// the browser's address bar, the whole token URL, in capitals, with blanks around it. An ambiguous
/// address is refused. A value of this type is safe to display and to log, because it has no user
/// information, path or query.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct VanityUrl {
    host: String,
}

/// The messages never repeat the input, which may contain a password.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("{}", self.text("vanity URL"))]
pub enum InvalidVanityUrl {
    Empty,
    /// Longer than 2,048 characters, or a host name longer than DNS allows.
    TooLong,
    /// With `http://` the credentials would travel unencrypted.
    PlainHttp,
    OtherScheme,
    UserInformation,
    Port,
    /// An IP address, in any of its spellings.
    IpAddress,
    /// A single label. Its domain is not guessed.
    NotQualified,
    TrailingDot,
    /// Characters outside ASCII, also in their encoded form `xn--`: possible look-alikes.
    Internationalised,
    Malformed,
}

impl InvalidVanityUrl {
    /// The message about an address with this name.
    pub(super) fn text(self, url: &str) -> String {
        match self {
            Self::Empty => format!("the {url} is empty"),
            Self::TooLong => format!("the {url} is too long"),
            Self::PlainHttp => {
                format!("the {url} starts with http://, but only https:// is called")
            }
            Self::OtherScheme => format!("the {url} does not start with https://"),
            Self::UserInformation => {
                format!("the {url} has a user name or an @ before the host name")
            }
            Self::Port => format!("the {url} has a port; only the standard port 443 is called"),
            Self::IpAddress => format!("the {url} has an IP address; a host name is needed"),
            Self::NotQualified => format!("the {url} is only the first part of a host name"),
            Self::TrailingDot => format!("the host name in the {url} ends with a dot"),
            Self::Internationalised => format!(
                "the host name in the {url} has characters other than a-z, 0-9 and the hyphen"
            ),
            Self::Malformed => format!("the {url} has no valid host name"),
        }
    }
}

impl VanityUrl {
    /// Parses a vanity URL as people write it.
    pub fn parse(text: &str) -> Result<Self, InvalidVanityUrl> {
        Ok(Self { host: host_in(text)? })
    }

    /// In lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of one of the tenant's endpoints, at a fixed path of this program.
    ///
    /// # Panics
    ///
    /// Never: a host name of this type makes a valid URL.
    #[must_use]
    pub fn endpoint(&self, path: &'static str) -> Url {
        endpoint(&self.host, path)
    }
}

/// An address at a host name that [`host_in`] has accepted.
pub(super) fn endpoint(host: &str, path: &'static str) -> Url {
    Url::parse(&format!("https://{host}{path}")).expect("a valid host name makes a valid URL")
}

/// The host name, in lower case, in an address as people write it.
pub(super) fn host_in(text: &str) -> Result<String, InvalidVanityUrl> {
    if text.len() > MAX_TEXT {
        return Err(InvalidVanityUrl::TooLong);
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidVanityUrl::Empty);
    }
    // Path, query and fragment are dropped: people copy them from the address bar, and only fixed
    // paths are called.
    let rest = without_scheme(text)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host_of(authority)
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

/// Removes `https://`, also if it is repeated (some connectors add the scheme to an address that already
/// has one), or a leading `//`.
fn without_scheme(text: &str) -> Result<&str, InvalidVanityUrl> {
    let mut rest = text;
    loop {
        let Some((scheme, after)) = rest.split_once("://") else {
            return Ok(rest.strip_prefix("//").unwrap_or(rest));
        };
        if scheme.contains(['/', '?', '#']) {
            // This "://" is inside a path or query, as in "acme.mykronos.com?goto=https://…".
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
    if host.len() > MAX_HOST {
        return Err(InvalidVanityUrl::TooLong);
    }
    // Some resolvers, caches and certificates treat `host.` as another name.
    if host.len() > 1 && host.ends_with('.') {
        return Err(InvalidVanityUrl::TrailingDot);
    }
    host.split('.').try_for_each(check_label)?;
    // The URL standard reads any host whose last label is a number as an IPv4 address: "127.1",
    // "2130706433", "0x7f.1".
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_hexadecimal = |digits: &str| digits.bytes().all(|b| b.is_ascii_hexdigit());
    if last.strip_prefix("0x").is_some_and(is_hexadecimal)
        || last.bytes().all(|b| b.is_ascii_digit())
    {
        return Err(InvalidVanityUrl::IpAddress);
    }
    // "acme" may be acme.mykronos.com or acme.prd.mykronos.com, and a password is not sent on a guess.
    if !host.contains('.') {
        return Err(InvalidVanityUrl::NotQualified);
    }
    Ok(host)
}

fn check_label(label: &str) -> Result<(), InvalidVanityUrl> {
    if label.len() > MAX_LABEL {
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
