use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use prowfm_auth::access::Access;
use prowfm_auth::api::{Kept, OwnSettings};
use prowfm_auth::clock::Clock;
use prowfm_auth::facade::{Facade, FacadeSettings, WatchedFiles};
use prowfm_auth::kept_tokens::KeptTokens;
use prowfm_auth::listener::{GivenSockets, Limits, Security};
use prowfm_auth::lockout_guard::LockoutGuard;
use prowfm_auth::logging::UserHash;
use prowfm_auth::page::TryIt;
use prowfm_auth::sealing::SealingKeys;
use prowfm_auth::shared_store::SharedStore;
use prowfm_auth::tenant::{AllowList, LoginService, Pin, Pins, UkgAuthentication};
use prowfm_auth::throttle::{Throttle, redis_client};
use prowfm_auth::trusted_proxies::TrustedProxies;
use prowfm_auth::upstream::{AppKey, CallLimits, Lookup, TrustedRoots};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Caller, ORGANIZATION, RedisServer, ScriptedTenant, TENANT, TOKEN_HOST};

/// A name server that answers from a table and keeps the questions.
#[derive(Default)]
pub struct FakeLookup {
    pub table: HashMap<String, Vec<IpAddr>>,
    pub asked: Mutex<Vec<String>>,
    /// Whether a lookup panics.
    pub panics: bool,
}

impl Lookup for FakeLookup {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        assert!(!self.panics, "{host} p@ss");
        let found = self.table.get(&host).cloned();
        self.asked.lock().unwrap().push(host);
        Box::pin(async move { found.ok_or_else(|| io::Error::other("no such host")) })
    }
}

/// Read once: that takes longer than everything else about a facade.
static ROOTS: LazyLock<TrustedRoots> = LazyLock::new(TrustedRoots::of_this_machine);

/// UKG Authentication at [`TOKEN_HOST`], for the organization of [`TENANT`].
pub fn ukg_authentication() -> UkgAuthentication {
    let (token_url, organization) = (TOKEN_HOST.parse().unwrap(), ORGANIZATION.parse().ok());
    UkgAuthentication::new(token_url, organization, None).unwrap()
}

/// The settings of a facade that a test starts.
pub struct Start {
    settings: FacadeSettings,
    pins: Vec<Pin>,
    lookup: Arc<FakeLookup>,
}

impl Start {
    /// Without any tenant.
    pub fn alone() -> Self {
        let settings = FacadeSettings {
            listen: "127.0.0.1:0".parse().unwrap(),
            admin_listen: None,
            given: GivenSockets::default(),
            security: Security::Clear,
            limits: Limits::default(),
            stop_delay: Duration::ZERO,
            access: Access::Anyone,
            max_calls: 512,
            public_url: None,
            try_it: TryIt::On,
            default_tenant: None,
            allow_list: AllowList::default(),
            token_hosts: AllowList::token_hosts(),
            own_settings: HashMap::new(),
            pins: Pins::default(),
            roots: ROOTS.clone(),
            call_limits: CallLimits {
                connect: Duration::from_secs(10),
                call: Duration::from_secs(20),
                calls_per_tenant: 256,
            },
            throttle: Arc::new(Throttle::Off),
            app_key: None,
            kept: None,
            guard: None,
            user_hash: UserHash::with_key(b"key"),
            traces: None,
            trusted_proxies: TrustedProxies::default(),
            files: WatchedFiles::default(),
            profiles: None,
        };
        Self { settings, pins: Vec::new(), lookup: Arc::default() }
    }

    /// With this tenant as the default one, trusted and pinned.
    pub fn with(tenant: &ScriptedTenant) -> Self {
        let start = Self::alone().trusting(tenant.ca_pem()).pinned(TENANT, tenant.address());
        start.default_tenant(TENANT)
    }

    /// With [`TENANT`] as the default tenant, which uses UKG Authentication at this token host.
    pub fn with_token_host(host: &ScriptedTenant) -> Self {
        Self::with(host).pinned(TOKEN_HOST, host.address()).login(TENANT, ukg_authentication())
    }

    /// With settings of its own for a tenant, which uses UKG Authentication.
    pub fn login(mut self, tenant: &str, login: UkgAuthentication) -> Self {
        let login = LoginService::UkgAuthentication(Box::new(login));
        let own = OwnSettings { login, app_key: None, throttle: None };
        self.settings.own_settings.insert(tenant.to_owned(), own);
        self
    }

