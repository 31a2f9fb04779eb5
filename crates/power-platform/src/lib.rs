#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod brand_color;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
mod connector;
mod file;
mod finding;
pub mod generate;
pub mod icon;
pub mod lowering;
pub mod openapi;
pub mod properties;
mod public_url;
mod reference;
pub mod solution;
pub mod swagger;
mod texts;

pub use brand_color::{BrandColor, InvalidBrandColor};
pub use connector::{Connector, OpenError};
pub use file::{File, print};
pub use finding::{Effect, Finding};
pub use public_url::{InvalidPublicUrl, PublicUrl};
pub use reference::CallLimit;
