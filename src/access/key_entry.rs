use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::api_key::Digest;
use super::day::Day;
use super::key_throttle::KeyThrottle;
use super::last_use::LastUse;
use super::name::{InvalidName, Name};
use crate::tenant::VanityUrl;

const DIGEST_PREFIX: &str = "sha256:";
const EXPIRES_PREFIX: &str = "expires=";
const PROFILE_PREFIX: &str = "profile=";
const THROTTLE_PREFIX: &str = "throttle=";
const TENANT_PREFIX: &str = "tenant=";
/// Written at the end for a key that is not bound to a tenant, so that a line that was cut off cannot be
/// read as one for all tenants.
const ALL_TENANTS: &str = "tenant=*";

/// A line of a key file: `NAME sha256:DIGEST [expires=DATE] [profile=NAME] [throttle=RATE] tenant=URL`, or
/// `tenant=*` for all tenants.
#[derive(Clone, Debug)]
pub struct KeyEntry {
    pub name: Name,
    pub digest: Digest,
    /// The only tenant that the key may call, or `None` for all tenants.
    pub tenant: Option<VanityUrl>,
    /// The account on this server that the key may use.
    pub profile: Option<Name>,
    /// The last day on which the key is accepted.
    pub expires: Option<Day>,
    /// A rate of its own, on top of that of each connection.
    pub throttle: Option<KeyThrottle>,
    /// When a key of this name was last accepted.
    pub last_use: LastUse,
}

impl fmt::Display for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {DIGEST_PREFIX}{} ", self.name.as_str(), self.digest.to_hexadecimal())?;
        if let Some(day) = self.expires {
            write!(f, "{EXPIRES_PREFIX}{day} ")?;
        }
        if let Some(profile) = &self.profile {
            write!(f, "{PROFILE_PREFIX}{} ", profile.as_str())?;
        }
        if let Some(throttle) = &self.throttle {
            write!(f, "{THROTTLE_PREFIX}{} ", throttle.rate())?;
        }
        match &self.tenant {
            Some(tenant) => write!(f, "{TENANT_PREFIX}{tenant}"),
            None => f.write_str(ALL_TENANTS),
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidKeyLine {
    #[error("not valid UTF-8")]
    NotText,
    #[error(transparent)]
    Name(#[from] InvalidName),
    #[error("expected `sha256:` and 64 hex digits after the name; see `api-key new`")]
    Digest,
    #[error("expected `tenant=` and a vanity URL, or `tenant=*` for all tenants, after the digest")]
    Tenant,
    #[error("expected `profile=` and the name of a profile, at most once")]
    Profile,
    #[error("expected `expires=` and a day such as 2027-01-31, at most once")]
    Expires,
    #[error("expected `throttle=` and a rate such as 100/60s, at most once")]
    Throttle,
    #[error("another line has the same key")]
    SameKey,
    #[error("calls to the tenant of this key are not allowed; add --allow-tenant")]
    TenantNotAllowed,
}

impl FromStr for KeyEntry {
    type Err = InvalidKeyLine;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default().parse()?;
        let digest = words
            .next()
            .and_then(|word| word.strip_prefix(DIGEST_PREFIX)?.parse().ok())
            .ok_or(InvalidKeyLine::Digest)?;
        let (mut tenant, mut profile, mut expires, mut throttle) = (None, None, None, None);
        for word in words {
            if let Some(text) = word.strip_prefix(PROFILE_PREFIX) {
                let named = text.parse().map_err(|_| InvalidKeyLine::Profile)?;
                set_once(&mut profile, named, InvalidKeyLine::Profile)?;
            } else if let Some(text) = word.strip_prefix(EXPIRES_PREFIX) {
                let day = text.parse().map_err(|_| InvalidKeyLine::Expires)?;
                set_once(&mut expires, day, InvalidKeyLine::Expires)?;
            } else if let Some(text) = word.strip_prefix(THROTTLE_PREFIX) {
                let rate = text.parse().map_err(|_| InvalidKeyLine::Throttle)?;
                set_once(&mut throttle, KeyThrottle::new(rate), InvalidKeyLine::Throttle)?;
            } else if word == ALL_TENANTS {
                set_once(&mut tenant, None, InvalidKeyLine::Tenant)?;
            } else {
                let url = word.strip_prefix(TENANT_PREFIX).ok_or(InvalidKeyLine::Tenant)?;
                let url = VanityUrl::parse(url).map_err(|_| InvalidKeyLine::Tenant)?;
                set_once(&mut tenant, Some(url), InvalidKeyLine::Tenant)?;
            }
        }
        let tenant = tenant.ok_or(InvalidKeyLine::Tenant)?;
        let last_use = LastUse::default();
        Ok(Self { name, digest, tenant, profile, expires, throttle, last_use })
    }
}

fn set_once<T>(
    place: &mut Option<T>,
    value: T,
    repeated: InvalidKeyLine,
) -> Result<(), InvalidKeyLine> {
    if place.replace(value).is_some() { Err(repeated) } else { Ok(()) }
}
