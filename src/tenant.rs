//! Which tenant a call goes to, and whether it may: the vanity URL, the hosts that may be called,
//! the addresses that may be connected to.
//!
//! Two gates, and a call passes both: the host name ([`AllowList`]) before anything is looked up, and
//! every address that the name resolves to ([`address`]) before anything is connected to.

pub mod address;
mod allow_list;
mod pins;
mod vanity_url;

pub use allow_list::{AllowList, HostPattern, InvalidPattern};
pub use pins::{InvalidPin, Pin, Pins};
pub use vanity_url::{InvalidVanityUrl, VanityUrl};
