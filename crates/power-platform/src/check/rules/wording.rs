//! What several rules want of a text.

/// The names of Power Platform products, in lower case.
const PRODUCTS: [&str; 5] =
    ["power apps", "power automate", "logic apps", "copilot studio", "power platform"];

/// The product that a text names, if it does.
pub fn product_in(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    PRODUCTS.into_iter().find(|product| {
        contains_word(&text, product) || contains_word(&text, &product.replace(' ', ""))
    })
}

/// Whether a word, or a row of words, stands in a text and is not part of a longer one. Both in
/// lower case.
pub fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// Whether two texts say the same, but for case and a full stop.
pub fn says_the_same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.trim().trim_end_matches('.').trim().to_lowercase();
    plain(a) == plain(b)
}

/// Whether a text ends like a sentence.
pub fn ends_like_a_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?'])
}

/// The length as a person counts it.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// Whether a text is an absolute web address.
pub fn is_web_address(text: &str) -> bool {
    url::Url::parse(text.trim())
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
