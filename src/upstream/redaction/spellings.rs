//! How a text can be read: each place of it as itself, or as the spelling of one character.

use std::ops::Range;

/// A character, and how many bytes of the text stand for it.
type Spelled = (char, usize);

/// What can be read at each byte of a text.
pub(super) struct Readings(Vec<Vec<Spelled>>);

impl Readings {
    pub(super) fn of(text: &str) -> Self {
        let mut places = vec![Vec::new(); text.len()];
        for (at, c) in text.char_indices() {
            let rest = &text[at..];
            let spelled = [form_blank(rest), percent(rest), json(rest), html(rest)];
            places[at].push((plain(c), c.len_utf8()));
            places[at].extend(spelled.into_iter().flatten().map(|(c, length)| (plain(c), length)));
        }
        Self(places)
    }

    /// Where a text of plain characters can be read, from left to right, each time up to its farthest
    /// end. Places may overlap.
    ///
    /// Judges every byte once for each character, from the last one on, because trying from every
    /// byte takes too long where much can be read in two ways: two backslashes can be one.
    pub(super) fn places_of(&self, sought: &[char]) -> Vec<Range<usize>> {
        // Where what is sought ends, if the characters judged so far can be read from this byte on.
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

/// Whether a text can be read in one way only, because nothing in it begins a spelling: so with nearly
/// every text of a tenant.
pub(super) fn is_literal(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, b'+' | b'%' | b'\\' | b'&'))
}

/// Whether the characters of one text stand in another one, both as a reader sees them.
pub(super) fn stands_in(sought: &str, text: &str) -> bool {
    if sought.bytes().all(|byte| byte.is_ascii_graphic()) {
        // Such a character is read as itself, and no other one is read as it.
        let mut places = text.as_bytes().windows(sought.len());
        return places.any(|place| place == sought.as_bytes());
    }
    let starts = text.char_indices().map(|(at, _)| &text[at..]);
    starts.into_iter().any(|rest| {
        let mut read = rest.chars().map(plain);
        sought.chars().all(|c| read.next() == Some(plain(c)))
    })
}

/// A character as a reader sees it: every blank and every control character is a blank.
pub(super) fn plain(c: char) -> char {
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
