use std::collections::HashMap;
use std::fmt;

use toml::de::{DeTable, DeValue};

/// The lines of the keys in a TOML file, down to the keys of the tables of tenants.
#[derive(Clone, Debug, Default)]
pub struct KeyLines(HashMap<String, usize>);

/// Where a key is, as a part of a message; empty if that is not known.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Line(Option<usize>);

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |line| write!(f, "line {line}: "))
    }
}

/// Keys, tables and their keys: `tenants."acme.prd.mykronos.com".realm`.
const DEPTH: usize = 3;

impl KeyLines {
    pub fn of(text: &str) -> Self {
        let mut lines = Self::default();
        if let Ok(table) = DeTable::parse(text) {
            lines.add(text, table.get_ref(), "", DEPTH);
        }
        lines
    }

    fn add(&mut self, text: &str, table: &DeTable<'_>, above: &str, depth: usize) {
        for (key, value) in table {
            let name = match (above, key.get_ref()) {
                ("", name) => name.to_string(),
                (above, host) if depth == DEPTH - 1 => format!("{above}.{host:?}"),
                (above, name) => format!("{above}.{name}"),
            };
            if let (DeValue::Table(inner), true) = (value.get_ref(), depth > 1) {
                self.add(text, inner, &name, depth - 1);
            }
            let before = text.as_bytes().get(..key.span().start).unwrap_or_default();
            self.0.insert(name, line_of(before));
        }
    }

    /// The line of a key as messages write it.
    pub fn of_key(&self, key: &str) -> Line {
        Line(self.0.get(key).copied())
    }
}

/// The number of the line after this text.
pub fn line_of(before: &[u8]) -> usize {
    before.split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_however_their_tables_are_written() {
        let lines = KeyLines::of(
            "# text\nlog = 'info'\n[tenants.'a.b']\nrealm = 'x'\n\n[tenants]\n'c.d'.scope = ''\n",
        );
        for (key, line) in [
            ("log", "line 2: "),
            ("tenants.\"a.b\"", "line 3: "),
            ("tenants.\"a.b\".realm", "line 4: "),
            ("tenants.\"c.d\".scope", "line 7: "),
            ("tenant", ""),
        ] {
            assert_eq!(lines.of_key(key).to_string(), line, "{key}");
        }
    }
}
