//! The tables of single tenants in the configuration file: `[tenants."acme.prd.mykronos.com"]`.

use std::path::PathBuf;
use std::str::FromStr;

use toml::{Table, Value};

use super::spelling::nearest;
use crate::tenant::{AllowList, Organization, Realm, TokenUrl, UkgAuthentication, VanityUrl};
use crate::throttle::ThrottleRate;

/// The key of all tables in the file.
pub const KEY: &str = "tenants";
/// Maximum length of a scope or an audience, in bytes.
const MAX_TEXT: usize = 1_024;

/// What the file sets for one tenant.
#[derive(Clone, Debug)]
pub struct TenantTable {
    pub tenant: VanityUrl,
    /// `None` for the legacy login service.
    pub login: Option<UkgAuthentication>,
    pub app_key_file: Option<PathBuf>,
    pub throttle: Option<ThrottleRate>,
}

/// A value of a table cannot be used. Never shows the value.
#[derive(Debug)]
pub struct InvalidTable {
    /// From the tenant on, such as `"acme.prd.mykronos.com".token-url`.
    pub key: String,
    pub message: String,
}

impl TenantTable {
    /// The tables below `tenants`.
    pub fn all(tables: &Value) -> Result<Vec<Self>, Vec<InvalidTable>> {
        let Value::Table(tables) = tables else {
            let message = "must have a table for each tenant".to_owned();
            return Err(vec![InvalidTable { key: String::new(), message }]);
        };
        let (mut all, mut faults): (Vec<Self>, _) = (Vec::new(), Vec::new());
        for (host, table) in tables {
            match Self::of(host, table) {
                Ok(table) if all.iter().any(|other| other.tenant == table.tenant) => {
                    let message = format!("{} has another table already", table.tenant.host());
                    faults.push(InvalidTable { key: format!("{host:?}"), message });
                }
                Ok(table) => all.push(table),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(all) } else { Err(faults) }
    }

    fn of(host: &str, table: &Value) -> Result<Self, InvalidTable> {
        let at = |key: &str, message: String| {
            let key = if key.is_empty() { format!("{host:?}") } else { format!("{host:?}.{key}") };
            InvalidTable { key, message }
        };
        let tenant = VanityUrl::parse(host).map_err(|error| at("", error.to_string()))?;
        let Value::Table(table) = table else {
            return Err(at("", "must be a table".to_owned()));
        };
        Keys::read(table)
            .and_then(|keys| keys.table(tenant))
            .map_err(|(key, message)| at(key, message))
    }

    /// Refuses a tenant or a token host that may not be called.
    pub fn check(&self, tenants: &AllowList, token_hosts: &AllowList) -> Result<(), InvalidTable> {
        let host = self.tenant.host();
        let refused = |key: String, message| Err(InvalidTable { key, message });
        if !tenants.allows(&self.tenant) {
            let message = format!("calls to {host} are not allowed; add --allow-tenant {host}");
            return refused(format!("{host:?}"), message);
        }
        match self.login.as_ref().map(|login| login.token_url.host()) {
            Some(called) if !token_hosts.allows_host(called) => {
                let message =
                    format!("calls to {called} are not allowed; add --allow-token-host {called}");
                refused(format!("{host:?}.token-url"), message)
            }
            _ => Ok(()),
        }
    }
}

/// The keys of a table.
#[derive(Default)]
struct Keys {
    token_url: Option<TokenUrl>,
    organization: Option<Organization>,
    realm: Option<Realm>,
    scope: Option<String>,
    audience: Option<String>,
    app_key_file: Option<PathBuf>,
    throttle: Option<ThrottleRate>,
}

const KEYS: [&str; 7] =
    ["token-url", "organization", "realm", "scope", "audience", "app-key-file", "throttle"];

/// A key and what is wrong with its value.
type Fault<'a> = (&'a str, String);

