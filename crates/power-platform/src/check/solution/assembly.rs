use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::check::finding::{Finding, Findings, Place};
use crate::check::rule::Rule;
use crate::check::source::Source;

/// Properties put together from the files of a solution, each on lines of its own, so that a
/// finding can be led back to its file.
pub(crate) struct Assembly {
    /// The file that has the values without a file of their own.
    home: PathBuf,
    parts: Vec<Part>,
    /// Files that are not JSON.
    invalid: Vec<Source>,
}

struct Part {
    key: &'static str,
    text: String,
    file: Option<Source>,
}

impl Assembly {
    pub fn new(home: &Path) -> Self {
        Self { home: home.to_owned(), parts: Vec::new(), invalid: Vec::new() }
    }

    pub fn add_file(&mut self, key: &'static str, file: Option<&Source>) {
        if let Some(file) = file {
            let text = file.text().unwrap_or_default().trim_end().to_owned();
            self.parts.push(Part { key, text, file: Some(file.clone()) });
        }
    }

    /// Adds policies, whose keys some exports have in Pascal case.
    pub fn add_policies(&mut self, key: &'static str, file: Option<&Source>) {
        self.add_file(key, file);
        if let (Some(_), Some(Part { text, .. })) = (file, self.parts.last_mut()) {
            for (pascal, camel) in [
                ("\"TemplateId\"", "\"templateId\""),
                ("\"Title\"", "\"title\""),
                ("\"Parameters\"", "\"parameters\""),
            ] {
                *text = text.replace(pascal, camel);
            }
        }
    }

    /// Adds a value that is JSON within XML.
    pub fn add_json(&mut self, key: &'static str, text: Option<&str>) {
        let value = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
        self.parts.extend(value.map(|value| Part { key, text: value.to_string(), file: None }));
    }

    pub fn add_text(&mut self, key: &'static str, text: Option<&str>) {
        let value = text.map(Value::from);
        self.parts.extend(value.map(|value| Part { key, text: value.to_string(), file: None }));
    }

    /// The assembled properties. A part that is not JSON is a finding, and left out.
    pub fn assemble(&mut self, findings: &mut Findings) -> Source {
        for part in std::mem::take(&mut self.parts) {
            if let Some(file) = &part.file {
                findings.in_file(&file.path);
                if let Err(invalid) = file.parse(findings) {
                    let place = Place::column(invalid.line, invalid.column);
                    findings.report(Rule::F01, place, invalid.message);
                    self.invalid.push(file.clone());
                    continue;
                }
            }
            self.parts.push(part);
        }
        let parts = self.parts.iter().map(|Part { key, text, .. }| format!("\"{key}\":\n{text}"));
        let text = parts.collect::<Vec<_>>().join(",\n");
        let text = format!("{{\"properties\": {{\n{text}\n}}}}\n");
        Source { path: self.path(), bytes: text.into_bytes() }
    }

    /// A path that no file has.
    fn path(&self) -> PathBuf {
        self.home.join("properties")
    }

    /// The files of the parts, and those that are not JSON.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.parts.iter().filter_map(|part| part.file.as_ref()).chain(&self.invalid)
    }

    /// Leads a finding in the assembled properties back to the file of its part.
    pub fn lead_back(&self, finding: &mut Finding) {
        if finding.path != self.path() {
            return;
        }
        // The brackets have the first line.
        let mut before = 1;
        for Part { key, text, file } in &self.parts {
            before += 1;
            let lines = text.lines().count().max(1);
            let prefix = format!("/properties/{key}");
            let is_here = (before + 1..=before + lines).contains(&finding.line);
            if let (Some(file), true) = (file, is_here) {
                finding.path.clone_from(&file.path);
                finding.line -= before;
                if let Some(rest) = finding.pointer.strip_prefix(&prefix) {
                    finding.pointer = rest.to_owned();
                }
                return;
            }
            before += lines;
        }
        finding.path.clone_from(&self.home);
        (finding.line, finding.column, finding.excerpt) = (0, 0, None);
    }
}
