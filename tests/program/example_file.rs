//! `prowfm-auth.example.toml`: every setting, with its help as a comment.

use std::path::Path;

use clap::{ArgAction, CommandFactory};
use prowfm_auth::cli::Cli;
use prowfm_auth::settings::ConfigFile;
use testing::Folder;

const NAME: &str = "prowfm-auth.example.toml";

/// Example values of the settings without a default.
/// A table cannot be made of flags. Its lines have no blank after the `#`, because its keys are also flags.
const TABLE: &str = r#"
# --- Single tenants ---

# A tenant that differs from the settings above has a table, named by its host. All keys are optional; the
# app key above is for the default tenant, and for tenants without a table
#[tenants."acme.prd.mykronos.com"]
#token-url = "https://welcome-us.ukg.net/oauth/token"
#organization = "org_AbC123"
#realm = "AbC123-custom"
#scope = "access:wfm offline_access"
#audience = "https://wfm.ukg.net/api"
#app-key-file = "/etc/prowfm-auth/acme-appkey"
#throttle = "20/60s"
"#;

const EXAMPLES: [(&str, &str); 23] = [
    ("admin-listen", r#""127.0.0.1:9090""#),
    ("public-url", r#""https://tokens.example.com""#),
    ("tls-cert", r#""/etc/prowfm-auth/cert.pem""#),
    ("tls-key", r#""/etc/prowfm-auth/key.pem""#),
    ("trusted-proxy", r#"["127.0.0.1", "10.0.0.0/8"]"#),
    ("stop-delay", r#""5s""#),
    ("api-keys", r#""/etc/prowfm-auth/keys""#),
    ("profiles", r#""/etc/prowfm-auth/profiles.toml""#),
    ("tenant", r#""https://acme.prd.mykronos.com""#),
    ("allow-tenant", r#"["acme.prd.mykronos.com", "*.npr.mykronos.com"]"#),
    ("resolve", r#"["acme.prd.mykronos.com=10.0.0.7:443"]"#),
    ("token-url", r#""https://welcome-us.ukg.net/oauth/token""#),
    ("organization", r#""org_AbC123""#),
    ("realm", r#""AbC123-custom""#),
    ("allow-token-host", r#"["welcome-us.ukg.net"]"#),
    ("sealing-key-file", r#""/etc/prowfm-auth/sealing-key""#),
    ("tenant-ca", r#""/etc/prowfm-auth/tenant-ca.pem""#),
    ("log-user-key-file", r#""/etc/prowfm-auth/log-user-key""#),
    ("otlp", r#""http://127.0.0.1:4318""#),
    ("redis", r#""rediss://redis.example.com""#),
    ("redis-password-file", r#""/etc/prowfm-auth/redis-password""#),
    ("redis-ca", r#""/etc/prowfm-auth/redis-ca.pem""#),
    ("app-key-file", r#""/etc/prowfm-auth/appkey""#),
];

fn serve() -> clap::Command {
    Cli::command().find_subcommand("serve").unwrap().clone()
}

/// A comment of lines that are not too long.
fn comment(text: &str) -> String {
    let mut lines = vec![String::from("#")];
    for word in text.split_whitespace() {
        if lines.last().unwrap().len() + word.len() > 98 {
            lines.push(String::from("#"));
        }
        *lines.last_mut().unwrap() += &format!(" {word}");
    }
    lines.join("\n")
}

fn example_file() -> String {
    let mut text = String::from(
        "# Every setting of `prowfm-auth serve`, with its default or an example. Take a line's `#` away to \
         set\n# it. A flag goes before its variable, a variable before this file:\n#\n#     prowfm-auth \
         serve --config prowfm-auth.toml\n",
    );
    let mut heading = String::new();
    for setting in serve().get_arguments().filter(|arg| arg.get_env().is_some()) {
        let key = setting.get_long().unwrap();
        if key == "config" {
            continue;
        }
        let of_setting = setting.get_help_heading().unwrap();
        if heading != of_setting {
            of_setting.clone_into(&mut heading);
            text += &format!("\n# --- {heading} ---\n");
        }
        let help = setting.get_long_help().or(setting.get_help()).unwrap().to_string();
        let default = setting.get_default_values().first().map(|value| value.to_str().unwrap());
        let example = EXAMPLES.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
        let value = match (setting.get_action(), default, example) {
            (ArgAction::SetTrue, ..) => "true".to_owned(),
            (_, Some(number), _) if number.parse::<u64>().is_ok() => number.to_owned(),
            (_, Some(default), _) => format!("{default:?}"),
            (_, None, Some(example)) => example.to_owned(),
            (_, None, None) => {
                let first = setting.get_possible_values().first().map(|v| v.get_name().to_owned());
                format!("{:?}", first.unwrap_or_else(|| panic!("{key} needs an example")))
            }
        };
        text += &format!("\n{}\n# {key} = {value}\n", comment(&help));
    }
    text + TABLE
}

#[test]
fn the_example_file_has_every_setting() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(NAME);
    if std::env::var_os("UPDATE_CONTRACT").is_some() {
        std::fs::write(&path, example_file()).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == example_file(),
        "{NAME} is not up to date; write it with UPDATE_CONTRACT=1 cargo test --locked --test program"
    );
}

#[test]
fn every_line_of_the_example_file_can_be_used() {
    let is_setting = |line: &str| line.starts_with("# ") && line.contains(" = ");
    let used: Vec<_> = example_file()
        .lines()
        .filter(|line| is_setting(line))
        .map(|line| line[2..].to_owned())
        .collect();
    assert!(used.len() > 15);
    let folder = Folder::new("example");
    let path = folder.write("example.toml", &used.join("\n"));
    ConfigFile::read(Path::new(&path)).and_then(|file| file.apply(serve())).unwrap();
    let lines = TABLE.lines().filter_map(|line| line.strip_prefix('#'));
    let lines = lines.filter(|line| !line.starts_with(' ')).collect::<Vec<_>>().join("\n");
    let table = folder.write("table.toml", &lines);
    assert_eq!(ConfigFile::read(Path::new(&table)).unwrap().tenants().unwrap().len(), 1);
}
