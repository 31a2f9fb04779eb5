//! Mistakes in settings: all are reported, with their place and what was probably meant.

use std::net::TcpListener;

use testing::Folder;

use crate::process::{Service, program, run, run_command};

#[test]
fn all_mistakes_are_reported_at_once_with_their_lines() {
    let folder = Folder::new("all-mistakes");
    let file = folder.write(
        "c.toml",
        "lisen = 'hunter2'\nmax_calls = 5\nurl = 'hunter2'\ntenant-timeout = 30\n\n\
         [tenants.'acme.mykronos.com']\ntoken-url = 'welcome-us.ukg.net'\norganisation = 'hunter2'\n",
    );
    let mut command = program(&["serve", "--config", &file]);
    command.env("PROWFM_THROTTLE", "hunter2").env("PROWFM_MAX_CALLS", "0");
    let (code, stdout, stderr) = run_command(command);
    assert_eq!((code, stdout.as_str()), (2, ""));
    insta::assert_snapshot!(stderr.replace(&file, "c.toml"), @r#"
        error: the variable PROWFM_MAX_CALLS: not a number from 1 to 1000000
        error: the variable PROWFM_THROTTLE: write CALLS/DURATION, as in 100/60s
        error: c.toml: line 1: unknown setting "lisen"; did you mean listen?
        error: c.toml: line 2: unknown setting "max_calls"; did you mean max-calls?
        error: c.toml: line 3: unknown setting "url"; a key is named like a flag of `serve --help`, such as tenant-timeout
        error: c.toml: line 4: tenant-timeout: not a duration, because it has no unit: write 30s for seconds
        error: c.toml: line 8: tenants."acme.mykronos.com".organisation: not a setting of a tenant; did you mean organization?
    "#);
    assert!(!stderr.contains("hunter2"), "{stderr}");
    let text = "tenant = 'example.com'\n[tenants.'a.example.com']\n[tenants.'b.example.com']\n";
    let file = folder.write("tables.toml", text);
    let (code, _, stderr) = run(&["serve", "--config", &file, "--redis-ca", "ca.pem"]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(stderr.replace(&file, "tables.toml"), @r#"
        error: tables.toml: line 2: tenants."a.example.com": calls to a.example.com are not allowed; add --allow-tenant a.example.com
        error: tables.toml: line 3: tenants."b.example.com": calls to b.example.com are not allowed; add --allow-tenant b.example.com
        error: --redis-ca: has no effect without --redis
        error: tables.toml: line 1: tenant: calls to example.com are not allowed; add --allow-tenant example.com
    "#);
}

#[test]
fn a_variable_that_is_no_setting_is_a_warning() {
    let arguments = ["serve", "--sandbox", "--listen", "localhost:0", "--log-format", "text"];
    let mut command = program(&arguments);
    command.env("PROWFM_TENENT", "hunter2").env("PROWFM_HEALTH_URL", "http://127.0.0.1/");
    command.env("PROWFM_AUTH_SERVICE_HOST", "10.0.0.1");
    let service = Service::spawn(command);
    assert!(service.url.starts_with("http://127.0.0.1:"), "{}", service.url);
    service.says("WARN the variable PROWFM_TENENT has no effect; did you mean PROWFM_TENANT?");
    let (status, _, stderr) = service.terminate();
    assert!(status.success());
    let mut diagnose = program(&["diagnose", "acme"]);
    diagnose.env("PROWFM_TENANT_TIMEOT", "1s");
    let (_, _, told) = run_command(diagnose);
    assert!(told.contains("did you mean PROWFM_TENANT_TIMEOUT?"), "{told}");
    assert_eq!(stderr.matches("has no effect").count(), 1, "{stderr}");
    assert!(!stderr.contains("hunter2"), "{stderr}");
}

#[test]
fn a_taken_port_is_told_together_with_a_free_one() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let _taken = TcpListener::bind(taken).unwrap();
    let address = taken.to_string();
    for (listen, admin, flag) in
        [(&*address, "127.0.0.1:0", "--listen"), ("127.0.0.1:0", &address, "--admin-listen")]
    {
        let (code, _, stderr) = run(&["serve", "--listen", listen, "--admin-listen", admin]);
        assert_eq!(code, 1);
        let before = format!(
            "{flag}: cannot listen on {taken}, because another program uses this port; port "
        );
        let rest = stderr.split(&before).nth(1).unwrap_or_else(|| panic!("{stderr}"));
        let free: u16 = rest.split(' ').next().unwrap().parse().unwrap();
        assert!(free > taken.port());
        TcpListener::bind(("127.0.0.1", free)).unwrap();
    }
}

#[test]
fn all_addresses_can_be_written_as_a_port_alone_and_need_keys_as_ever() {
    let (code, _, stderr) = run(&["serve", "--listen", ":0"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("other machines can reach 0.0.0.0:0"), "{stderr}");
    let (_, _, stderr) = run(&["serve", "--listen", "8080"]);
    assert!(stderr.contains("localhost:8080 and :8080"), "{stderr}");
}
