//! Shell completions and manual pages: made from the command line's own definition.

use std::io::Write;
use std::process::{Command, Stdio};

use clap::CommandFactory;
use prowfm_auth::cli::Cli;
use testing::Folder;

use crate::process::run;

/// Every command, as a person types it: `prowfm-auth connector check`.
fn commands() -> Vec<String> {
    fn collect(command: &clap::Command, name: &str, names: &mut Vec<String>) {
        names.push(name.to_owned());
        for below in command.get_subcommands() {
            collect(below, &format!("{name} {}", below.get_name()), names);
        }
    }
    let mut names = Vec::new();
    collect(&Cli::command(), "prowfm-auth", &mut names);
    assert!(names.len() > 10);
    names
}

fn printed(arguments: &[&str]) -> String {
    let (code, stdout, stderr) = run(arguments);
    assert_eq!((code, stderr.as_str()), (0, ""));
    stdout
}

/// What a tool prints to stderr about a text on its stdin; nothing if the tool is not installed.
fn said_by(tool: &[&str], text: &str) -> String {
    let mut command = Command::new(tool[0]);
    command.args(&tool[1..]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else { return String::new() };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{tool:?}: {said}");
    said
}

#[test]
fn completions_know_every_command_and_are_what_the_shell_reads() {
    for (shell, reader) in [
        ("bash", Some(["bash", "-n"])),
        ("zsh", Some(["zsh", "-n"])),
        ("fish", Some(["fish", "-n"])),
        ("powershell", None),
        ("elvish", None),
    ] {
        let script = printed(&["completions", shell]);
        for command in commands() {
            let name = command.rsplit(' ').next().unwrap();
            assert!(script.contains(name), "{shell}: {command}");
        }
        assert!(script.contains("--public-url") || script.contains("-l public-url"), "{shell}");
        if let Some(reader) = reader {
            assert_eq!(said_by(&reader, &script), "", "{shell}");
        }
    }
}

#[test]
fn bash_completes_a_command_and_a_flag() {
    let script = printed(&["completions", "bash"]);
    for (words, expected) in [
        ("prowfm-auth conn", "connector"),
        ("prowfm-auth connector ch", "check"),
        ("prowfm-auth serve --tenant-t", "--tenant-timeout"),
        ("prowfm-auth completions fi", "fish"),
    ] {
        let last = words.rsplit(' ').next().unwrap();
        let line = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _prowfm__auth prowfm-auth '{last}' ''; [ \"${{COMPREPLY[*]}}\" = '{expected}' ] || \
             {{ echo \"${{COMPREPLY[*]}}\" >&2; exit 1; }}\n"
        );
        assert_eq!(said_by(&["bash"], &line), "", "{words}");
    }
}

#[test]
fn there_is_a_manual_page_for_every_command_and_it_can_be_shown() {
    let folder = Folder::new("man");
    let dir = folder.file("new/man1");
    assert_eq!(printed(&["man", "--dir", &dir]), "");
    let mut files: Vec<_> = std::fs::read_dir(&dir)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut expected: Vec<_> =
        commands().iter().map(|command| format!("{}.1", command.replace(' ', "-"))).collect();
    files.sort();
    expected.sort();
    assert_eq!(files, expected);
    for file in files {
        let page = std::fs::read_to_string(format!("{dir}/{file}")).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{file}");
        assert!(page.contains(concat!("prowfm-auth ", env!("CARGO_PKG_VERSION"))), "{file}");
        assert_eq!(said_by(&["groff", "-man", "-ww", "-Tutf8"], &page), "", "{file}");
    }
}

#[test]
fn the_first_page_is_on_stdout_and_names_the_others() {
    let page = printed(&["man"]);
    for command in commands().iter().filter(|command| command.split(' ').count() == 2) {
        let name = command.replace(' ', "-").replace('-', "\\-");
        assert!(page.contains(&format!("{name}(1)")), "{command}");
    }
    assert!(!page.contains("help(1)"));
}

/// A page is made on one machine and read on another.
#[test]
fn a_page_tells_nothing_of_the_environment_that_it_was_made_in() {
    let folder = Folder::new("man-variables");
    let dir = folder.file("man1");
    let mut command = crate::process::program(&["man", "--dir", &dir]);
    assert!(
        command.env("PROWFM_TENANT", "https://canary.mykronos.com").status().unwrap().success()
    );
    let page = std::fs::read_to_string(format!("{dir}/prowfm-auth-serve.1")).unwrap();
    assert!(page.contains("PROWFM_TENANT") && !page.contains("canary"));
}

#[test]
fn the_manual_has_the_sections_that_people_look_for() {
    let folder = Folder::new("sections");
    printed(&["man", "--dir", &folder.file("")]);
    let page = |name: &str| std::fs::read_to_string(folder.file(name)).unwrap();
    for (name, sections, example) in [
        ("prowfm-auth.1", &["EXAMPLES", "EXIT STATUS"][..], "prowfm\\-auth serve \\-\\-sandbox\n"),
        ("prowfm-auth-serve.1", &["EXAMPLES", "SIGNALS", "EXIT STATUS"], "\\-\\-check\\-config\n"),
    ] {
        let page = page(name);
        for section in sections {
            assert!(page.contains(&format!(".SH \"{section}\"\n.nf\n")), "{section}: {page}");
        }
        assert!(page.contains(example) && !page.contains("EXTRA"), "{page}");
        assert_eq!(page.matches(".nf\n").count(), page.matches("\n.fi\n").count());
    }
    let help = printed(&["serve", "--help"]);
    assert!(help.contains("Exit codes:\n  0  stopped by a signal"), "{help}");
    assert_eq!(
        printed(&["serve", "--version"]),
        printed(&["--version"]).replace("auth ", "auth-serve ")
    );
}
