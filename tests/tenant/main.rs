//! Which tenant is meant, and whether it may be called: tables and properties.

mod allow_list;
mod pins;
mod vanity_url;