    pub fn trusting(mut self, ca_pem: &str) -> Self {
        self.settings.roots = self.settings.roots.and_pem(ca_pem.as_bytes()).unwrap();
        self
    }

    pub fn pinned(mut self, host: &str, address: SocketAddr) -> Self {
        self.pins.push(Pin { host: host.to_owned(), address });
        self
    }

    pub fn default_tenant(mut self, host: &str) -> Self {
        self.settings.default_tenant = Some(host.parse().unwrap());
        self
    }

    pub fn without_default_tenant(mut self) -> Self {
        self.settings.default_tenant = None;
        self
    }

    pub fn app_key(mut self, key: &str) -> Self {
        self.settings.app_key = Some(AppKey::new(key).unwrap());
        self
    }

    /// With kept tokens, by this clock.
    pub fn keeping_tokens(mut self, clock: Clock) -> Self {
        let keys = SealingKeys::random().unwrap();
        let tokens = KeptTokens::new(keys, Duration::from_mins(5), clock, None);
        self.settings.kept = Some(Kept { tokens, every_password: false });
        self
    }

    /// With a guard against lock-out that reads this clock.
    pub fn guarded(mut self, clock: Clock) -> Self {
        let keys = SealingKeys::random().unwrap();
        let guard = LockoutGuard::new(keys, Duration::from_secs(10), clock, None);
        self.settings.guard = Some(guard);
        self
    }

    /// As a replica that shares kept tokens and refused passwords through Redis, with these sealing keys.
    pub fn sharing(mut self, redis: &RedisServer, sealing_keys: &str) -> Self {
        let client = redis_client(&redis.url().parse().unwrap(), None).unwrap();
        let store = Arc::new(SharedStore::new(client).unwrap());
        let keys: SealingKeys = sealing_keys.parse().unwrap();
        let (clock, at_least) = (Clock::default(), Duration::from_mins(5));
        let tokens = KeptTokens::new(keys.clone(), at_least, clock.clone(), Some(store.clone()));
        self.settings.kept = Some(Kept { tokens, every_password: false });
        let patience = Duration::from_secs(10);
        self.settings.guard = Some(LockoutGuard::new(keys, patience, clock, Some(store)));
        self
    }

    /// Changes any other setting.
    pub fn set(mut self, change: impl FnOnce(&mut FacadeSettings)) -> Self {
        change(&mut self.settings);
        self
    }

    pub fn public_url(mut self, url: &str) -> Self {
        self.settings.public_url = Some(url.parse().unwrap());
        self
    }

    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.settings.call_limits.call = timeout;
        self
    }

    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.call_limits.connect = timeout;
        self
    }

    pub fn lookup(mut self, lookup: FakeLookup) -> Self {
        self.lookup = Arc::new(lookup);
        self
    }

    pub async fn run(mut self) -> RunningFacade {
        self.settings.pins = self.pins.into_iter().collect();
        let lookup = Arc::clone(&self.lookup);
        let facade = Facade::bind(self.settings, self.lookup).await.unwrap();
        let (address, stop) = (facade.address(), CancellationToken::new());
        let admin = facade.admin_address();
        let task = tokio::spawn(facade.run(stop.clone()));
        RunningFacade { address, admin, stop, task: Some(task), lookup }
    }
}

/// Serves until it is dropped.
pub struct RunningFacade {
    pub address: SocketAddr,
    pub admin: Option<SocketAddr>,
    pub stop: CancellationToken,
    pub lookup: Arc<FakeLookup>,
    task: Option<JoinHandle<()>>,
}

impl RunningFacade {
    pub fn post(&self, target: &str) -> Caller {
        Caller::new(self.address, "POST", target)
    }

    pub fn get(&self, target: &str) -> Caller {
        Caller::new(self.address, "GET", target)
    }

    pub fn request(&self, method: &'static str, target: &str) -> Caller {
        Caller::new(self.address, method, target)
    }

    /// `POST` to the path of the password grant.
    pub fn token(&self) -> Caller {
        self.post("/api/authentication/access_token")
    }

    /// Asks it to stop and waits until it has.
    pub async fn stopped(mut self) {
        self.stop.cancel();
        self.task.take().unwrap().await.unwrap();
    }
}

impl Drop for RunningFacade {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
