//! Accounts that the operator keeps on this server, so that no caller holds a secret of UKG.
//!
//! A profile names its tenant, its user and its client; password and client secret are in files of their
//! own. The API key of a caller says which profile it may use.

mod table;

use std::collections::HashMap;
use std::path::PathBuf;

use thiserror::Error;

use crate::access::Name;
use crate::secret::Secret;
use crate::tenant::VanityUrl;
use crate::token::{AUTH_CHAIN, ClientCredentials, ClientGrant, Grant, PasswordGrant};
use table::Table;

/// Maximum length of what a secret file holds, in characters: as in the body of a call.
const MAX_SECRET: usize = 4_096;

/// An account of a tenant.
#[derive(Clone, Debug)]
pub struct Profile {
    pub tenant: VanityUrl,
    /// The password grant of the user, or the client credentials grant of a client without one.
    pub grant: Grant,
}

/// The profiles of a file, by name.
#[derive(Clone, Debug, Default)]
pub struct Profiles(HashMap<Name, Profile>);

/// A file that cannot be used. Never shows a value of it.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct InvalidProfiles {
    /// Index of the file: 0 for that of the profiles, then their secret files in order.
    pub file: usize,
    message: String,
}

/// The files that the file of profiles names, in the order in which [`Profiles::parse`] wants them.
///
/// # Errors
///
/// When the file is invalid.
pub fn secret_files(file: &[u8]) -> Result<Vec<PathBuf>, InvalidProfiles> {
    let tables = table::all(file)?;
    Ok(tables.into_iter().flat_map(Table::into_secret_files).collect())
}

impl Profiles {
    /// Parses the file of profiles, which is the first, with its secret files.
    ///
    /// # Errors
    ///
    /// The first table or secret that is invalid, or whose tenant is not allowed.
    pub fn parse(
        files: &[&[u8]],
        is_allowed: impl Fn(&VanityUrl) -> bool,
    ) -> Result<Self, InvalidProfiles> {
        const NOTHING: &[u8] = b"";
        let mut profiles = HashMap::new();
        let mut secrets = (1..).zip(files.iter().skip(1));
        let mut next_secret = || {
            let (file, content) = secrets.next().unwrap_or((0, &NOTHING));
            secret(content).map_err(|message| InvalidProfiles { file, message })
        };
        for table in table::all(files.first().copied().unwrap_or_default())? {
            if !is_allowed(&table.tenant) {
                let host = table.tenant.host();
                let message = format!("calls to {host} are not allowed; add --allow-tenant {host}");
                return Err(table.fault("tenant", &message));
            }
            let Table { name, tenant, user, client_id: id, .. } = table;
            let user = match user {
                Some((username, _)) => Some((username, next_secret()?)),
                None => None,
            };
            let client = ClientCredentials { id, secret: next_secret()? };
            let grant = match user {
                Some((username, password)) => Grant::Password(PasswordGrant {
                    username,
                    password,
                    client,
                    auth_chain: AUTH_CHAIN.into(),
                    scope: None,
                }),
                None => Grant::Client(ClientGrant { client, scope: None }),
            };
            profiles.insert(name, Profile { tenant, grant });
        }
        Ok(Self(profiles))
    }

