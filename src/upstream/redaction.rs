mod spellings;

use std::ops::Range;

use zeroize::Zeroizing;

use crate::secret::Secret;
use spellings::{Spellings, contains, fold_blank, has_no_escapes};

/// Replaces a secret in a text of the tenant.
const CUT: &str = "[removed]";
/// Minimum length of a secret that is cut out, in characters. For a shorter one the whole text is
/// withheld: the hole would give it away, and hardly a word would remain.
const MIN_CUT: usize = 4;
/// Maximum length of a text that is passed on, in characters.
const MAX_TEXT: usize = 500;
/// Maximum length of a text that is searched, in bytes. A longer one is a page, not a description, and
/// withheld: the time of a search grows with text and secret.
const MAX_SEARCHED: usize = 4_096;

/// Cuts submitted secrets out of a tenant's texts, in every spelling in which a server is likely to
/// echo them: raw, form-encoded, percent-encoded, JSON-escaped, HTML-escaped. It does not matter which
/// characters a server escapes, and how: each one is recognised by itself.
///
/// ForgeRock AM is known to echo a token in an error text (`docs/ukg-wire.md`, echoed secrets).
pub struct Redaction<'a> {
    secrets: Vec<&'a str>,
}

impl<'a> Redaction<'a> {
    #[must_use]
    pub fn of(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        // Servers trim what they echo, so blanks around a secret are ignored.
        let trimmed = |secret: &'a Secret| secret.expose().trim_matches(|c| fold_blank(c) == ' ');
        let secrets = secrets.into_iter().map(trimmed);
        Self { secrets: secrets.filter(|secret| !secret.is_empty()).collect() }
    }

    /// Whether `text` contains one of the secrets, in any spelling.
    #[must_use]
    pub fn found_in(&self, text: &str) -> bool {
        if has_no_escapes(text) {
            return self.secrets.iter().any(|secret| contains(text, secret));
        }
        let spellings = Spellings::of(text);
        self.secrets.iter().any(|secret| !spellings.matches(&characters(secret)).is_empty())
    }

    /// The text without secrets and control characters, at most [`MAX_TEXT`] long. `None` if nothing
    /// presentable is left.
    #[must_use]
    pub fn apply(&self, text: &str) -> Option<String> {
        if text.len() > MAX_SEARCHED {
            return None;
        }
        let spellings = Spellings::of(text);
        let mut found = Vec::new();
        for secret in &self.secrets {
            let before = found.len();
            let secret = characters(secret);
            found.extend(spellings.matches(&secret));
            if secret.len() < MIN_CUT && found.len() > before {
                return None;
            }
        }
        let mut clean = String::with_capacity(text.len());
        let mut end = 0;
        for hole in joined(found) {
            clean.push_str(&text[end..hole.start]);
            clean.push_str(CUT);
            end = hole.end;
        }
        clean.push_str(&text[end..]);
        let clean: String =
            clean.chars().take(MAX_TEXT).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let clean = clean.trim();
        (!clean.is_empty()).then(|| clean.to_owned())
    }
}

/// The characters of a secret, as a reader sees them; wiped on drop.
fn characters(secret: &str) -> Zeroizing<Vec<char>> {
    let mut characters = Zeroizing::new(Vec::with_capacity(secret.len()));
    characters.extend(secret.chars().map(fold_blank));
    characters
}

/// The holes in order, overlapping ones joined: cut one by one, they could leave a part of a secret that
/// overlaps another.
fn joined(mut holes: Vec<Range<usize>>) -> Vec<Range<usize>> {
    holes.sort_by_key(|hole| hole.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(holes.len());
    for hole in holes {
        match joined.last_mut() {
            Some(last) if hole.start <= last.end => last.end = last.end.max(hole.end),
            _ => joined.push(hole),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(secrets: &[&str], text: &str) -> Option<String> {
        let secrets: Vec<Secret> = secrets.iter().map(|s| Secret::from(*s)).collect();
        let redaction = Redaction::of(&secrets);
        let spellings = Spellings::of(text);
        let mut sought = redaction.secrets.iter().map(|secret| characters(secret));
        let found = sought.any(|secret| !spellings.matches(&secret).is_empty());
        assert_eq!(redaction.found_in(text), found, "both searches find the same");
        redaction.apply(text)
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
            "%70%40%73%73%20%22%77%c3%b6%72%64%22%2f%26%2b%25".to_owned(),
            "p@ss%20%22w%C3%B6rd%22/&+%25".to_owned(),
            r"p@ss\u0020\u0022w\u00F6rd\u0022/\u0026\u002b%".to_owned(),
            "p@ss&#32;&#034;w&#xF6;rd&#x22;/&amp;+%".to_owned(),
        ] {
            let text = format!("before {spelling} after");
            assert_eq!(cut(&[secret], &text).unwrap(), "before [removed] after", "{spelling}");
        }
    }

    #[test]
    fn apostrophes_and_blanks_around_are_no_hiding_place() {
        for echoed in ["it's4me", "it&#39;s4me", "it&#039;s4me", "it&#x27;s4me", "it&apos;s4me"] {
            assert_eq!(cut(&[" it's4me "], &format!("no {echoed}.")).unwrap(), "no [removed].");
        }
    }

    #[test]
    fn a_line_break_that_becomes_a_blank_does_not_bring_a_secret_back() {
        for echoed in ["correct\nhorse", "correct horse", r"correct\nhorse", "correct%0Ahorse"] {
            for secret in ["correct horse", "correct\thorse", "\u{1}correct\u{a0}horse\n"] {
                let text = format!("no {echoed}.");
                assert_eq!(cut(&[secret], &text).unwrap(), "no [removed].", "{secret:?}, {echoed}");
            }
        }
    }

    #[test]
    fn characters_outside_the_basic_plane_are_recognised_too() {
        for echoed in ["key🔑1", r"key\ud83d\uDD111", "key%F0%9F%94%911", "key&#x1f511;1"] {
            assert_eq!(cut(&["key🔑1"], echoed).unwrap(), "[removed]");
        }
    }

    #[test]
    fn what_can_be_read_in_many_ways_is_searched_in_few_steps() {
        let (secret, text) = (r"\".repeat(1_000), r"\".repeat(4_000));
        assert_eq!(cut(&[&secret], &text).unwrap(), "[removed]");
        let nearly = format!("{secret}.");
        assert_eq!(cut(&[&nearly], &text).unwrap().len(), 500);
    }

    #[test]
    fn half_an_escape_is_no_escape() {
        for text in ["%4", "%C3%", r"\u00", r"\ud83d", r"\ud83d\u0041", "&#x;", "&;", "&#1", "é%é"]
        {
            assert_eq!(cut(&["abcd"], text).unwrap(), text);
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
        assert_eq!(cut(&[], &"x".repeat(4_097)), None, "a page is not a description");
    }
}
