use png::{BitDepth, ColorType, Encoder};

use crate::BrandColor;

/// Width and height of the icon, in pixels, as certification requires.
const EDGE: u16 = 230;

/// An icon without a company's logo: two white squares that are connected, on the brand colour.
///
/// # Panics
///
/// Never: the image has the announced size.
pub fn icon(color: BrandColor) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(3 * usize::from(EDGE) * usize::from(EDGE));
    for y in 0..EDGE {
        for x in 0..EDGE {
            pixels.extend(if is_white(x, y) { [u8::MAX; 3] } else { color.rgb });
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

fn is_white(x: u16, y: u16) -> bool {
    let square =
        |left: u16, top: u16| (left..left + 60).contains(&x) && (top..top + 60).contains(&y);
    let link = (95..135).contains(&x) && (107..123).contains(&y);
    square(40, 85) || square(130, 85) || link
}
