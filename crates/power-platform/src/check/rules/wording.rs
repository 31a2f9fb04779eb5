//! Checks of texts that several rules use.

use crate::check::gate::Severity;

/// The names of Power Platform products, in lower case.
const PRODUCTS: [&str; 5] =
    ["power apps", "power automate", "logic apps", "copilot studio", "power platform"];

/// The Power Platform product that a text names.
pub(crate) fn product_name_in(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    PRODUCTS.into_iter().find(|product| {
        contains_word(&text, product) || contains_word(&text, &product.replace(' ', ""))
    })
}

/// What a text that names a product is refused by: the validator does not know the name of the
/// platform itself.
pub(crate) fn refusal(product: &str) -> Severity {
    if product == "power platform" { Severity::Warning } else { Severity::Certification }
}

/// Whether a text contains a word, or several words, not as a part of a longer word. Both are in
/// lower case.
pub(crate) fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// Whether two texts are equal except for case and a full stop.
pub(crate) fn is_same_text(a: &str, b: &str) -> bool {
    let normalize = |text: &str| text.trim().trim_end_matches('.').trim().to_lowercase();
    normalize(a) == normalize(b)
}

/// Whether a text ends with the punctuation of a sentence.
pub(crate) fn ends_like_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?'])
}

/// The length in characters.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

/// Whether a text is an absolute `http` or `https` address.
pub(crate) fn is_web_address(text: &str) -> bool {
    url::Url::parse(text.trim())
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
