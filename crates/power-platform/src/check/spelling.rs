/// Share of a word's characters that may be wrong in one that is taken for it, as a fraction.
const WRONG: (usize, usize) = (2, 5);
/// Maximum length of a word that is compared with others, in bytes.
const MAX_WORD: usize = 64;

/// The known word that a wrong one is most likely meant to be; `None` if none is similar.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let allowed = |known: &str| known.len().max(lower.len()) * WRONG.0 / WRONG.1;
    let similar = known.into_iter().filter_map(|known| {
        // Hostile files have many wrong words: most are told apart by their lengths.
        let allowed = allowed(known);
        if known.len().abs_diff(lower.len()) > allowed {
            return None;
        }
        let distance = strsim::osa_distance(&lower, &known.to_lowercase());
        (distance <= allowed).then_some((distance, known))
    });
    similar.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// `: did you mean x`, for the most similar of the known words; nothing if none is similar.
#[must_use]
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |known| format!(": did you mean {known}"))
}
