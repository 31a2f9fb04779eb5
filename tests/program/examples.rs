//! `examples/`: clients in several languages, run as their users run them.

use std::path::Path;
use std::process::Command;

use testing::{is_installed, skip};

use crate::process::{Service, run_command};

/// The commands of the examples that this machine can run. There is no PowerShell on a test machine.
fn examples() -> Vec<Command> {
    let mut examples = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    if is_installed("bash") && is_installed("curl") {
        examples.push(Command::new(folder.join("call.sh")));
    }
    if is_installed("python3") {
        examples.push(Command::new(folder.join("call.py")));
    }
    // Cargo builds it with the tests, unless it is told to build one test alone.
    let target = Path::new(env!("CARGO_BIN_EXE_prowfm-auth")).parent().unwrap();
    let client = target.join("examples/client");
    if client.is_file() {
        examples.push(Command::new(client));
    } else {
        skip("the example client is not built");
    }
    examples
}

/// Exit code, stdout and stderr of an example with the sandbox's credentials and this user.
fn called(mut example: Command, service: &Service, user: &str) -> (i32, String, String) {
    example.arg(&service.url).env("WFM_USERNAME", user).env("WFM_PASSWORD", "p\"ä\\ss w&rd+=%");
    example.env("WFM_CLIENT_ID", "sandbox-client").env("WFM_CLIENT_SECRET", "sandbox-secret");
    run_command(example)
}

#[test]
fn every_example_gets_a_token_refreshes_it_and_revokes_it() {
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    for example in examples() {
        let name = format!("{:?}", example.get_program());
        let (code, stdout, stderr) = called(example, &service, "rotating");
        assert_eq!((code, stderr.as_str()), (0, ""), "{name}");
        let expected = "got a token for 1799 seconds\nrefreshed it for 1799 seconds\nrevoked it\n";
        assert_eq!(stdout, expected, "{name}");
    }
}

#[test]
fn every_example_shows_what_is_wrong_and_what_helps() {
    // They all send the same refused password.
    let arguments = ["serve", "--sandbox", "--listen", "127.0.0.1:0", "--lockout-guard", "off"];
    let service = Service::start(&arguments);
    for example in examples() {
        let name = format!("{:?}", example.get_program());
        let (code, stdout, stderr) = called(example, &service, "locked");
        assert_eq!((code, stdout.as_str()), (1, ""), "{name}");
        let lines: Vec<_> = stderr.lines().collect();
        let [error, hint, request_id] = lines[..] else { panic!("{name}: {stderr}") };
        assert!(
            error.starts_with("400 invalid_grant: The provided access grant"),
            "{name}: {error}"
        );
        assert!(hint.starts_with("hint: Check the user name"), "{name}: {hint}");
        let id = request_id.strip_prefix("request id, for the log of the service: ").unwrap();
        service.says(id);
    }
}

#[test]
fn an_example_without_its_variables_names_one() {
    for mut example in examples() {
        let name = format!("{:?}", example.get_program());
        example.env_remove("WFM_USERNAME").env_remove("WFM_CLIENT_ID");
        let (code, stdout, stderr) = run_command(example);
        assert_eq!((code, stdout.as_str()), (1, ""), "{name}");
        assert!(stderr.contains("WFM_USERNAME") || stderr.contains("WFM_CLIENT_ID"), "{stderr}");
    }
}
