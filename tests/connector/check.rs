//! `connector check` is the library's command, which has its own tests.

use std::process::Command;

fn check(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(testing::program_file!());
    let output = command.args(["connector", "check"]).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_report_is_on_stdout_and_the_exit_code_tells_findings_from_what_could_not_be_checked() {
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/apiDefinition.swagger.json");
    let (code, stdout, stderr) = check(&[contract]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_eq!(stdout, "1 connector: 0 errors, 0 warnings, 1 of guidance\n");
    let (code, stdout, stderr) = check(&["/nowhere", "--format", "json"]);
    assert_eq!(code, 2);
    assert!(stdout.contains("\"rule\":\"F01\""), "{stdout}");
    assert!(stderr.starts_with("error: /nowhere cannot be read"), "{stderr}");
    assert_eq!(check(&["--deny", "guidance", "--list-rules"]).0, 0);
    assert_eq!(check(&[]).0, 2);
}
