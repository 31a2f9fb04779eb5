use crate::{BrandColor, icon};

/// An icon without a company's logo: two white squares that are connected, on the brand colour.
pub fn icon(color: BrandColor) -> Vec<u8> {
    icon::draw(|x, y| if is_white(x, y) { [u8::MAX; 3] } else { color.rgb })
}

fn is_white(x: u16, y: u16) -> bool {
    let square =
        |left: u16, top: u16| (left..left + 60).contains(&x) && (top..top + 60).contains(&y);
    let link = (95..135).contains(&x) && (107..123).contains(&y);
    square(40, 85) || square(130, 85) || link
}
