/// Similarity, from 0 to 1, from which on a word is taken for a misspelt one.
const SIMILAR: f64 = 0.6;

/// The known word that a wrong one is most likely meant to be; `None` if none is similar.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let similarity =
        |known: &str| strsim::normalized_damerau_levenshtein(&lower, &known.to_lowercase());
    let rated = known.into_iter().map(|known| (similarity(known), known));
    let best = rated.filter(|(rate, _)| *rate >= SIMILAR).max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.map(|(_, known)| known)
}

/// `: did you mean x`, for the most similar of the known words; nothing if none is similar.
#[must_use]
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |known| format!(": did you mean {known}"))
}
