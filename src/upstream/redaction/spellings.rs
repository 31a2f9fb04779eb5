//! The ways to read a text: at each place the character itself, or one that an escape spells.

use std::ops::Range;

/// A character and the length of its spelling, in bytes.
type Spelled = (char, usize);

/// The characters that can be read at each byte of a text.
pub(super) struct Spellings(Vec<Vec<Spelled>>);

impl Spellings {
    pub(super) fn of(text: &str) -> Self {
        let mut places = vec![Vec::new(); text.len()];
        for (at, c) in text.char_indices() {
            let rest = &text[at..];
            let spelled = [form_blank(rest), percent(rest), json(rest), html(rest)];
            places[at].push((fold_blank(c), c.len_utf8()));
            places[at]
                .extend(spelled.into_iter().flatten().map(|(c, length)| (fold_blank(c), length)));
        }
        Self(places)
    }

    /// The ranges where a folded text can be read, each up to its farthest end. Ranges may overlap.
    ///
    /// Looks at every byte once for each character, from the last one on: a search from every byte takes
    /// too long in a text with many ambiguous places, because two backslashes can be one.
    pub(super) fn matches(&self, sought: &[char]) -> Vec<Range<usize>> {
        // For each byte, the end of the match if the characters so far can be read from there on.
        let mut ends: Vec<Option<usize>> = (0..=self.0.len()).map(Some).collect();
        for c in sought.iter().rev() {
            for (at, here) in self.0.iter().enumerate() {
                let here = here.iter().filter(|(read, _)| read == c);
                ends[at] = here.filter_map(|(_, length)| ends[at + length]).max();
            }
            ends[self.0.len()] = None;
            if ends.iter().all(Option::is_none) {
                break;
            }
        }
        let places = ends.into_iter().enumerate();
        places.filter_map(|(start, end)| Some(start..end?)).collect()
    }
}

/// Whether nothing in a text begins an escape, as in nearly every text of a tenant.
pub(super) fn has_no_escapes(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, b'+' | b'%' | b'\\' | b'&'))
}

/// Whether a text without escapes contains another, both as a reader sees them.
pub(super) fn contains(text: &str, sought: &str) -> bool {
    if sought.bytes().all(|byte| byte.is_ascii_graphic()) {
        // Folding leaves these characters alone and makes no other one into them.
        let mut places = text.as_bytes().windows(sought.len());
        return places.any(|place| place == sought.as_bytes());
    }
    let starts = text.char_indices().map(|(at, _)| &text[at..]);
    starts.into_iter().any(|rest| {
        let mut read = rest.chars().map(fold_blank);
        sought.chars().all(|c| read.next() == Some(fold_blank(c)))
    })
}

/// A character as a reader sees it: every kind of blank and every control character becomes a space.
pub(super) fn fold_blank(c: char) -> char {
    if c.is_whitespace() || c.is_control() { ' ' } else { c }
}

fn form_blank(text: &str) -> Option<Spelled> {
    text.starts_with('+').then_some((' ', 1))
}

/// The bytes of a character, each as `%` and two hexadecimal digits.
fn percent(text: &str) -> Option<Spelled> {
    let byte = |at: usize| {
        let digits = text.get(at..at + 3)?.strip_prefix('%')?;
        u8::try_from(hexadecimal(digits)?).ok()
    };
    let bytes: Vec<u8> = (0..4).map_while(|index| byte(3 * index)).collect();
    let c = bytes.utf8_chunks().next()?.valid().chars().next()?;
    Some((c, 3 * c.len_utf8()))
}

/// An escape of a JSON string; two of them for a character outside the basic plane.
fn json(text: &str) -> Option<Spelled> {
    let c = text.strip_prefix('\\')?.chars().next()?;
    match c {
        '"' | '\\' | '/' => Some((c, 2)),
        'b' | 'f' | 'n' | 'r' | 't' => Some((' ', 2)),
        'u' => {
            let unit = |at: usize| {
                let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
                u16::try_from(hexadecimal(digits)?).ok()
            };
            let units = [unit(0), unit(6)].into_iter().map_while(|unit| unit);
            let c = char::decode_utf16(units).next()?.ok()?;
            Some((c, 6 * c.len_utf16()))
        }
        _ => None,
    }
}

/// A character reference of HTML, by number or one of the names that XML shares.
fn html(text: &str) -> Option<Spelled> {
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            char::from_u32(match number.strip_prefix(['x', 'X']) {
                Some(digits) => hexadecimal(digits)?,
                None => number.parse().ok()?,
            })?
        }
    };
    Some((c, name.len() + 2))
}

fn hexadecimal(digits: &str) -> Option<u32> {
    // Without this, a sign would be accepted.
    let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}
