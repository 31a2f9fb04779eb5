//! The report for people. About a few connectors it goes through their files, and shows the first
//! finding of each rule with its line; about many it goes through the rules.

use std::collections::BTreeMap;
use std::path::Path;

use super::look::{DIM, PATH, RULE, style_of, styled};
use super::{Look, Report, grouped, number_of};
use crate::check::excerpt::Excerpt;
use crate::check::finding::Finding;
use crate::check::level::Level;
use crate::check::rule::Rule;

/// Maximum number of connectors with findings whose files are gone through.
const MAX_CONNECTORS: usize = 3;
/// The columns before a message: place, level and rule.
const INDENTATION: usize = 25;
/// The columns before a message in the report by rules.
const INDENTATION_BY_RULE: usize = 15;

const HINT: &str = "--all shows every finding, --statistics how many there are.";

impl Report {
    /// The report for people, with a summary at the end.
    #[must_use]
    pub fn text(&self, look: &Look) -> String {
        let is_shown = |finding: &&Finding| finding.level >= look.from;
        let connectors: Vec<_> = self
            .connectors
            .iter()
            .filter(|one| one.findings.iter().any(|f| is_shown(&f)))
            .collect();
        let body = if look.every || connectors.len() <= MAX_CONNECTORS {
            let texts = connectors.iter().map(|checked| {
                let shown: Vec<_> = checked.findings.iter().filter(is_shown).collect();
                by_file(&shown, look)
            });
            texts.collect()
        } else {
            self.by_rule(look)
        };
        let shown = if look.every { 0 } else { body.lines().count() };
        let hint = if shown == 0 { String::new() } else { styled(DIM, HINT) + "\n" };
        body + &self.summary(look) + &hint
    }

    /// How many connectors and findings there are.
    pub(super) fn summary(&self, look: &Look) -> String {
        let [errors, warnings, guidance] =
            [Level::Error, Level::Warning, Level::Guidance].map(|level| self.count(level));
        let (errors, warnings) = (number_of(errors, "error"), number_of(warnings, "warning"));
        let connectors = number_of(self.connectors.len(), "connector");
        let summary =
            format!("{connectors}: {errors}, {warnings}, {} of guidance", grouped(guidance));
        look.wrapped(&summary, 0) + "\n"
    }

    fn by_rule(&self, look: &Look) -> String {
        let mut first: BTreeMap<(Level, Rule), &Finding> = BTreeMap::new();
        for finding in self.findings() {
            first.entry((finding.level, finding.rule)).or_insert(finding);
        }
        let mut text = String::new();
        for ((level, rule), count) in self.counts() {
            let Some(example) = first.get(&(level, rule)).filter(|_| level >= look.from) else {
                continue;
            };
            let name = styled(style_of(level), &format!("{level:<8}"));
            let id = styled(RULE, rule.id());
            let connectors = number_of(count.connectors, "connector");
            let findings = number_of(count.findings, "time");
            let message = format!("{} ({findings} in {connectors})", rule.text());
            let message = look.wrapped(&message, INDENTATION_BY_RULE);
            text += &format!("{name}  {id}  {message}\n");
            if level == Level::Error {
                let indentation = INDENTATION_BY_RULE;
                let example = format!("{}: {}", example.place(), example.message);
                let example = look.wrapped(&example, indentation);
                text += &format!("{:indentation$}{}\n", "", styled(DIM, &example));
            }
        }
        text + "\n"
    }
}

/// The findings of one connector.
fn by_file(findings: &[&Finding], look: &Look) -> String {
    let mut by_file: BTreeMap<&Path, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_file.entry(&finding.path).or_default().push(finding);
    }
    let mut text = String::new();
    for (path, findings) in by_file {
        text += &format!("{}\n", styled(PATH, &path.display().to_string()));
        let mut more: BTreeMap<(Level, Rule), usize> = BTreeMap::new();
        let mut shown = Vec::new();
        for finding in findings {
            let repeated = more.entry((finding.level, finding.rule)).or_default();
            if *repeated == 0 || look.every {
                shown.push(finding);
            }
            *repeated += 1;
        }
        for finding in shown {
            let repeated = if look.every { 1 } else { more[&(finding.level, finding.rule)] };
            text += &one(finding, repeated - 1, look);
        }
        text.push('\n');
    }
    text
}

fn one(finding: &Finding, more: usize, look: &Look) -> String {
    let place = match finding.line {
        0 => "-".to_owned(),
        line => format!("{line}:{}", finding.column),
    };
    let style = style_of(finding.level);
    let level = styled(style, &format!("{:<8}", finding.level));
    let rule = styled(RULE, finding.rule.id());
    let message = look.wrapped(&finding.full_message(), INDENTATION);
    let mut text = format!("{place:>8}  {level}  {rule}  {message}\n");
    let more = if more > 0 {
        format!("{}, and {} more", finding.rule, grouped(more))
    } else {
        String::new()
    };
    if !finding.pointer.is_empty() {
        let gap = if more.is_empty() { "" } else { "  " };
        let room = INDENTATION + gap.len() + more.len();
        let pointer = styled(DIM, look.cropped(&finding.pointer, room));
        text += &format!("{:INDENTATION$}{pointer}{gap}{more}\n", "");
    } else if !more.is_empty() {
        text += &format!("{:INDENTATION$}{more}\n", "");
    }
    if let Some(excerpt) = finding.excerpt.as_ref().filter(|excerpt| is_telling(excerpt)) {
        text += &frame(excerpt, finding.line, finding.level, look);
    }
    text
}

/// Whether the line says more than the pointer, as that of an object does not.
fn is_telling(excerpt: &Excerpt) -> bool {
    let value = excerpt.text.chars().nth(excerpt.start);
    !value.is_none_or(|c| matches!(c, '{' | '['))
}

/// The line of a file with a mark below the place.
fn frame(excerpt: &Excerpt, line: usize, level: Level, look: &Look) -> String {
    const MARGIN: usize = 11;
    let indentation = excerpt.text.chars().take(excerpt.start).take_while(|c| *c == ' ').count();
    let text: String = excerpt.text.chars().skip(indentation).collect();
    let text = look.cropped(text.trim_end(), MARGIN);
    let start = excerpt.start - indentation;
    let room = text.chars().count().saturating_sub(start).max(1);
    let mark = "^".repeat(excerpt.length.min(room));
    let (bar, mark) = (styled(DIM, "|"), styled(style_of(level), &mark));
    let number = styled(DIM, &format!("{line:>8}"));
    format!("{number} {bar} {text}\n{:>8} {bar} {:start$}{mark}\n", "", "")
}
