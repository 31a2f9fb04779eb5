//! What an operator sees of keys and secret files.

use testing::{Folder, needs};

use crate::api_keys::{becomes, new_key, status_with};
use crate::process::{Service, shell};

fn last_use(admin: &str, key: &str) -> Option<u64> {
    let line = format!("prowfm_key_last_used_seconds{{key=\"{key}\"}} ");
    let metrics = shell(&format!("curl -s -m 20 {admin}/metrics"));
    metrics.lines().find_map(|text| text.strip_prefix(&line)?.parse().ok())
}

#[test]
fn the_metrics_tell_when_a_key_was_last_used_also_after_its_file_has_changed() {
    needs!("curl");
    let folder = Folder::new("last-use");
    let file = folder.file("keys");
    let (key, _) = new_key(&["flow", "--append", &file]);
    let mut service = Service::start(&[
        "serve",
        "--sandbox",
        "--listen",
        "127.0.0.1:0",
        "--admin-listen",
        "127.0.0.1:0",
        "--api-keys",
        &file,
    ]);
    let admin = service.admin_url();
    assert_eq!(status_with(&service, &key), "200");
    let used = last_use(&admin, "flow");
    assert!(used > Some(1_700_000_000), "{used:?}");
    let (other, _) = new_key(&["other", "--append", &file]);
    assert_eq!(last_use(&admin, "other"), None);
    becomes(&service, &other, "200");
    assert!(last_use(&admin, "other") >= used);
    assert_eq!(last_use(&admin, "flow"), used);
    let process = shell(&format!("curl -s -m 20 {admin}/metrics"));
    assert!(process.contains("\nprocess_open_fds "), "{process}");
}

#[test]
fn files_that_other_users_can_misuse_are_a_warning_at_the_start_and_at_a_change() {
    let folder = Folder::new("misuse");
    let keys = folder.file("keys");
    new_key(&["flow", "--append", &keys]);
    let secret =
        folder.write("secret", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    shell(&format!("chmod 604 {secret}"));
    let redis = ["--redis", "redis://127.0.0.1:1", "--sealing-key-file", &secret];
    let more = ["--app-key-file", &secret, "--log-user-key-file", &secret];
    let serve = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--api-keys", &keys];
    let service = Service::start(&[&serve[..], &redis, &more].concat());
    for flag in ["--sealing-key-file", "--app-key-file", "--log-user-key-file"] {
        service.says(&format!("{flag}: other users may read it: chmod o="));
    }
    let warning = "--api-keys: other users may write it: chmod go-w";
    assert!(!service.stderr().contains(warning), "the program makes it with the right mode");
    shell(&format!("chmod 666 {keys}"));
    new_key(&["other", "--append", &keys]);
    service.says(warning);
}

#[test]
fn a_key_may_have_a_rate_of_its_own() {
    needs!("curl");
    let folder = Folder::new("key-rate");
    let file = folder.file("keys");
    let (key, _) = new_key(&["flow", "--throttle", "2/60s", "--append", &file]);
    let (other, _) = new_key(&["other", "--append", &file]);
    let serve = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--api-keys", &file];
    let service = Service::start(&[&serve[..], &["--throttle", "off"]].concat());
    for status in ["200", "200", "429"] {
        assert_eq!(status_with(&service, &key), status);
    }
    for _ in 0..3 {
        assert_eq!(status_with(&service, &other), "200");
    }
    let (third, _) = new_key(&["third", "--append", &file]);
    becomes(&service, &third, "200");
    assert_eq!(status_with(&service, &key), "429", "a change of the file starts nothing anew");
}
