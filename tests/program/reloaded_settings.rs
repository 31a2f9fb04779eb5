//! Settings that change while the service runs, on SIGHUP.

use rustix::process::Signal;
use testing::{Folder, needs};

use crate::process::{Service, run, shell, until};

const CLIENT: &str = "-d client_id=sandbox-client -d client_secret=sandbox-secret";

struct Running {
    service: Service,
    admin: String,
    folder: Folder,
}

impl Running {
    fn start(name: &str, text: &str, more: &[&str]) -> Self {
        let folder = Folder::new(name);
        let file = folder.write("c.toml", text);
        let arguments = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--config", &file];
        let admin = ["--admin-listen", "127.0.0.1:0"];
        let mut service = Service::start(&[&arguments[..], &admin, more].concat());
        let admin = service.admin_url();
        Self { service, admin, folder }
    }

    /// Sends the signal and waits until the log has this one time more.
    fn hang_up(&self, says: &str) {
        let count = || self.service.stderr().matches(says).count();
        let before = count();
        self.service.signal(Signal::HUP);
        until(|| count() > before, says);
    }

    fn change(&self, text: &str, says: &str) {
        self.folder.write("c.toml", text);
        self.hang_up(says);
    }

    fn readiness(&self) -> String {
        shell(&format!("curl -s -m 20 {}/health/ready", self.admin))
    }

    fn metric(&self, name: &str) -> String {
        let metrics = shell(&format!("curl -s -m 20 {}/metrics", self.admin));
        let line = metrics.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
        line.unwrap_or("none").to_owned()
    }

    /// Status and headers of a call.
    fn call(&self, more: &str) -> String {
        shell(&format!(
            "curl -s -m 20 -i {}/api/authentication/access_token -d username=api.user \
             -d password=sandbox-password {CLIENT} {more}",
            self.service.url
        ))
    }
}

const READ: &str = "the settings were read again";
const REFUSED: &str = "the settings cannot be read again";

#[test]
fn another_throttle_is_in_force_at_once_and_counts_the_calls_before() {
    needs!("curl");
    let running = Running::start("reload-throttle", "throttle = '5/60s'\n", &[]);
    for left in ["r=4", "r=3"] {
        assert!(running.call("").contains(left));
    }
    running.change("throttle = '5/60s'\nmax-calls = 7\n", "\"changed\":\"max-calls\"");
    assert!(running.call("").contains("r=2"), "the counts stay");
    assert_eq!(running.metric("prowfm_calls_in_flight_limit"), "7");
    running.change("throttle = '10/60s'\n", "\"changed\":\"max-calls, throttle\"");
    let call = running.call("");
    assert!(call.contains("q=10;w=60") && call.contains("r=6"), "{call}");
    assert_eq!(running.metric("prowfm_calls_in_flight_limit"), "512");
    let page = shell(&format!("curl -s {}/", running.service.url));
    assert!(page.contains("10 calls"), "the page tells the rate: {page}");
    running.change("throttle = 'off'\n", "\"changed\":\"throttle\"");
    assert!(!running.call("").contains("ratelimit"));
}

#[test]
fn tenants_and_token_hosts_can_be_allowed_and_have_tables_of_their_own() {
    needs!("curl");
    let running = Running::start("reload-tenants", "", &[]);
    let other = "-H 'X-WFM-Vanity-Url: https://acme.example.com'";
    let host = "-H 'X-WFM-Token-Url: https://login.example.com/' -H 'X-WFM-Organization: org_x'";
    assert!(running.call(other).contains("tenant_not_allowed"));
    assert!(running.call(host).contains("tenant_not_allowed"));
    running.change(
        "allow-tenant = ['acme.example.com']\nallow-token-host = ['login.example.com']\n\
         [tenants.'acme.example.com']\nthrottle = '1/60s'\n",
        "\"changed\":\"allow-tenant, allow-token-host, tenants\"",
    );
    // They have no address.
    let first = running.call(other);
    assert!(first.contains("q=1;w=60") && first.contains("tenant_unreachable"), "{first}");
    assert!(running.call(other).contains("throttled"));
    let counted = "prowfm_calls_total{operation=\"GetAccessToken\",tenant=\"acme.example.com\",\
                   error=\"throttled\"}";
    assert_eq!(running.metric(counted), "1", "each tenant is listed now");
    assert!(running.call(host).contains("tenant_unreachable"));
    assert!(running.call("").contains("access_token"), "the sandbox is still allowed");
    // Its counts stay when its table changes in another way.
    running.folder.write("app-key", "key");
    let key = running.folder.file("app-key");
    running.change(
        &format!(
            "allow-tenant = ['acme.example.com']\n[tenants.'acme.example.com']\n\
             throttle = '1/60s'\napp-key-file = '{key}'\n"
        ),
        "\"changed\":\"allow-token-host, tenants\"",
    );
    assert!(running.call(other).contains("throttled"));
    assert!(running.call(host).contains("tenant_not_allowed"));
    running.change("", "\"changed\":\"allow-tenant, tenants\"");
    assert!(running.call(other).contains("tenant_not_allowed"));
}

