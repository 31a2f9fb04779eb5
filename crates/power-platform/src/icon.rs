//! Icons as certification requires them.

use png::{BitDepth, ColorType, Encoder};

/// Width and height, in pixels.
const EDGE: u16 = 230;

/// A PNG of 230 by 230 pixels, whose colours `pixel` tells by column and row, in RGB.
///
/// # Panics
///
/// Never: the image has the announced size.
#[must_use]
pub fn draw(pixel: impl Fn(u16, u16) -> [u8; 3]) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(3 * usize::from(EDGE) * usize::from(EDGE));
    for y in 0..EDGE {
        for x in 0..EDGE {
            pixels.extend(pixel(x, y));
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, u32::from(EDGE), u32::from(EDGE));
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a header fits into memory");
    writer.write_image_data(&pixels).expect("the image has the announced size");
    writer.finish().expect("an end fits into memory");
    bytes
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use png::Decoder;

    use super::*;

    #[test]
    fn columns_go_across_and_rows_go_down() {
        let bytes = draw(|x, y| [x.min(255) as u8, y.min(255) as u8, 7]);
        let mut reader = Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let place = 3 * (usize::from(EDGE) * 10 + 4);
        assert_eq!(pixels[place..place + 3], [4, 10, 7]);
    }
}
