use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The colour behind an icon, such as `#005151`. Certification refuses some colours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BrandColor {
    /// The intensities of red, green and blue.
    pub rgb: [u8; 3],
}

/// Why a text is not a brand colour.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum InvalidBrandColor {
    /// The text is not `#` and six hexadecimal digits.
    #[error("expected a colour such as #005151")]
    Form,
    /// The colour is one of those that certification refuses: the platform's default, and white.
    #[error("certification refuses this colour; choose another one")]
    Refused,
}

const REFUSED: [[u8; 3]; 2] = [[0x00, 0x7e, 0xe5], [0xff, 0xff, 0xff]];

impl FromStr for BrandColor {
    type Err = InvalidBrandColor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').ok_or(InvalidBrandColor::Form)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(InvalidBrandColor::Form);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| InvalidBrandColor::Form)?;
        let [_, red, green, blue] = number.to_be_bytes();
        let rgb = [red, green, blue];
        if REFUSED.contains(&rgb) { Err(InvalidBrandColor::Refused) } else { Ok(Self { rgb }) }
    }
}

impl fmt::Display for BrandColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.rgb;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}
