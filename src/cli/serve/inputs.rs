use std::collections::HashMap;
use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;

use super::Serve;
use super::embedded_sandbox;
use crate::access::KeyRing;
use crate::cli::faults::Faults;
use crate::listener::CertificateLife;
use crate::logging::UserHash;
use crate::profiles::Profiles;
use crate::reload::Reload;
use crate::sealing::SealingKeys;
use crate::settings::{CallSettings, Redis, TenantTable, Tenants};
use crate::tenant::SharedAllowList;
use crate::upstream::{AppKey, TrustedRoots};

/// What the settings name, with all files read. A start needs nothing else that can be wrong, except that
/// the addresses are free.
pub struct Inputs {
    pub tenants: Tenants,
    /// The list of the tenants that keys and profiles may name.
    pub allow_list: SharedAllowList,
    pub certificate: Option<Reload<ServerConfig>>,
    pub life: CertificateLife,
    pub keys: Option<Reload<KeyRing>>,
    pub profiles: Option<Reload<Profiles>>,
    pub sealing_keys: SealingKeys,
    pub redis: Option<Redis>,
    pub app_key: Option<AppKey>,
    /// The app keys of single tenants, by host name.
    pub app_keys: HashMap<String, AppKey>,
    pub user_hash: UserHash,
}

impl Inputs {
    /// Reads all files. May take as long as the file systems take.
    ///
    /// # Errors
    ///
    /// All faults, with the sources of the settings that name the files.
    pub fn read(serve: &Serve) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let inputs = Self::read_noting(serve, &mut faults);
        faults.none().map_err(|faults| faults.map(|text| serve.in_force.from_source(&text)))?;
        // Without a fault there are inputs.
        inputs.ok_or_else(Faults::default)
    }

    fn read_noting(serve: &Serve, faults: &mut Faults) -> Option<Self> {
        let roots = faults.note(serve.tenants.hosts.roots());
        let life = CertificateLife::default();
        let certificate = faults.note(serve.listen.certificate(&life));
        let sealing_keys = faults.note(serve.keeping.sealing_keys());
        let redis = faults.note(serve.throttle.redis());
        let app_key = faults.note(serve.calls.app_key());
        let app_keys = app_keys(&serve.tenants.tables, faults);
        let user_hash = faults.note(serve.traces.user_hash());
        // With a fault, keys and profiles are judged all the same.
        let roots = roots.unwrap_or_else(TrustedRoots::of_this_machine);
        let mut tenants = serve.tenants.tenants(roots);
        if serve.sandbox {
            let with_sandbox = embedded_sandbox::add_to(tenants);
            tenants = with_sandbox.map_err(|error| faults.add(error.to_string())).ok()?;
        }
        let allow_list = SharedAllowList::new(tenants.allow_list.clone());
        let keys = faults.note(serve.access.keys(allow_list.clone()));
        let profiles = faults.note(serve.access.profiles(allow_list.clone()));
        if let (Some(Some(keys)), Some(profiles)) = (&keys, &profiles) {
            let profiles = profiles.as_ref().map(|reload| Arc::clone(&reload.value().borrow()));
            warn_of_missing_profiles(&keys.value().borrow(), profiles.as_deref());
        }
        Some(Self {
            tenants,
            allow_list,
            certificate: certificate?,
            life,
            keys: keys?,
            profiles: profiles?,
            sealing_keys: sealing_keys?,
            redis: redis?,
            app_key: app_key?,
            app_keys,
            user_hash: user_hash?,
        })
    }
}

/// A key whose profile is missing gets no token.
fn warn_of_missing_profiles(keys: &KeyRing, profiles: Option<&Profiles>) {
    for key in keys.entries() {
        let Some(name) = &key.profile else { continue };
        if profiles.and_then(|profiles| profiles.get(name)).is_none() {
            tracing::warn!(
                key = key.name.as_str(),
                profile = name.as_str(),
                "the key names a profile that --profiles does not have: it gets no token"
            );
        }
    }
}

fn app_keys(tables: &[TenantTable], faults: &mut Faults) -> HashMap<String, AppKey> {
    let mut keys = HashMap::new();
    for table in tables {
        let Some(path) = &table.app_key_file else { continue };
        let host = table.tenant.host();
        let setting = format!("tenants.{host:?}.app-key-file");
        if let Some(key) = faults.note(CallSettings::app_key_in(&setting, path)) {
            keys.insert(host.to_owned(), key);
        }
    }
    keys
}
