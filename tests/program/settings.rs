//! Where settings come from: flag, variable, file, default.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use testing::{Folder, needs};

use crate::process::{Service, pause, program, run, run_command, shell};

fn printed(arguments: &[&str]) -> String {
    let (code, stdout, stderr) = run(&[&["serve", "--print-config"], arguments].concat());
    assert_eq!(code, 0, "{stderr}");
    stdout
}

#[test]
fn a_flag_goes_before_its_variable_that_before_the_file_and_that_before_the_default() {
    let folder = Folder::new("precedence");
    let file = folder.write(
        "c.toml",
        "tenant = 'file.mykronos.com'\nlog = 'warn'\nmax-calls = 7\nallow-anonymous = true\n",
    );
    let mut command = program(&["serve", "--print-config", "--tenant", "flag.mykronos.com"]);
    command.env("PROWFM_CONFIG", &file);
    command.env("PROWFM_TENANT", "variable.mykronos.com").env("PROWFM_LOG", "debug");
    let (code, stdout, _) = run_command(command);
    assert_eq!(code, 0);
    for line in [
        "tenant = \"flag.mykronos.com\"  # from the command line".to_owned(),
        "log = \"debug\"  # from the variable PROWFM_LOG".to_owned(),
        format!("max-calls = 7  # from {file}"),
        format!("allow-anonymous = true  # from {file}"),
        "tenant-timeout = \"30s\"  # the default".to_owned(),
        "# tls-cert is not set; see serve --help".to_owned(),
    ] {
        assert!(stdout.lines().any(|printed| printed == line), "{line}:\n{stdout}");
    }
}

#[test]
fn what_is_printed_can_be_used_as_a_file_and_prints_the_same() {
    let folder = Folder::new("print");
    let arguments = ["--tenant", "acme.mykronos.com", "--resolve", "a.mykronos.com=10.0.0.7:443"];
    let values = |text: &str| {
        let values = text.lines().map(|line| line.split("  # ").next().unwrap().to_owned());
        values.collect::<Vec<_>>()
    };
    let first = printed(&arguments);
    let file = folder.write("c.toml", &first);
    assert_eq!(values(&printed(&["--config", &file])), values(&first));
}

#[test]
fn the_file_is_in_force() {
    needs!("curl");
    let folder = Folder::new("file");
    let file = folder.write(
        "c.toml",
        "listen = '127.0.0.1:0'\npublic-url = 'https://file.example.com'\nallow-tenant = []\n\
         no-try = true\n",
    );
    let service = Service::start(&["serve", "--sandbox", "--config", &file]);
    assert_ne!(service.url, "http://127.0.0.1:8080");
    let definition = shell(&format!("curl -s {}/apiDefinition.swagger.json", service.url));
    assert!(definition.contains("\"file.example.com\""));
    let page = shell(&format!("curl -s {}/", service.url));
    assert!(page.contains("https://file.example.com") && !page.contains("<form"));
}

/// The number of log lines that hold this, once it is not less than expected.
fn lines_with(service: &Service, part: &str, expected: usize) -> usize {
    let started = Instant::now();
    loop {
        let lines = service.stderr().lines().filter(|line| line.contains(part)).count();
        if lines >= expected || started.elapsed() > Duration::from_secs(15) {
            return lines;
        }
        pause(Duration::from_millis(20));
    }
}

#[test]
fn a_hangup_reads_the_log_filter_again() {
    needs!("curl");
    let folder = Folder::new("hangup");
    let file = folder.write("c.toml", "log = 'warn'\n");
    let service =
        Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0", "--config", &file]);
    let call = || shell(&format!("curl -s -o /dev/null {}/nothing", service.url));
    call();
    folder.write("c.toml", "log = 'info'\n");
    service.signal(Signal::HUP);
    assert_eq!(lines_with(&service, "the log filter was read again", 1), 1);
    call();
    assert_eq!(lines_with(&service, "not_found", 1), 1, "only the second call is logged");
    folder.write("c.toml", "log = 'hunter2'\n");
    service.signal(Signal::HUP);
    assert_eq!(lines_with(&service, "cannot be read again", 1), 1);
    call();
    let (status, _, stderr) = service.terminate();
    assert!(status.success() && !stderr.contains("hunter2"));
    assert_eq!(stderr.matches("not_found").count(), 2, "{stderr}");
}

#[test]
fn one_user_can_be_followed_in_the_log_but_not_named() {
    needs!("curl");
    let folder = Folder::new("user-key");
    let key = folder.write("key", "0123456789abcdef\n");
    let user_of = |extra: &[&str]| {
        let arguments = [&["serve", "--sandbox", "--listen", "127.0.0.1:0"], extra].concat();
        let service = Service::start(&arguments);
        for user in ["canary", "CANARY", "other"] {
            shell(&format!(
                "curl -s {}/api/authentication/access_token -d username={user} -d password=x \
                 -d client_id=sandbox-client -d client_secret=sandbox-secret",
                service.url
            ));
        }
        let (_, _, stderr) = service.terminate();
        let calls = stderr.lines().filter(|line| line.contains("GetAccessToken"));
        let calls = calls.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let users: Vec<_> = calls.map(|call| call["user"].as_str().unwrap().to_owned()).collect();
        assert!(users[0] == users[1] && users[0] != users[2], "{users:?}");
        assert!(!stderr.to_lowercase().contains("canary"), "{stderr}");
        users[0].clone()
    };
    let with_key = ["--log-user-key-file", key.as_str()];
    assert_eq!(user_of(&with_key), user_of(&with_key));
    assert_ne!(user_of(&[]), user_of(&[]));
    let short = folder.write("short", "0123456789abcde\n");
    for (file, part) in [(short.as_str(), "fewer than 16 bytes"), ("/nowhere", "cannot be read")] {
        let (code, _, stderr) =
            run(&["serve", "--listen", "127.0.0.1:0", "--log-user-key-file", file]);
        assert_eq!(code, 1);
        assert!(stderr.contains("--log-user-key-file") && stderr.contains(part), "{stderr}");
    }
}