#[test]
fn a_fault_changes_nothing_and_shows_until_it_is_mended() {
    needs!("curl");
    let running = Running::start("reload-fault", "throttle = '5/60s'\n", &[]);
    let failed = || running.metric("prowfm_reload_failed{file=\"config\"}");
    let ready = r#"{"status":"ready","reasons":[]}"#;
    assert_eq!((running.readiness().as_str(), failed().as_str()), (ready, "0"));
    for (text, part) in [
        ("throttle = '9/60s'\nlog = 'hunter2'\n", "c.toml: line 2: log: not a level"),
        ("throttle = '9/60s'\nlisen = 'hunter2'\n", "did you mean listen?"),
        ("throttle = '9/60s'\n[tenants.'a.hunter2.com']\n", "are not allowed"),
        ("throttle = '9/60s'\napp-key-file = '/nowhere/a'\n", "app-key-file: /nowhere/a cannot be"),
        (
            "throttle = '9/60s'\ntls-cert = '/nowhere/c'\ntls-key = '/nowhere/k'\n",
            "/nowhere/c cannot",
        ),
        ("throttle = 9/60s\n", "c.toml: line 1: "),
    ] {
        running.change(text, REFUSED);
        running.service.says(part);
        let degraded = r#"{"status":"degraded","reasons":["config_reload_failed"]}"#;
        assert_eq!((running.readiness().as_str(), failed().as_str()), (degraded, "1"), "{text}");
        assert!(running.call("-d x=y").contains("q=5;w=60"), "{text}");
        running.change("throttle = '5/60s'\n", READ);
        assert_eq!((running.readiness().as_str(), failed().as_str()), (ready, "0"));
    }
    std::fs::remove_file(running.folder.file("c.toml")).unwrap();
    shell(&format!("mkfifo {}", running.folder.file("c.toml")));
    running.hang_up(REFUSED);
    running.service.says("not a regular file");
    let (status, _, stderr) = running.service.terminate();
    assert!(status.success());
    let named = "calls to a.hunter2.com are not allowed; add --allow-tenant a.hunter2.com";
    let key = "tenants.\\\"a.hunter2.com\\\"";
    assert!(!stderr.replace(named, "").replace(key, "").contains("hunter2"), "{stderr}");
}

#[test]
fn changes_that_need_a_restart_are_named_in_one_line_and_the_others_are_in_force() {
    needs!("curl");
    let running = Running::start("reload-restart", "throttle = '5/60s'\n", &[]);
    let text =
        "throttle = '6/60s'\ntenant-timeout = '7s'\npublic-url = 'https://new.example.com'\n";
    let line = "\"settings\":\"public-url, tenant-timeout\"";
    running.change(text, line);
    running.service.says("these settings have changed and need a restart");
    assert!(running.call("").contains("q=6;w=60"));
    let page = shell(&format!("curl -s {}/", running.service.url));
    assert!(!page.contains("new.example.com"));
    // They are named as long as they wait.
    running.change(&text.replace('6', "8"), line);
    assert!(running.call("").contains("q=8;w=80"));
    running.change("throttle = '6/60s'\n", READ);
    let (_, _, stderr) = running.service.terminate();
    assert_eq!(stderr.matches("need a restart").count(), 2, "{stderr}");
}

#[test]
fn a_key_for_a_tenant_that_is_allowed_later_works_after_the_signal() {
    needs!("curl");
    let folder = Folder::new("reload-key");
    let keys = folder.file("keys");
    let key = |more: &[&str]| {
        let (code, key, _) = run(&[&["api-key", "new"], more, &["--append", &keys]].concat());
        assert_eq!(code, 0);
        key.trim().to_owned()
    };
    let old = key(&["old"]);
    let running = Running::start("reload-key-config", "", &["--api-keys", &keys]);
    let new = key(&["new", "--tenant", "https://acme.example.com"]);
    until(|| running.readiness().contains("api_keys_reload_failed"), "the new key is refused");
    // All or nothing: the file of keys does not go with the settings.
    running.change("throttle = '5/60s'\n", REFUSED);
    assert!(running.call(&format!("-H 'X-API-Key: {old}'")).contains("q=100;w=60"));
    running.change("allow-tenant = ['acme.example.com']\n", READ);
    until(|| running.readiness().contains("\"ready\""), "the key is accepted");
    assert!(running.call(&format!("-H 'X-API-Key: {new}'")).contains("tenant_unreachable"));
    // And not taken away under a key that is in force.
    running.change("", REFUSED);
    assert!(running.call(&format!("-H 'X-API-Key: {new}'")).contains("tenant_unreachable"));
}
