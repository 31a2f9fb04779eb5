//! `connector check` is the library's command, which has its own tests.

use std::process::Command;

fn check(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prowfm-auth"));
    let output = command.args(["connector", "check"]).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn findings_go_to_the_stream_of_their_reader_and_the_exit_code_says_whether_there_is_an_error() {
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/apiDefinition.swagger.json");
    let (code, stdout, stderr) = check(&[contract]);
    assert_eq!((code, stdout.as_str()), (0, ""));
    assert!(stderr.ends_with("1 connector: 0 errors, 0 warnings, 1 of guidance\n"), "{stderr}");
    let (code, stdout, _) = check(&["/nowhere", "--format", "json"]);
    assert_eq!(code, 1);
    assert!(stdout.contains("\"rule\":\"F01\""), "{stdout}");
    assert_eq!(check(&["--deny", "guidance", "--list-rules"]).0, 0);
    assert_eq!(check(&[]).0, 2);
}
