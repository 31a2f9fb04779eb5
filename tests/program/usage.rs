use crate::process::run;

#[test]
fn help_is_there_at_every_level() {
    for command in [
        "",
        "serve",
        "sandbox",
        "diagnose",
        "connector",
        "connector export",
        "connector check",
        "connector rule",
        "connector package",
        "connector reference",
        "api-key",
        "api-key new",
        "health",
        "completions",
        "man",
    ] {
        let arguments: Vec<_> = command.split_whitespace().chain(["--help"]).collect();
        let (code, stdout, _) = run(&arguments);
        assert_eq!(code, 0);
        assert!(stdout.contains("Usage: prowfm-auth"), "{stdout}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_wrong() {
    for (arguments, part) in [
        (vec!["serv"], "unrecognized subcommand"),
        (vec!["serve", "--nothing"], "unexpected argument"),
        (vec!["serve", "--listen", "here"], "--listen"),
        (vec!["serve", "--tenant", "http://acme.mykronos.com"], "only https:// is called"),
        (vec!["serve", "--resolve", "acme.mykronos.com"], "HOST=IP:PORT"),
        (vec!["serve", "--allow-tenant", "*"], "*.mykronos.com"),
        (vec!["serve", "--tenant-timeout", "30"], "not a duration"),
        (vec!["serve", "--tenant-timeout", "0s"], "must be longer than 0s"),
        (vec!["serve", "--tls-cert", "cert.pem"], "--tls-key"),
        (vec!["serve", "--max-calls", "0"], "--max-calls"),
        (vec!["api-key", "new"], "<NAME>"),
        (vec!["api-key", "new", "a b"], "1 to 64 characters"),
        (vec!["serve", "--log", "inf"], "not a level"),
        (vec!["serve", "--log", "info,[Connection]=trace"], "not a level"),
        (vec!["serve", "--sandbox", "--tenant", "acme.mykronos.com"], "cannot be used with"),
        (vec!["serve", "--tenant", "https://u:p@acme.mykronos.com"], "--tenant <URL>: the vanity"),
        (vec!["serve", "--tenant-timeout", "9999999999s"], "must not be longer than a day"),
        (vec!["serve", "--max-calls", "18446744073709551615"], "--max-calls <CALLS>: not a number"),
        (vec!["serve", "--max-calls-per-tenant", "none"], "not a number from 1 to 1000000"),
        (vec!["serve", "--worker-threads", "0"], "not a number from 1 to 256"),
        (vec!["serve", "--log-format", "xml"], "it can be text, json"),
        (vec!["serve", "--listen", "0.0.0.0:0"], "--api-keys FILE, or pass --allow-anonymous"),
        (vec!["serve", "--tenant", "tokens.example.com"], "--allow-tenant tokens.example.com"),
        (vec!["health", "--url", "ftp://localhost"], "not an address such as http://127.0.0.1"),
        (vec!["health", "--url", "http://u:p@localhost/"], "without user name and password"),
        (vec!["diagnose"], "<URL>"),
        (vec!["diagnose", "acme.mykronos.com", "--format", "xml"], "it can be text, json"),
        (vec!["diagnose", "acme.mykronos.com", "--token-url", "http://x.ukg.net"], "only https://"),
        (vec!["diagnose", "acme.mykronos.com", "--resolve", "acme.mykronos.com"], "HOST=IP:PORT"),
        (vec!["completions", "tcsh"], "it can be bash, elvish, fish, powershell, zsh"),
        (vec!["serve", "--public-url", "tokens.example.com"], "https://tokens.example.com/wfm"),
    ] {
        let (code, stdout, stderr) = run(&arguments);
        assert_eq!((code, stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(stderr.contains(part), "{arguments:?}: {stderr}");
    }
}

#[test]
fn what_cannot_start_ends_with_1_and_says_why() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (arguments, part) in [
        (vec!["serve", "--listen", &taken], "cannot listen on 127.0.0.1"),
        (vec!["serve", "--tenant-ca", "/nowhere.pem"], "/nowhere.pem"),
        (vec!["diagnose", "acme.mykronos.com", "--tenant-ca", "/nowhere.pem"], "/nowhere.pem"),
        (vec!["serve", "--tenant-ca", "Cargo.toml"], "Cargo.toml holds no usable PEM certificate"),
        (vec!["serve", "--app-key-file", "/nowhere"], "--app-key-file: /nowhere"),
        (vec!["serve", "--app-key-file", "/dev/null"], "--app-key-file"),
        (vec!["sandbox", "--listen", "127.0.0.1:0", "--ca-out", "/nowhere/ca.pem"], "--ca-out"),
    ] {
        let (code, stdout, stderr) = run(&arguments);
        assert_eq!((code, stdout.as_str()), (1, ""), "{arguments:?}");
        assert!(stderr.contains(part), "{arguments:?}: {stderr}");
    }
}
