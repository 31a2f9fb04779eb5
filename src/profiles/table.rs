//! The file of profiles: one table for each.

use std::path::PathBuf;

use toml::Value;

use super::InvalidProfiles;
use crate::access::Name;
use crate::secret::Secret;
use crate::tenant::VanityUrl;

/// A profile as the file has it.
pub struct Table {
    pub name: Name,
    pub tenant: VanityUrl,
    /// User name, and the file with the password.
    pub user: Option<(Secret, PathBuf)>,
    pub client_id: Secret,
    client_secret_file: PathBuf,
}

/// The keys of a table.
#[derive(Default)]
struct Keys<'a> {
    tenant: Option<&'a str>,
    username: Option<&'a str>,
    password_file: Option<&'a str>,
    client_id: Option<&'a str>,
    client_secret_file: Option<&'a str>,
}

/// The tables of the file, ordered by name.
pub fn all(file: &[u8]) -> Result<Vec<Table>, InvalidProfiles> {
    let text = str::from_utf8(file).map_err(|_| invalid("it is not valid UTF-8".to_owned()))?;
    let tables: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        invalid(format!("line {line}: {}", error.message()))
    })?;
    tables.iter().map(|(name, table)| Table::read(name, table)).collect()
}

impl Table {
    fn read(name: &str, value: &Value) -> Result<Self, InvalidProfiles> {
        let at = |key: &str, message: &str| fault(name, key, message);
        let Value::Table(table) = value else {
            return Err(at("", "must be a table, such as [payroll]"));
        };
        let parsed: Name = name.parse().map_err(|error| at("", &format!("{error}")))?;
        let mut keys = Keys::default();
        for (key, value) in table {
            let place = match key.as_str() {
                "tenant" => &mut keys.tenant,
                "username" => &mut keys.username,
                "password-file" => &mut keys.password_file,
                "client-id" => &mut keys.client_id,
                "client-secret-file" => &mut keys.client_secret_file,
                _ => {
                    return Err(at(
                        key,
                        "not a setting of a profile; a profile has tenant, username, password-file, \
                         client-id and client-secret-file",
                    ));
                }
            };
            match value.as_str() {
                Some("") => return Err(at(key, "must not be empty")),
                Some(text) => *place = Some(text),
                None => return Err(at(key, "must be a string, in quotes")),
            }
        }
        let Keys { tenant, username, password_file, client_id, client_secret_file } = keys;
        let set = |value: Option<_>, key| value.ok_or_else(|| at(key, "must be set"));
        let tenant = VanityUrl::parse(set(tenant, "tenant")?)
            .map_err(|error| at("tenant", &error.to_string()))?;
        let user = match (username, password_file) {
            (Some(username), Some(file)) => Some((username.into(), file.into())),
            (None, None) => None,
            (Some(_), None) => {
                return Err(at("password-file", "must be set, because there is a username"));
            }
            (None, Some(_)) => {
                return Err(at("username", "must be set, because there is a password-file"));
            }
        };
        Ok(Self {
            name: parsed,
            tenant,
            user,
            client_id: set(client_id, "client-id")?.into(),
            client_secret_file: set(client_secret_file, "client-secret-file")?.into(),
        })
    }

    pub fn into_secret_files(self) -> impl Iterator<Item = PathBuf> {
        self.user.map(|(_, password)| password).into_iter().chain([self.client_secret_file])
    }

    pub fn fault(&self, key: &str, message: &str) -> InvalidProfiles {
        fault(self.name.as_str(), key, message)
    }
}

fn fault(name: &str, key: &str, message: &str) -> InvalidProfiles {
    let dot = if key.is_empty() { "" } else { "." };
    invalid(format!("{name}{dot}{key}: {message}"))
}

fn invalid(message: String) -> InvalidProfiles {
    InvalidProfiles { file: 0, message }
}
