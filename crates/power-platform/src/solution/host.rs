use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{HostVariable, PackageError};

#[derive(Deserialize)]
struct Root<'a> {
    #[serde(borrow)]
    host: Option<&'a RawValue>,
}

/// A definition with an environment variable in place of its host. It is resolved when the connector
/// is saved.
pub fn replaced(definition: &str, variable: &HostVariable) -> Result<String, PackageError> {
    let Root { host } = serde_json::from_str(definition).map_err(|_| PackageError::NoHost)?;
    let host = host.ok_or(PackageError::NoHost)?.get();
    let start = host.as_ptr().addr() - definition.as_ptr().addr();
    let (before, after) = (&definition[..start], &definition[start + host.len()..]);
    let variable = Value::from(format!("@environmentVariables(\"{variable}\")"));
    Ok(format!("{before}{variable}{after}"))
}
