use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, CommandFactory};
use prowfm_auth::cli::Cli;

use super::{code, compare_parts, table};

#[test]
fn every_setting_is_documented() {
    let cli = Cli::command();
    let serve = cli.find_subcommand("serve").unwrap();
    let settings = || serve.get_arguments().filter(|arg| arg.get_env().is_some());
    let mut headings: Vec<_> = settings().filter_map(Arg::get_help_heading).collect();
    headings.dedup();
    let of_group = |heading: &str| {
        let rows = settings().filter(|arg| arg.get_help_heading() == Some(heading)).map(row);
        format!("### {heading}\n\n{}", table(["flag", "default", "meaning"], rows))
    };
    let groups: Vec<_> = headings.into_iter().map(of_group).collect();
    compare_parts("settings.md", &[("settings", groups.join("\n"))]);
}

fn row(setting: &Arg) -> [String; 3] {
    let help = setting.get_long_help().or(setting.get_help()).unwrap().to_string();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    // A default that is not a value is in the text.
    let (help, described) = match help.split_once(" [default: ") {
        Some((help, default)) => (help.to_owned(), default.strip_suffix(']').map(str::to_owned)),
        None => (help, None),
    };
    let default = setting.get_default_values().first().map(|value| code(value.to_str().unwrap()));
    let is_switch = matches!(setting.get_action(), ArgAction::SetTrue);
    let none = if is_switch { "off" } else { "none" };
    [
        code(&flag(setting, is_switch)),
        default.or(described).unwrap_or_else(|| none.to_owned()),
        help,
    ]
}

/// The flag with its value.
fn flag(setting: &Arg, is_switch: bool) -> String {
    let name = setting.get_long().unwrap();
    let values = setting.get_possible_values();
    if is_switch {
        format!("--{name}")
    } else if values.is_empty() {
        format!("--{name} {}", setting.get_value_names().unwrap().join(" "))
    } else {
        let values: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
        format!("--{name} {}", values.join("|"))
    }
}