impl Keys {
    fn read(table: &Table) -> Result<Self, Fault<'_>> {
        let mut keys = Self::default();
        for (key, value) in table {
            let Value::String(text) = value else {
                return Err((key, "must be a string, in quotes".to_owned()));
            };
            let read = match key.as_str() {
                "token-url" => parse(text, &mut keys.token_url),
                "organization" => parse(text, &mut keys.organization),
                "realm" => parse(text, &mut keys.realm),
                "scope" => line(text, &mut keys.scope),
                "audience" => line(text, &mut keys.audience),
                "app-key-file" => parse(text, &mut keys.app_key_file),
                "throttle" => parse(text, &mut keys.throttle),
                unknown => Err(match nearest(unknown, KEYS) {
                    Some(meant) => format!("not a setting of a tenant; did you mean {meant}?"),
                    None => format!("not a setting of a tenant; these are {}", KEYS.join(", ")),
                }),
            };
            read.map_err(|message| (key.as_str(), message))?;
        }
        Ok(keys)
    }

    fn table<'a>(self, tenant: VanityUrl) -> Result<TenantTable, Fault<'a>> {
        let Self { app_key_file, throttle, token_url, organization, realm, scope, audience } = self;
        let Some(token_url) = token_url else {
            let unused = [
                ("organization", organization.is_some()),
                ("realm", realm.is_some()),
                ("scope", scope.is_some()),
                ("audience", audience.is_some()),
            ];
            return match unused.into_iter().find(|(_, is_set)| *is_set) {
                Some((key, _)) => Err((key, "has no effect without token-url".to_owned())),
                None => Ok(TenantTable { tenant, login: None, app_key_file, throttle }),
            };
        };
        let login = UkgAuthentication::new(token_url, organization, realm)
            .map_err(|error| ("organization", error.to_string()))?;
        let scope = scope.unwrap_or_else(|| login.scope.clone());
        let audience = audience.unwrap_or_else(|| login.audience.clone());
        let login = Some(UkgAuthentication { scope, audience, ..login });
        Ok(TenantTable { tenant, login, app_key_file, throttle })
    }
}

fn parse<T: FromStr<Err: ToString>>(text: &str, place: &mut Option<T>) -> Result<(), String> {
    *place = Some(text.parse().map_err(|error: T::Err| error.to_string())?);
    Ok(())
}

fn line(text: &str, place: &mut Option<String>) -> Result<(), String> {
    if text.len() > MAX_TEXT || text.chars().any(char::is_control) {
        return Err("must be one line of at most 1,024 characters".to_owned());
    }
    *place = Some(text.trim().to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(text: &str) -> Result<Vec<TenantTable>, String> {
        let file: Table = text.parse().unwrap();
        TenantTable::all(&file[KEY])
            .map_err(|faults| format!("{}: {}", faults[0].key, faults[0].message))
    }

    #[test]
    fn a_table_is_a_tenant_with_its_login_service() {
        let all = tables(
            "[tenants.'acme.mykronos.com']\ntoken-url = 'welcome-us.ukg.net'\norganization = 'org_X'\n\
             scope = ''\nthrottle = '5/1s'\n[tenants.'legacy.mykronos.com']\napp-key-file = 'key'\n",
        )
        .unwrap();
        let login = all[0].login.as_ref().unwrap();
        assert_eq!(login.token_url.to_string(), "https://welcome-us.ukg.net/oauth/token");
        assert_eq!(login.realm.as_ref().map(Realm::as_str), Some("X-custom"));
        assert_eq!((login.scope.as_str(), all[0].throttle.is_some()), ("", true));
        assert!(all[1].login.is_none() && all[1].app_key_file.is_some());
    }

    #[test]
    fn a_wrong_table_is_refused_by_its_key_and_never_shows_a_value() {
        const TENANT: &str = "[tenants.'a.mykronos.com']\n";
        for (text, fault) in [
            ("tenants = 's3cret'", ": must have a table for each tenant"),
            ("[tenants]\n'a.mykronos.com' = 's3cret'", "\"a.mykronos.com\": must be a table"),
            (
                "[tenants.s3cret]",
                "\"s3cret\": the vanity URL is only the first part of a host name",
            ),
            (&format!("{TENANT}password = 's3cret'"), "\"a.mykronos.com\".password: not a setting"),
            (
                &format!("{TENANT}relm = 'x'"),
                "\"a.mykronos.com\".relm: not a setting of a tenant; did",
            ),
            (&format!("{TENANT}realm = 5"), "\"a.mykronos.com\".realm: must be a string"),
            (&format!("{TENANT}realm = 's3cret'"), ".realm: has no effect without token-url"),
            (
                &format!("{TENANT}token-url = 'http://s3cret.net'"),
                ".token-url: the token URL starts",
            ),
            (
                &format!(
                    "{TENANT}token-url='a.ukg.net/?organization=org_s3cret'\norganization='o'"
                ),
                ".organization: the organization is not the one in the token URL",
            ),
            (&format!("{TENANT}[tenants.'A.mykronos.com']"), "has another table already"),
        ] {
            let shown = tables(text).unwrap_err();
            assert!(shown.contains(fault), "{text}: {shown}");
            assert!(!shown.split(": ").last().unwrap().contains("s3cret"), "{shown}");
        }
    }
}
