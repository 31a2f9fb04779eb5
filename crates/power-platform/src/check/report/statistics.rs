use std::collections::BTreeMap;

use super::look::{RULE, style_of, styled};
use super::{Look, Report, grouped};
use crate::check::level::Level;
use crate::check::rule::Rule;

/// How often a rule is broken at a level.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    pub findings: usize,
    pub connectors: usize,
}

impl Report {
    /// How often each rule is broken, in how many connectors: the gravest and most frequent first.
    #[must_use]
    pub fn statistics(&self, look: &Look) -> String {
        let head = format!("{:>9}  {:>10}  {:<8}  rule\n", "findings", "connectors", "level");
        let rows = self.counts().into_iter().map(|((level, rule), count)| {
            let (findings, connectors) = (grouped(count.findings), grouped(count.connectors));
            let level = styled(style_of(level), &format!("{level:<8}"));
            let id = styled(RULE, rule.id());
            let text = look.wrapped(rule.text(), 38);
            format!("{findings:>9}  {connectors:>10}  {level}  {id}   {text}\n")
        });
        head + &rows.collect::<String>() + &self.summary(look)
    }

    /// How often each rule is broken at each level, the gravest and most frequent first.
    pub(super) fn counts(&self) -> Vec<((Level, Rule), Count)> {
        let mut counts: BTreeMap<(Level, Rule), Count> = BTreeMap::new();
        for checked in &self.connectors {
            let mut here: BTreeMap<(Level, Rule), usize> = BTreeMap::new();
            for finding in &checked.findings {
                *here.entry((finding.level, finding.rule)).or_default() += 1;
            }
            for (key, findings) in here {
                let count = counts.entry(key).or_default();
                count.findings += findings;
                count.connectors += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|((level, rule), count)| {
            (std::cmp::Reverse((*level, count.findings)), *rule)
        });
        counts
    }
}
