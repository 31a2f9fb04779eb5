//! How servers spell what they echo, and how a reader would undo it. Knows nothing of how secrets
//! are cut out.

use std::fmt::Write as _;

/// A way to write a text into another one.
#[derive(Clone, Copy, Debug)]
pub enum Spelling {
    Raw,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// What `encodeURIComponent` of JavaScript does.
    UriComponent,
    /// Every byte as `%` and two digits in lower case.
    Percent,
    /// The inside of a JSON string.
    Json,
    /// The same in ASCII, with every character escaped that means something to HTML.
    JsonAscii,
    Html,
    HtmlNumbers,
}

impl Spelling {
    pub const ALL: [Self; 8] = [
        Self::Raw,
        Self::Form,
        Self::UriComponent,
        Self::Percent,
        Self::Json,
        Self::JsonAscii,
        Self::Html,
        Self::HtmlNumbers,
    ];

    pub fn of(self, text: &str) -> String {
        match self {
            Self::Raw => text.to_owned(),
            Self::Form => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
            Self::UriComponent => {
                percent(text, |b| b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b))
            }
            Self::Percent => percent(text, |_| false).to_lowercase(),
            Self::Json => json(text, |c| c == '"' || c == '\\' || c.is_control()),
            Self::JsonAscii => json(text, |c| !c.is_ascii_alphanumeric() && c != ' '),
            Self::Html => text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
                .replace('\'', "&#039;"),
            Self::HtmlNumbers => numbers(text),
        }
    }
}

fn percent(text: &str, plain: impl Fn(u8) -> bool) -> String {
    text.bytes().fold(String::new(), |mut all, b| {
        if plain(b) {
            all.push(char::from(b));
        } else {
            let _ = write!(all, "%{b:02X}");
        }
        all
    })
}

fn json(text: &str, escaped: impl Fn(char) -> bool) -> String {
    text.chars().fold(String::new(), |mut all, c| {
        if escaped(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(all, "\\u{unit:04x}");
            }
        } else {
            all.push(c);
        }
        all
    })
}

fn numbers(text: &str) -> String {
    text.chars().fold(String::new(), |mut all, c| {
        let _ = if c.is_ascii_alphanumeric() {
            write!(all, "{c}")
        } else {
            write!(all, "&#x{:X};", u32::from(c))
        };
        all
    })
}

/// Whether a reader of the text, who undoes any one spelling, can see the secret in it. Servers trim
/// what they echo, and a break of the line is as good as a blank.
pub fn shows(text: &str, secret: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c }).collect()
    };
    let secret = plain(secret.trim());
    let secret = secret.trim();
    let readings = [
        text.to_owned(),
        of_percent(text),
        of_percent(&text.replace('+', " ")),
        of_json(text),
        of_html(text),
    ];
    !secret.is_empty() && readings.iter().any(|reading| plain(reading).contains(secret))
}

fn of_percent(text: &str) -> String {
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(text).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn of_json(text: &str) -> String {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (unit, length) = escape(rest).map_or((None, c.len_utf8()), |(u, n)| (Some(u), n));
        match unit {
            Some(unit) => units.push(unit),
            None => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
        }
        rest = &rest[length..];
    }
    String::from_utf16_lossy(&units)
}

/// The escape of JSON that a text begins with, and how long it is.
fn escape(text: &str) -> Option<(u16, usize)> {
    let after = text.strip_prefix('\\')?;
    let c = after.chars().next()?;
    let unit = match c {
        '"' | '\\' | '/' => u16::try_from(u32::from(c)).ok()?,
        'b' | 'f' | 'n' | 'r' | 't' => u16::from(b' '),
        'u' => return Some((u16::from_str_radix(digits(after.get(1..5)?)?, 16).ok()?, 6)),
        _ => return None,
    };
    Some((unit, 2))
}

fn digits(text: &str) -> Option<&str> {
    text.bytes().all(|b| b.is_ascii_hexdigit()).then_some(text)
}

fn of_html(text: &str) -> String {
    let mut read = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (c, length) = reference(rest).unwrap_or((c, c.len_utf8()));
        read.push(c);
        rest = &rest[length..];
    }
    read
}

/// The character reference that a text begins with, and how long it is.
fn reference(text: &str) -> Option<(char, usize)> {
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(digits(hexadecimal)?, 16),
                None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse(),
                None => return None,
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((c, name.len() + 2))
}