    #[must_use]
    pub fn get(&self, name: &Name) -> Option<&Profile> {
        self.0.get(name)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a secret file holds: one line, whose end does not count.
fn secret(content: &[u8]) -> Result<Secret, String> {
    let line = content.strip_suffix(b"\n").unwrap_or(content);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = str::from_utf8(line).map_err(|_| "it is not valid UTF-8".to_owned())?;
    if line.contains(char::is_control) {
        return Err("it must hold one line and nothing else".to_owned());
    }
    match line.chars().take(MAX_SECRET + 1).count() {
        0 => Err("it is empty".to_owned()),
        1..=MAX_SECRET => Ok(Secret::from(line)),
        _ => Err(format!("it holds more than {MAX_SECRET} characters")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [payroll]
        tenant = "https://acme.mykronos.com"
        username = "api.payroll"
        password-file = "payroll.password"
        client-id = "client"
        client-secret-file = "/run/secrets/client"

        ["b.client"]
        tenant = "b.mykronos.com"
        client-id = "b"
        client-secret-file = "b"
    "#;

    fn parse(file: &str, secrets: &[&[u8]]) -> Result<Profiles, InvalidProfiles> {
        let files: Vec<_> = [file.as_bytes()].into_iter().chain(secrets.iter().copied()).collect();
        Profiles::parse(&files, |tenant| tenant.host() != "hunter2.example.com")
    }

    #[test]
    fn each_profile_gets_its_own_secrets() {
        let files = secret_files(FILE.as_bytes()).unwrap();
        assert_eq!(files, ["b", "payroll.password", "/run/secrets/client"].map(PathBuf::from));
        let profiles = parse(FILE, &[b"of b", b" pass word \r\n", b"of payroll\n"]).unwrap();
        let get = |name: &str| profiles.get(&name.parse().unwrap());
        let payroll = get("payroll").unwrap();
        assert_eq!(payroll.tenant.host(), "acme.mykronos.com");
        let Grant::Password(grant) = &payroll.grant else { panic!("a password grant") };
        let read = [&grant.username, &grant.password, &grant.client.id, &grant.client.secret];
        assert_eq!(
            read.map(Secret::expose),
            ["api.payroll", " pass word ", "client", "of payroll"]
        );
        let Grant::Client(grant) = &get("b.client").unwrap().grant else {
            panic!("a client grant")
        };
        assert_eq!([&grant.client.id, &grant.client.secret].map(Secret::expose), ["b", "of b"]);
        assert!(get("other").is_none());
        assert!(!format!("{profiles:?}").contains("pass word"));
        assert!(parse("", &[]).unwrap().is_empty());
    }

    #[test]
    fn a_secret_is_one_line() {
        let file = &FILE[FILE.find("[\"b").unwrap()..];
        for (secret, message) in [
            (&b""[..], "it is empty"),
            (b"\n", "it is empty"),
            (b"a\nb", "it must hold one line and nothing else"),
            (b"a\n\n", "it must hold one line and nothing else"),
            (b"a\xff", "it is not valid UTF-8"),
            (&[b'a'; MAX_SECRET + 1], "it holds more than 4096 characters"),
        ] {
            let error = parse(file, &[secret]).unwrap_err();
            assert_eq!((error.file, error.to_string()), (1, message.to_owned()));
        }
        assert!(parse(file, &[&[b'a'; MAX_SECRET]]).is_ok());
    }

    #[test]
    fn an_invalid_file_is_explained_and_not_shown() {
        let with = |lines: &str| format!("[a]\ntenant = \"a.mykronos.com\"\n{lines}");
        let client = "client-id = \"c\"\nclient-secret-file = \"c\"\n";
        for (file, message) in [
            (
                "[a]\ntenant = hunter2".to_owned(),
                "line 2: string values must be quoted, expected literal string",
            ),
            ("hunter2 = \"x\"".to_owned(), "hunter2: must be a table, such as [payroll]"),
            (
                "[\"hünter\"]".to_owned(),
                "hünter: a name has 1 to 64 characters of A-Z, a-z, 0-9, dot, hyphen and underscore",
            ),
            (
                with(client) + "password = \"hunter2\"",
                "a.password: not a setting of a profile; a profile has tenant, username, password-file, client-id and client-secret-file",
            ),
            (with(client) + "username = 42", "a.username: must be a string, in quotes"),
            (
                with(client) + "username = \"hunter2\"",
                "a.password-file: must be set, because there is a username",
            ),
            (
                with(client) + "password-file = \"hunter2\"",
                "a.username: must be set, because there is a password-file",
            ),
            (
                with(client) + "password-file = \"\"\nusername = \"x\"",
                "a.password-file: must not be empty",
            ),
            (with("client-id = \"c\""), "a.client-secret-file: must be set"),
            (with("client-secret-file = \"c\""), "a.client-id: must be set"),
            (format!("[a]\n{client}"), "a.tenant: must be set"),
            (
                format!("[a]\ntenant = \"http://hunter2\"\n{client}"),
                "a.tenant: the vanity URL starts with http://, but only https:// is called",
            ),
            (
                format!("[a]\ntenant = \"hunter2.example.com\"\n{client}"),
                "a.tenant: calls to hunter2.example.com are not allowed; add --allow-tenant hunter2.example.com",
            ),
        ] {
            let error = parse(&file, &[]).unwrap_err();
            assert_eq!((error.file, &*error.to_string()), (0, message));
        }
    }
}
