/// Similarity, from 0 to 1, from which on a word is taken for a misspelt one.
const SIMILAR: f64 = 0.6;

/// `, did you mean "x"?` without the question mark, for the most similar of the known words; nothing
/// if none is similar.
#[must_use]
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let lower = word.to_lowercase();
    let similarity =
        |known: &str| strsim::normalized_damerau_levenshtein(&lower, &known.to_lowercase());
    let rated = known.into_iter().map(|known| (similarity(known), known));
    let best = rated.filter(|(rate, _)| *rate >= SIMILAR).max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.map_or_else(String::new, |(_, known)| format!(": did you mean {known}"))
}
