//! The report as a table for people.

use std::fmt::Write as _;

use super::check::{Check, Status};
use super::report::Report;
use super::settings;

/// In characters, of which the first columns take [`INDENTATION`].
const WIDTH: usize = 80;
const STATUS: usize = 9;
const LABEL: usize = 15;
const INDENTATION: usize = 2 + STATUS + LABEL;

impl Report {
    /// The report as a table for a terminal of 80 columns.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut host = None;
        for check in &self.checks {
            if check.host != host || text.is_empty() {
                let space = if text.is_empty() { "" } else { "\n" };
                let name = check.host.as_deref().unwrap_or("The address");
                let _ = writeln!(text, "{space}{name}\n");
                host.clone_from(&check.host);
            }
            line(&mut text, check);
        }
        text.push('\n');
        if let (Some(tenant), Some(login)) = (&self.tenant, &self.login) {
            text += &settings::text(tenant, login);
            text.push('\n');
        }
        text + &verdict(self)
    }
}

fn line(text: &mut String, check: &Check) {
    let label = check.check.replace('_', " ");
    let _ = write!(text, "  {:STATUS$}{label:LABEL$}", check.status.name());
    wrap(text, &check.finding, INDENTATION);
    if let Some(advice) = &check.advice {
        let _ = write!(text, "{:INDENTATION$}-> ", "");
        wrap(text, advice, INDENTATION + 3);
    }
}

/// Writes words; the first line has been indented already.
fn wrap(text: &mut String, words: &str, indentation: usize) {
    let mut column = indentation;
    for (number, word) in words.split_whitespace().enumerate() {
        let length = word.chars().count();
        if number > 0 && column + 1 + length > WIDTH {
            let _ = write!(text, "\n{:indentation$}", "");
            column = indentation;
        } else if number > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
}

fn verdict(report: &Report) -> String {
    let count = |status| report.checks.iter().filter(|check| check.status == status).count();
    match (count(Status::Fault), count(Status::Warning)) {
        (0, 0) => "A call could work. No credentials were sent.\n".to_owned(),
        (0, 1) => "A call could work; there is 1 warning. No credentials were sent.\n".to_owned(),
        (0, n) => format!("A call could work; there are {n} warnings. No credentials were sent.\n"),
        (1, _) => "A call cannot work: there is 1 fault. No credentials were sent.\n".to_owned(),
        (n, _) => format!("A call cannot work: there are {n} faults. No credentials were sent.\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_broken_between_words_within_80_columns() {
        let words = "word ".repeat(40) + &"x".repeat(90);
        let check = Check::ok("login_service", "acme.prd.mykronos.com", words.clone());
        let check = check.but(Status::Warning, words);
        let text = Report::of_checks(None, vec![check]).text();
        let (long, short): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.len() > WIDTH);
        assert!(
            long.iter().all(|line| line.trim().trim_start_matches("-> ").len() == 90),
            "{text}"
        );
        assert_eq!(long.len(), 2);
        assert!(short.iter().any(|line| line.len() > WIDTH - 5), "{text}");
        assert!(text.lines().skip(3).all(|line| !line.starts_with("word")), "{text}");
    }
}
