//! Makes, checks and packages custom connectors for Microsoft Power Platform, offline.

#![warn(missing_docs)]

mod brand_color;
pub mod check;
mod public_url;
pub mod swagger;

pub use brand_color::{BrandColor, InvalidBrandColor};
pub use public_url::{InvalidPublicUrl, PublicUrl};
