//! `api-key new`, and a facade that asks for what it makes.

use std::time::{Duration, Instant};

use testing::{Folder, needs};

use crate::process::{Service, pause, run, shell};

/// The status of a token call with this key.
pub fn status_with(service: &Service, key: &str) -> String {
    shell(&format!(
        "curl -s -m 20 -o /dev/null -w '%{{http_code}}' -H 'X-API-Key: {key}' \
         {}/api/authentication/access_token -d username=api.user -d password=sandbox-password \
         -d client_id=sandbox-client -d client_secret=sandbox-secret",
        service.url
    ))
}

/// Waits for what is promised within two seconds; longer, because this machine may be busy.
pub fn becomes(service: &Service, key: &str, status: &str) {
    let started = Instant::now();
    while status_with(service, key) != status {
        assert!(started.elapsed() < Duration::from_secs(15), "the change is in force");
    }
}

pub fn new_key(arguments: &[&str]) -> (String, String) {
    let (code, stdout, stderr) = run(&[&["api-key", "new"], arguments].concat());
    assert_eq!(code, 0, "{stderr}");
    (stdout.trim_end().to_owned(), stderr)
}

fn serve(keys: &str) -> Service {
    Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0", "--api-keys", keys])
}

#[test]
fn a_new_key_is_on_stdout_and_only_its_digest_on_stderr() {
    let (key, line) = new_key(&["flow", "--tenant", "acme.mykronos.com/wfd"]);
    assert!(key.starts_with("prowfm_") && key.len() == 71);
    let digest = shell(&format!("printf %s {key} | sha256sum | cut -d' ' -f1"));
    let digest = digest.trim_end();
    assert_eq!(line, format!("flow sha256:{digest} tenant=https://acme.mykronos.com\n"));
    let (_, line) = new_key(&["flow"]);
    assert!(line.ends_with(" tenant=*\n"), "{line}");
}

