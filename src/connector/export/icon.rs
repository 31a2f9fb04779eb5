use crate::connector::Kind;
use power_platform::{BrandColor, icon};

/// Samples per pixel in each direction, so that edges are smooth.
const SAMPLES: u16 = 4;

/// The icon: a white key, person or padlock on the brand colour, and no company's logo.
#[must_use]
pub fn icon(kind: Kind, color: BrandColor) -> Vec<u8> {
    let is_white = match kind {
        Kind::Action => is_on_key,
        Kind::Account => is_on_person,
        Kind::Profile => is_on_padlock,
    };
    icon::draw(|x, y| {
        let white = coverage(x, y, is_white);
        color.rgb.map(|channel| mix(channel, white))
    })
}

/// The number of samples of a pixel that are white.
fn coverage(x: u16, y: u16, is_white: fn(f32, f32) -> bool) -> u16 {
    let samples = (0..SAMPLES).flat_map(|i| (0..SAMPLES).map(move |j| (i, j)));
    let is_white = |(i, j): &(u16, u16)| {
        let at = |pixel: u16, sample: u16| {
            f32::from(pixel) + (f32::from(sample) + 0.5) / f32::from(SAMPLES)
        };
        is_white(at(x, *i), at(y, *j))
    };
    u16::try_from(samples.filter(is_white).count()).unwrap_or(0)
}

/// A ring, a shaft and two teeth.
fn is_on_key(x: f32, y: f32) -> bool {
    let distance = (x - 76.0).hypot(y - 115.0);
    let ring = (22.0..=42.0).contains(&distance);
    let shaft = (116.0..=196.0).contains(&x) && (105.0..=125.0).contains(&y);
    let teeth = [150.0..=166.0, 180.0..=196.0].iter().any(|tooth| tooth.contains(&x))
        && (125.0..=150.0).contains(&y);
    ring || shaft || teeth
}

/// A head and shoulders.
fn is_on_person(x: f32, y: f32) -> bool {
    let head = (x - 115.0).hypot(y - 80.0) <= 34.0;
    let shoulders = (x - 115.0).hypot(y - 190.0) <= 66.0 && y <= 184.0;
    head || shoulders
}

/// A body with a keyhole, and a shackle.
fn is_on_padlock(x: f32, y: f32) -> bool {
    let from_hole = (x - 115.0).hypot(y - 140.0);
    let slot = (x - 115.0).abs() <= 5.0 && (140.0..=168.0).contains(&y);
    let body = (x - 115.0).abs() <= 58.0 && (102.0..=190.0).contains(&y);
    let bow = (24.0..=40.0).contains(&(x - 115.0).hypot(y - 78.0)) && y <= 78.0;
    let legs = (24.0..=40.0).contains(&(x - 115.0).abs()) && (78.0..=102.0).contains(&y);
    (body && from_hole > 12.0 && !slot) || bow || legs
}

/// A colour channel between brand colour and white.
fn mix(channel: u8, white: u16) -> u8 {
    let all = SAMPLES * SAMPLES;
    let mixed = (u16::from(channel) * (all - white) + u16::from(u8::MAX) * white) / all;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}