#[test]
fn every_mistake_in_a_file_names_the_file_and_the_key_and_never_the_value() {
    let folder = Folder::new("mistakes");
    for (text, part) in [
        ("tenat = 'hunter2'", "unknown setting \"tenat\""),
        ("config = 'hunter2'", "unknown setting \"config\""),
        ("sandbox = true", "unknown setting \"sandbox\""),
        ("[tenant]\nurl = 'hunter2'", "tenant: must be a string"),
        ("listen = 'hunter2'", "listen: "),
        ("listen = 5", "listen: "),
        (
            "tenant = 'https://u:hunter2@acme.mykronos.com'",
            "tenant: the vanity URL has a user name",
        ),
        ("tenant = ['a.mykronos.com']", "tenant: must be one value"),
        ("allow-tenant = ['hunter2', 5.5]", "allow-tenant: must be a string"),
        ("allow-tenant = ['*.hunter2.com', '*']", "allow-tenant: not a host name"),
        ("tenant-timeout = 30", "tenant-timeout: not a duration"),
        ("max-calls = 0", "max-calls: "),
        ("log-format = 'hunter2'", "log-format: not a possible value; it can be text, json"),
        ("allow-anonymous = 'hunter2'", "allow-anonymous: must be true or false"),
        ("log = 'info'\n\ntenant = hunter2", "line 3: "),
        ("log = 'info'\nlog = 'hunter2'", "line 2: "),
    ] {
        let file = folder.write("c.toml", text);
        let (code, stdout, stderr) = run(&["serve", "--config", &file]);
        assert_eq!((code, stdout.as_str()), (2, ""), "{text}");
        assert!(stderr.contains(&file) && stderr.contains(part), "{text}: {stderr}");
        assert!(!stderr.contains("hunter2"), "{stderr}");
    }
    let (code, _, stderr) = run(&["serve", "--config", "/nowhere.toml"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("--config: /nowhere.toml cannot be read"), "{stderr}");
}

#[test]
fn every_mistake_in_a_variable_names_the_variable_and_never_the_value() {
    for (name, value, part) in [
        ("PROWFM_LISTEN", "hunter2", "not an IP address with a port"),
        ("PROWFM_REDIS", "redis://localhost?password=hunter2", "write redis://"),
        ("PROWFM_OTLP", "http://localhost/?token=hunter2", "not an address such as"),
        ("PROWFM_TENANT", "https://u:hunter2@acme.mykronos.com", "has a user name"),
        ("PROWFM_ALLOW_ANONYMOUS", "hunter2", "boolean"),
        ("PROWFM_LOG_FORMAT", "hunter2", "it can be text, json"),
        ("PROWFM_MAX_CALLS", "0", "not a number from 1 to 1000000"),
        ("PROWFM_TENANT", "hunter2.example.com", "are not allowed"),
    ] {
        let mut command = program(&["serve", "--print-config"]);
        command.env(name, value);
        let (code, stdout, stderr) = run_command(command);
        assert_eq!((code, stdout.as_str()), (2, ""), "{name}");
        assert!(stderr.contains(&format!("the variable {name}: ")), "{stderr}");
        // A host that is not allowed has to be named.
        let named = part == "are not allowed";
        assert!(stderr.contains(part) && (named || !stderr.contains("hunter2")), "{stderr}");
    }
}

#[test]
fn an_empty_variable_is_none() {
    let mut command = program(&["serve", "--print-config"]);
    command.env("PROWFM_REDIS", "").env("PROWFM_LISTEN", "").env("PROWFM_ALLOW_ANONYMOUS", "");
    let (code, stdout, stderr) = run_command(command);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("listen = \"127.0.0.1:8080\"  # the default"), "{stdout}");
}

#[test]
fn what_does_not_go_together_is_wrong_usage_wherever_it_comes_from() {
    let folder = Folder::new("together");
    let half = folder.write("half.toml", "tls-cert = 'cert.pem'");
    let tenant = folder.write("tenant.toml", "tenant = 'acme.mykronos.com'");
    for (arguments, part) in [
        (
            ["--config", &half, "--print-config"],
            "half.toml: line 1: tls-cert: --tls-key is needed too",
        ),
        (
            ["--config", &tenant, "--sandbox"],
            "tenant.toml: line 1: tenant: --sandbox cannot be used",
        ),
    ] {
        let (code, _, stderr) = run(&[&["serve"], &arguments[..]].concat());
        assert_eq!(code, 2);
        assert!(stderr.contains(part), "{stderr}");
    }
}
