//! JSON that only lenient parsers accept becomes strict.

use jsonc_parser::cst::{CstLeafNode, CstNode, CstRootNode, TrailingCommaMode};

/// Takes out comments and trailing commas, and escapes control characters. Whether there were any.
pub fn make(root: &CstRootNode) -> bool {
    let before = root.to_string();
    let mut pending = root.children();
    while let Some(node) = pending.pop() {
        pending.extend(node.children());
        if let Some(object) = node.as_object() {
            object.set_trailing_commas(TrailingCommaMode::Never);
        }
        if let Some(array) = node.as_array() {
            array.set_trailing_commas(TrailingCommaMode::Never);
        }
        match node {
            CstNode::Leaf(CstLeafNode::Comment(comment)) => comment.remove(),
            CstNode::Leaf(CstLeafNode::StringLit(text)) => {
                let raw = text.raw_value();
                if raw.contains(|c: char| c < ' ') {
                    text.set_raw_value(escaped(&raw));
                }
            }
            _ => {}
        }
    }
    root.to_string() != before
}

/// A string literal with its control characters escaped (RFC 8259, section 7).
fn escaped(raw: &str) -> String {
    raw.chars().fold(String::new(), |text, c| match c {
        '\n' => text + "\\n",
        '\r' => text + "\\r",
        '\t' => text + "\\t",
        c if c < ' ' => text + &format!("\\u{:04x}", u32::from(c)),
        c => text + c.encode_utf8(&mut [0; 4]),
    })
}
