/// From here on two names are taken for the same, as clap does for flags.
const LIKE: f64 = 0.7;

/// The known name that a wrong one is most like, if it is like any.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro(wrong, name), name))
        .filter(|(likeness, _)| *likeness > LIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_name_is_found_and_no_other_is_guessed() {
        let known = ["listen", "admin-listen", "tenant", "tenant-timeout"];
        for (wrong, meant) in [
            ("lisen", Some("listen")),
            ("tenat", Some("tenant")),
            ("tenant_timeout", Some("tenant-timeout")),
            ("adminlisten", Some("admin-listen")),
            ("url", None),
            ("", None),
        ] {
            assert_eq!(nearest(wrong, known), meant, "{wrong}");
        }
    }
}
