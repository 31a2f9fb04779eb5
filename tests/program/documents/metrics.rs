use std::collections::BTreeSet;

use indexmap::IndexMap;
use rcgen::generate_simple_self_signed;
use testing::{Folder, needs};

use super::{code, compare_parts, table};
use crate::process::{Service, run, shell};

/// When an operator looks at a metric.
const LOOK_WHEN: [(&str, &str); 24] = [
    (
        "prowfm_calls_total",
        "the share of `tenant_*`, `overloaded` or `server_error` rises. `none`: no error; \
         `another_oauth_error`: a code that only this tenant uses",
    ),
    (
        "prowfm_call_duration_seconds",
        "it differs more from the tenant's than before: then this program is slow, not the tenant",
    ),
    ("prowfm_tenant_duration_seconds", "it grows: the tenant is slow"),
    (
        "prowfm_logins_total",
        "`login` grows as fast as calls: tokens are not reused. `kept`, `refresh`: got without a password",
    ),
    (
        "prowfm_logins_paused_total",
        "it grows: a flow or connection has an old password; the log names its key and tenant",
    ),
    (
        "prowfm_circuits_open",
        "not 0: the number of hosts that cannot be reached and are not called",
    ),
    ("prowfm_calls_in_flight", "near its limit"),
    ("prowfm_calls_in_flight_limit", "`--max-calls`"),
    ("prowfm_connections", "near its limit: callers keep too many connections open"),
    ("prowfm_connections_limit", "4,096, or half as many as the process may have descriptors"),
    (
        "prowfm_idle_connections_closed_total",
        "it grows: all places were taken, and idle connections were closed to make room",
    ),
    (
        "prowfm_reload_failed",
        "1: a changed file (`api-keys`, `profiles`, `tls`, and `config` on SIGHUP) cannot be used, and the \
         old one is still in force; the log says why",
    ),
    (
        "prowfm_reload_last_look_seconds",
        "older than 5 s: a file system hangs, and changes of the file stay unseen",
    ),
    (
        "prowfm_tls_certificate_not_after_seconds",
        "less than 14 days away: renew the certificate of `--tls-cert`",
    ),
    (
        "prowfm_key_last_used_seconds",
        "by name of the API key, since the start of this replica: one that is old or missing may be revoked",
    ),
    ("process_open_fds", "near `ulimit -n`"),
    ("process_resident_memory_bytes", "it grows without end"),
    ("process_start_time_seconds", "it changes: the service was restarted"),
    (
        "prowfm_throttle_fallen_back",
        "1: Redis should decide and does not; `/health/ready` and the log say why",
    ),
    (
        "prowfm_throttle_shared",
        "0 although `--redis` is set: as `prowfm_throttle_fallen_back`. Always 0 without `--redis`",
    ),
    ("prowfm_throttle_connections", "near 100,000: a caller makes up client ids"),
    (
        "prowfm_refused_requests_total",
        "it grows: requests end before they are calls; the log has a line for each, and \
         [the reasons](errors.md#requests-that-are-no-calls)",
    ),
    (
        "prowfm_log_lines_dropped_total",
        "it grows: the log is not read, or too slowly, or stderr fails",
    ),
    (
        "prowfm_spans_lost_total",
        "it grows: the collector of `--otlp` is away, refuses, or is too slow",
    ),
];

#[test]
fn every_metric_is_documented() {
    needs!("curl");
    let text = metrics_of_a_facade_with_everything();
    let described: IndexMap<_, _> =
        text.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split_once(' ')).collect();
    let unknown: Vec<_> =
        LOOK_WHEN.iter().filter(|(name, _)| !described.contains_key(name)).collect();
    assert!(unknown.is_empty(), "no such metric: {unknown:?}");
    let rows = described.iter().map(|(name, help)| {
        let look = LOOK_WHEN.iter().find(|(known, _)| known == name).map(|(_, when)| *when);
        // The only one that is for no alarm.
        let look = look.or((*name == "prowfm_build_info").then_some("replicas differ"));
        let look = look.unwrap_or_else(|| panic!("when does an operator look at {name}?"));
        let labels = labels(&text, name);
        let labels: Vec<_> = labels.into_iter().collect();
        let labels =
            if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(", ")) };
        [code(&format!("{name}{labels}")), help.trim_end_matches('.').to_owned(), look.to_owned()]
    });
    let table = table(["metric", "what it is", "look when"], rows);
    compare_parts("metrics.md", &[("metrics", table)]);
}

/// The names of a metric's labels, but for the bound of a histogram's bucket.
fn labels<'a>(text: &'a str, metric: &str) -> BTreeSet<&'a str> {
    let values = text.lines().filter_map(|line| line.strip_prefix(metric));
    let of_metric = values.filter_map(|rest| rest.split_once('{')?.1.split_once('}'));
    let names = of_metric
        .flat_map(|(labels, _)| labels.split(','))
        .filter_map(|label| Some(label.split_once('=')?.0));
    names.filter(|name| *name != "le").collect()
}

/// After a call, and a request that is none.
fn metrics_of_a_facade_with_everything() -> String {
    let folder = Folder::new("documented-metrics");
    let made = generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let cert = folder.write("cert.pem", &made.cert.pem());
    let key = folder.write("key.pem", &made.signing_key.serialize_pem());
    let keys = folder.write("keys", "");
    let (_, api_key, _) = run(&["api-key", "new", "test", "--append", &keys]);
    let mut arguments = vec!["serve", "--sandbox", "--listen", "127.0.0.1:0"];
    arguments.extend([
        "--admin-listen",
        "127.0.0.1:0",
        "--tls-cert",
        &cert,
        "--tls-key",
        &key,
        "--api-keys",
        &keys,
        "--otlp",
        "http://127.0.0.1:9",
    ]);
    let mut service = Service::start(&arguments);
    let (url, admin) = (service.url.clone(), service.admin_url());
    let token = format!("{url}/api/authentication/access_token");
    let header = format!("-H 'X-API-Key: {}'", api_key.trim());
    let fields = "-d username=api.user -d password=sandbox-password -d client_id=sandbox-client";
    let call = format!(
        "curl -s -m 20 --cacert {cert} {header} {token} {fields} -d client_secret=sandbox-secret"
    );
    assert!(shell(&call).contains("access_token"));
    let clear = url.replace("https://", "http://");
    shell(&format!("curl -s -m 20 {clear}/ || true"));
    shell(&format!("curl -s -m 20 {admin}/metrics"))
}
