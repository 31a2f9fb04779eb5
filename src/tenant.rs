//! Which tenants may be called: vanity URLs, allowed hosts, allowed addresses.
//!
//! A call passes two checks: its host name ([`AllowList`]) before the name is looked up, and every
//! address that the name resolves to ([`address`]) before a connection is opened.

pub mod address;
mod allow_list;
mod pins;
mod vanity_url;

pub use allow_list::{AllowList, HostPattern, InvalidPattern};
pub use pins::{InvalidPin, Pin, Pins};
pub use vanity_url::{InvalidVanityUrl, VanityUrl};
