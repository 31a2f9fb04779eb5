//! The tables of single tenants in the configuration file: `[tenants."acme.prd.mykronos.com"]`.

use std::path::PathBuf;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

use crate::tenant::{
    InvalidTokenUrl, LoginService, Organization, Realm, TokenUrl, UkgAuthentication, VanityUrl,
};
use crate::throttle::ThrottleRate;

/// The key of the tables in the file.
pub const KEY: &str = "tenants";

/// The table of one tenant, with the keys of the flags that it overrides.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TenantTable {
    #[serde(deserialize_with = "parsed")]
    pub token_url: Option<TokenUrl>,
}
