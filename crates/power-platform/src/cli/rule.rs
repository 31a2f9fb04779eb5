use anstyle::Style;
use clap::Args;

use super::output::{self, Color};
use super::print;
use crate::check::{CheckedBy, Gate, Look, Rule, closest};

/// Explains a rule of the check, or lists all rules.
#[derive(Args, Debug)]
pub struct Explain {
    /// The rule, such as O13. Without one, all are listed
    #[arg(value_name = "ID", value_parser = parse)]
    rule: Option<Rule>,

    /// Whether the text has colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

impl Explain {
    /// Prints the explanation to stdout.
    pub fn run(self) {
        match self.rule {
            None => print(&list(Gate::default())),
            Some(rule) => self.color.print(&explanation(rule)),
        }
    }
}

/// All rules with their levels at a gate.
pub fn list(gate: Gate) -> String {
    Rule::ALL.iter().fold(String::new(), |list, rule| {
        let checked_by = match rule.checked_by() {
            CheckedBy::Program => "",
            CheckedBy::Person => " (checked by a person)",
        };
        list + &format!("{rule}  {:<8}  {}{checked_by}\n", rule.level(gate), rule.text())
    })
}

fn parse(text: &str) -> Result<Rule, String> {
    let known = Rule::ALL.iter().find(|rule| rule.id().eq_ignore_ascii_case(text.trim()));
    known.copied().ok_or_else(|| {
        let hint = closest(text, Rule::ALL.iter().map(|rule| rule.id()));
        format!("there is no such rule{hint}; without an id all are listed")
    })
}

fn explanation(rule: Rule) -> String {
    let look = Look { width: output::width(), ..Look::default() };
    let text = look.wrapped(rule.text(), 5);
    let bold = Style::new().bold();
    let mut lines = vec![format!("{bold}{rule}{bold:#}  {text}\n")];
    for gate in Gate::ALL {
        lines.push(format!("     for {:<14} {}", gate.name(), rule.levels(gate)));
    }
    if rule.checked_by() == CheckedBy::Person {
        lines.push("\n     Only a person can check it.".to_owned());
    }
    if !rule.why().is_empty() {
        lines.push(format!("\n     {}", look.wrapped(rule.why(), 5)));
    }
    if !rule.example().is_empty() {
        let example: Vec<_> = rule.example().lines().map(|line| format!("       {line}")).collect();
        lines.push(format!("\n{}", example.join("\n")));
    }
    if !rule.platform_names().is_empty() {
        let names = format!("The platform calls it {}.", rule.platform_names().join(", "));
        lines.push(format!("\n     {}", look.wrapped(&names, 5)));
    }
    lines.push(format!("\n     Source: {}\n     More:   {}", rule.source(), rule.help()));
    lines.join("\n") + "\n"
}