/// A named pipe makes its reader wait, as a file system that hangs does.
#[test]
fn a_file_that_hangs_delays_neither_calls_nor_the_stop() {
    let folder = Folder::new("hangs");
    let file = folder.file("keys");
    let (key, _) = new_key(&["flow", "--append", &file]);
    let service = serve(&file);
    shell(&format!("rm {file} && mkfifo {file}"));
    pause(Duration::from_secs(2));
    assert_eq!(status_with(&service, &key), "200");
    let (status, ..) = service.terminate();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn keys_come_and_go_while_the_facade_runs() {
    needs!("curl");
    let folder = Folder::new("keys");
    let file = folder.file("keys");
    let (first, stderr) = new_key(&["first", "--append", &file]);
    assert!(stderr.contains(&file) && !stderr.contains("sha256"));
    let service = serve(&file);
    assert_eq!(status_with(&service, &first), "200");
    assert_eq!(status_with(&service, "wrong"), "401");

    let (second, _) = new_key(&["second", "--append", &file]);
    becomes(&service, &second, "200");
    assert_eq!(status_with(&service, &first), "200");

    // A broken file changes nothing.
    let both = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{both}third prowfm_canary\n")).unwrap();
    let (third, _) = new_key(&["third"]);
    service.says("stays in force");
    for (key, status) in [(&first, "200"), (&second, "200"), (&third, "401")] {
        assert_eq!(status_with(&service, key), status);
    }

    // A key that is taken out is refused; a file that is renamed over the old one counts too.
    let rest = both.lines().find(|line| line.starts_with("second ")).unwrap();
    std::fs::write(folder.file("new"), rest).unwrap();
    std::fs::rename(folder.file("new"), &file).unwrap();
    becomes(&service, &first, "401");
    assert_eq!(status_with(&service, &second), "200");

    // Without any key every call is refused. A file that is gone changes nothing.
    std::fs::write(&file, "# no key\n").unwrap();
    becomes(&service, &second, "401");
    let (_, _, log) = service.terminate();
    let broken: Vec<_> = log.lines().filter(|line| line.contains("stays in force")).collect();
    assert_eq!(broken.len(), 1, "{log}");
    assert!(broken[0].contains("--api-keys") && broken[0].contains("line 3"), "{}", broken[0]);
    assert!(log.contains("\"key\":\"second\"") && log.contains("every call is refused"));
    for secret in ["canary", first.as_str(), second.as_str()] {
        assert!(!log.contains(secret));
    }
}

#[test]
fn a_key_can_be_bound_to_the_only_tenant_that_it_calls() {
    needs!("curl");
    let folder = Folder::new("bound");
    let file = folder.file("keys");
    let (sandbox, _) = new_key(&["s", "--tenant", "sandbox.mykronos.com", "--append", &file]);
    let (other, _) = new_key(&["o", "--tenant", "other.mykronos.com", "--append", &file]);
    let service = serve(&file);
    assert_eq!(status_with(&service, &sandbox), "200");
    // It leads to its own tenant, which has no address here, and not to the default one.
    assert_ne!(status_with(&service, &other), "200");
    let named = format!("{other}' -H 'X-WFM-Vanity-Url: sandbox.mykronos.com");
    assert_eq!(status_with(&service, &named), "403");
}

#[test]
fn a_key_file_is_only_appended_to_and_never_broken() {
    let folder = Folder::new("append");
    let file = folder.file("keys");
    std::fs::write(&file, "# mine, without a line end").unwrap();
    new_key(&["one", "--append", &file]);
    let before = std::fs::read_to_string(&file).unwrap();
    assert!(before.starts_with("# mine, without a line end\none sha256:"));
    let (code, stdout, stderr) = run(&["api-key", "new", "one", "--append", &file]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("a key of this name"), "{stderr}");
    std::fs::write(&file, format!("{before}broken\n")).unwrap();
    let (code, stdout, stderr) = run(&["api-key", "new", "two", "--append", &file]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("line 3"), "{stderr}");
    let (code, _, stderr) = run(&["api-key", "new", "two", "--append", "/nowhere/keys"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("--append: /nowhere/keys"), "{stderr}");
}

#[test]
fn a_key_that_cannot_be_printed_is_not_accepted() {
    let folder = Folder::new("full");
    let file = folder.file("keys");
    new_key(&["one", "--append", &file]);
    let before = std::fs::read_to_string(&file).unwrap();
    let new = format!("{} api-key new", testing::program_file!().display());
    let stderr = shell(&format!("{new} two --append {file} 2>&1 >/dev/full; test $? = 1"));
    assert!(stderr.contains("cannot be printed"), "{stderr}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    let stderr = shell(&format!("{new} two 2>&1 >/dev/full; test $? = 1"));
    assert!(!stderr.contains("sha256:"), "{stderr}");
    // And one that is printed, but not kept.
    let no_room = "trap '' XFSZ; ulimit -f 0";
    let stderr = shell(&format!("{no_room}; {new} two --append {file} 2>&1; test $? = 1"));
    assert!(stderr.contains("prowfm_") && stderr.contains("will not be accepted"), "{stderr}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
}

#[test]
fn a_key_file_that_cannot_be_used_is_an_error_at_the_start() {
    let folder = Folder::new("broken-keys");
    let broken = folder.file("broken");
    std::fs::write(&broken, "flow prowfm_hunter2").unwrap();
    let foreign = folder.file("foreign");
    new_key(&["x", "--tenant", "tokens.example.com", "--append", &foreign]);
    for (file, part) in [
        (broken.as_str(), "line 1: expected `sha256:` and 64 hex digits after the name"),
        (&foreign, "line 1: calls to the tenant of this key are not allowed; add --allow-tenant"),
        ("/nowhere", "cannot be read"),
    ] {
        let (code, _, stderr) = run(&["serve", "--listen", "127.0.0.1:0", "--api-keys", file]);
        assert_eq!(code, 1);
        assert!(stderr.contains(&format!("--api-keys: {file}")), "{stderr}");
        assert!(stderr.contains(part) && !stderr.contains("hunter2"), "{stderr}");
    }
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--allow-tenant", "tokens.example.com"];
    drop(Service::start(&[&arguments[..], &["--api-keys", &foreign]].concat()));
}

#[test]
fn with_keys_the_whole_network_may_reach_it() {
    needs!("curl");
    let folder = Folder::new("public");
    let file = folder.file("keys");
    let (key, _) = new_key(&["flow", "--append", &file]);
    let service =
        Service::start(&["serve", "--sandbox", "--listen", "0.0.0.0:0", "--api-keys", &file]);
    service.says("passwords arrive here unencrypted");
    service.says("-H 'X-API-Key: KEY'");
    assert_eq!(status_with(&service, &key), "200");
}

#[test]
fn a_key_is_changed_listed_and_revoked() {
    needs!("curl");
    let folder = Folder::new("key-life");
    let file = folder.file("keys");
    let (old, _) = new_key(&["flow", "--append", &file]);
    let (kept, _) = new_key(&["kept", "--tenant", "acme.mykronos.com", "--append", &file]);
    let (new, _) = new_key(&[
        "flow",
        "--expires",
        "2099-12-31",
        "--profile",
        "p",
        "--append",
        &file,
        "--rotate",
    ]);
    let service = serve(&file);
    for key in [&old, &new] {
        assert_eq!(status_with(&service, key), "200");
    }
    let (code, stdout, _) = run(&["api-key", "list", &file]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(stdout, @r"
        NAME  TENANT             PROFILE  LAST DAY
        flow  every allowed one  -        never
        kept  acme.mykronos.com  -        never
        flow  every allowed one  p        2099-12-31
    ");
    assert!(!stdout.contains("sha256"));

    let before = std::fs::read_to_string(&file).unwrap();
    shell(&format!("chmod 604 {file} && ln -s {file} {}", folder.file("link")));
    let (code, stdout, stderr) = run(&["api-key", "revoke", "flow", &folder.file("link")]);
    assert_eq!((code, stdout.as_str()), (0, ""));
    assert!(stderr.starts_with("2 keys were taken out."), "{stderr}");
    let after = std::fs::read_to_string(&file).unwrap();
    assert_eq!(after, before.lines().nth(1).unwrap().to_owned() + "\n");
    assert_eq!(shell(&format!("stat -c %a {file}")).trim_end(), "604");
    assert_eq!(shell(&format!("ls {}", folder.file("."))).split_whitespace().count(), 2);
    for key in [&old, &new] {
        becomes(&service, key, "401");
    }
    assert_ne!(status_with(&service, &kept), "401");

    let (code, _, stderr) = run(&["api-key", "revoke", "flow", &file]);
    assert_eq!(code, 1);
    assert!(stderr.contains("no key of this name"), "{stderr}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), after);
    let (code, _, stderr) = run(&["api-key", "list", "/nowhere/keys"]);
    assert!(code == 1 && stderr.contains("/nowhere/keys"), "{stderr}");
}

#[test]
fn a_key_is_refused_after_its_last_day() {
    needs!("curl");
    let folder = Folder::new("expired-key");
    let file = folder.file("keys");
    let (key, line) = new_key(&["flow", "--expires", "2099-12-31"]);
    assert!(line.contains(" expires=2099-12-31 tenant=*"), "{line}");
    std::fs::write(&file, line.replace("2099-12-31", "2020-01-01")).unwrap();
    let service = serve(&file);
    let url = format!("{}/api/authentication/access_token", service.url);
    let response = shell(&format!("curl -s -m 20 -H 'X-API-Key: {key}' {url} -d username=x"));
    assert!(
        response.contains("\"invalid_api_key\"") && response.contains("has expired"),
        "{response}"
    );
    service.says("expired_api_key");
    std::fs::write(&file, &line).unwrap();
    becomes(&service, &key, "200");
    let (code, _, stderr) = run(&["api-key", "new", "flow", "--expires", "2020-01-01"]);
    assert!(code == 1 && stderr.contains("--expires: this day is over"), "{stderr}");
    let (code, _, stderr) = run(&["api-key", "new", "flow", "--expires", "31.1.2027"]);
    assert!(code == 2 && stderr.contains("a day such as 2027-01-31"), "{stderr}");
}
