//! The files of the program. While it runs they change, which no call may notice.

use std::io::{self, Write};
use std::path::PathBuf;

use tempfile::{NamedTempFile, TempDir};
use testing::Authority;

/// The host that the certificates are for.
pub const HOST: &str = "facade.example.com";

/// The options that are always given, each with its file. Certificate and key are in one file, so that
/// both change at once.
pub const OPTIONS: [(&str, &str); 6] = [
    ("--config", "prowfm-auth.toml"),
    ("--api-keys", "keys"),
    ("--profiles", "profiles.toml"),
    ("--tls-cert", "server.pem"),
    ("--tls-key", "server.pem"),
    ("--tenant-ca", "ca.pem"),
];
/// The file of `--sealing-key-file`.
pub const SEALING_KEY: &str = "sealing-key";

/// Settings that take turns. Each leaves room for all calls.
const SETTINGS: [&str; 3] = [
    "throttle = '10000/60s'\n",
    "throttle = '10000/50s'\nmax-calls = 600\nmax-calls-per-tenant = 300\n",
    "throttle = 'off'\nallow-token-host = ['login.example.com']\n\
     [tenants.'another.mykronos.com']\nthrottle = '1/1s'\n",
];

/// Key files that take turns. The callers' key is in all of them.
const KEYS: [&str; 3] = [
    "soak sha256:fbee8c38d9696dbdeeceea376e62cdd47f19e4951c6afb6f1a7c8d8933fc6503 tenant=*\n",
    "# with a rate that no caller reaches\n\
     soak sha256:fbee8c38d9696dbdeeceea376e62cdd47f19e4951c6afb6f1a7c8d8933fc6503 throttle=10000/1s tenant=*\n",
    "soak sha256:fbee8c38d9696dbdeeceea376e62cdd47f19e4951c6afb6f1a7c8d8933fc6503 tenant=*\n\
     other sha256:0000000000000000000000000000000000000000000000000000000000000000 tenant=*\n",
];
/// Profiles that take turns. No caller uses one, because a kept token would hide its call from the tenant.
const PROFILES: [&str; 2] = [
    "[payroll]\ntenant = 'another.mykronos.com'\nusername = 'api.user'\npassword-file = 'password'\n\
     client-id = 'client'\nclient-secret-file = 'client-secret'\n",
    "[roster]\ntenant = 'another.mykronos.com'\nusername = 'api.user'\npassword-file = 'password'\n\
     client-id = 'client'\nclient-secret-file = 'client-secret'\n",
];
/// How many certificates take turns.
const CERTIFICATES: usize = 3;

pub struct Files {
    folder: TempDir,
    certificates: [String; CERTIFICATES],
}

impl Files {
    /// Writes all of them. Callers trust the authority, the program these other authorities, as PEM.
    pub fn new(authority: &Authority, ca_pem: &str) -> io::Result<Self> {
        let certificates = [(); CERTIFICATES].map(|()| authority.server_pem(HOST));
        let files = Self { folder: TempDir::new()?, certificates };
        files.write("ca.pem", ca_pem)?;
        files.write(SEALING_KEY, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")?;
        files.change(0)?;
        Ok(files)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Changes every file that the program reads again. They do not all change at once, so that each
    /// meets each version of the others.
    pub fn change(&self, turn: usize) -> io::Result<()> {
        self.write("prowfm-auth.toml", SETTINGS[turn % SETTINGS.len()])?;
        self.write("keys", KEYS[turn / 2 % KEYS.len()])?;
        self.write("server.pem", &self.certificates[turn / 3 % CERTIFICATES])?;
        self.write("profiles.toml", PROFILES[turn / 4 % PROFILES.len()])?;
        self.write("password", &format!("password {}", turn / 5))?;
        self.write("client-secret", &format!("secret {}", turn / 6))
    }

    /// Writes a file as a whole, so that the program never reads a part of it. Only its owner may read it.
    fn write(&self, name: &str, content: &str) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(content.as_bytes())?;
        file.persist(self.path(name))?;
        Ok(())
    }
}
