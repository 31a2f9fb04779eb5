use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::Secret;

/// What replaces a secret in a text of the tenant.
const CUT: &str = "[removed]";
/// A secret of fewer characters is not cut out: the hole would tell what stood there, and hardly a
/// word would survive. The whole text is withheld instead.
const SHORTEST_TO_CUT: usize = 4;
/// Longest text of a tenant that is passed on, in characters.
const LONGEST_TEXT: usize = 500;
/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Cuts submitted secrets out of texts that a tenant sent, in every spelling in which a server is
/// likely to echo them: raw, form-encoded, percent-encoded, JSON-escaped, HTML-escaped.
///
/// AM is known to echo a token in an error text (`ukg-wire.md`, section 2.2).
pub struct Redaction {
    needles: Vec<String>,
    shortest: Vec<String>,
}

impl Redaction {
    /// Prepares for these secrets.
    #[must_use]
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let (mut needles, mut shortest) = (Vec::new(), Vec::new());
        for secret in secrets {
            let secret = secret.expose();
            // Servers trim what they echo: the blanks around a secret do not make it longer.
            match secret.trim().chars().count() {
                0 => {}
                length if length < SHORTEST_TO_CUT => shortest.extend(spellings(secret)),
                _ => {
                    needles.extend(spellings(secret));
                    needles.extend(spellings(secret.trim()));
                }
            }
        }
        Self { needles, shortest }
    }

    /// Whether any of the secrets stands in `text`, in any spelling.
    #[must_use]
    pub fn found_in(&self, text: &str) -> bool {
        self.needles.iter().chain(&self.shortest).any(|needle| text.contains(needle))
    }

    /// The text as it may be passed on: without secrets and control characters, of bounded length.
    /// `None` when nothing presentable is left.
    #[must_use]
    pub fn apply(&self, text: &str) -> Option<String> {
        if self.shortest.iter().any(|needle| text.contains(needle)) {
            return None;
        }
        let mut clean = String::with_capacity(text.len());
        let mut end = 0;
        for hole in self.holes(text) {
            clean.push_str(&text[end..hole.start]);
            clean.push_str(CUT);
            end = hole.end;
        }
        clean.push_str(&text[end..]);
        let clean: String = clean
            .chars()
            .take(LONGEST_TEXT)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let clean = clean.trim();
        (!clean.is_empty()).then(|| clean.to_owned())
    }

    /// Where secrets stand, in order, overlapping ones joined: cutting one by one could leave the
    /// rest of a secret that overlaps another.
    fn holes(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> =
            self.needles.iter().flat_map(|needle| occurrences(text, needle)).collect();
        found.sort_by_key(|hole| hole.start);
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for hole in found {
            match joined.last_mut() {
                Some(last) if hole.start <= last.end => last.end = last.end.max(hole.end),
                _ => joined.push(hole),
            }
        }
        joined
    }
}

/// Like `str::match_indices`, but with occurrences that overlap each other.
fn occurrences(text: &str, needle: &str) -> Vec<Range<usize>> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    text.windows(needle.len())
        .enumerate()
        .filter(|(_, window)| *window == needle)
        .map(|(start, _)| start..start + needle.len())
        .collect()
}

fn spellings(secret: &str) -> Vec<String> {
    let json = serde_json::Value::from(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let html = html_escaped(secret);
    let apostrophes = ["&#39;", "&#x27;", "&apos;"].map(|spelling| html.replace('\'', spelling));
    let mut all = vec![secret.to_owned(), json.replace('/', "\\/"), json, html];
    all.extend(apostrophes);
    for encoded in [
        form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        utf8_percent_encode(secret, RESERVED).to_string(),
    ] {
        all.push(lower_case_hex(&encoded));
        all.push(encoded);
    }
    all.sort();
    all.dedup();
    all
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn lower_case_hex(encoded: &str) -> String {
    let mut digits = 0;
    encoded
        .chars()
        .map(|c| {
            if c == '%' {
                digits = 2;
                c
            } else if digits > 0 {
                digits -= 1;
                c.to_ascii_lowercase()
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(secrets: &[&str], text: &str) -> Option<String> {
        let secrets: Vec<Secret> = secrets.iter().map(|s| Secret::from(*s)).collect();
        Redaction::of(&secrets).apply(text)
    }

    #[test]
    fn every_spelling_is_cut() {
        let secret = r#"p@ss "wörd"/&+%"#;
        for spelling in [
            secret.to_owned(),
            r#"p@ss \"wörd\"/&+%"#.to_owned(),
            r#"p@ss \"wörd\"\/&+%"#.to_owned(),
            "p@ss &quot;wörd&quot;/&amp;+%".to_owned(),
            "p%40ss+%22w%C3%B6rd%22%2F%26%2B%25".to_owned(),
            "p%40ss%20%22w%c3%b6rd%22%2f%26%2b%25".to_owned(),
        ] {
            let text = format!("before {spelling} after");
            assert_eq!(cut(&[secret], &text).unwrap(), "before [removed] after", "{spelling}");
        }
    }

    #[test]
    fn apostrophes_and_blanks_around_are_no_hiding_place() {
        for echoed in ["it's4me", "it&#39;s4me", "it&#x27;s4me", "it&apos;s4me"] {
            assert_eq!(cut(&[" it's4me "], &format!("no {echoed}.")).unwrap(), "no [removed].");
        }
    }

    #[test]
    fn overlapping_secrets_leave_nothing_behind() {
        assert_eq!(cut(&["abcdef", "defghi"], "<abcdefghi>").unwrap(), "<[removed]>");
        assert_eq!(cut(&["abab"], "<ababab>").unwrap(), "<[removed]>");
        assert_eq!(cut(&["remo", "moved"], "remo moved").unwrap(), "[removed] [removed]");
    }

    #[test]
    fn a_very_short_secret_withholds_the_text() {
        assert_eq!(cut(&["an"], "The access grant is invalid."), None);
        assert_eq!(cut(&["xyz"], "The grant is invalid.").unwrap(), "The grant is invalid.");
        assert_eq!(cut(&[""], "The grant is invalid.").unwrap(), "The grant is invalid.");
    }

    #[test]
    fn control_characters_and_length_are_tamed() {
        assert_eq!(cut(&[], "a\r\nb\u{0}").unwrap(), "a  b");
        assert_eq!(cut(&[], &"x".repeat(600)).unwrap().len(), 500);
        assert_eq!(cut(&[], " \n "), None);
    }
}
