use globset::{GlobBuilder, GlobMatcher};

/// The operations that a connector has, of all that a document has.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
}

#[derive(Clone, Debug)]
struct Pattern {
    text: String,
    matcher: GlobMatcher,
}

impl Selection {
    /// Operations by their id, their path, or method and path such as `GET /things/**`: `*` stands for
    /// a part of a segment, `**` for several segments. Without one to include, all are.
    ///
    /// # Errors
    ///
    /// For a pattern that is no glob.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, globset::Error> {
        let patterns = |all: &[String]| -> Result<Vec<_>, _> {
            all.iter().map(|text| Pattern::new(text)).collect()
        };
        Ok(Self { include: patterns(include)?, exclude: patterns(exclude)? })
    }

    pub(super) fn has(&self, operation: &Candidate<'_>) -> bool {
        let included = self.include.is_empty() || self.include.iter().any(|p| p.is(operation));
        included && !self.exclude.iter().any(|pattern| pattern.is(operation))
    }

    /// The patterns that no operation has.
    pub(super) fn without<'a>(
        &'a self,
        all: &'a [Candidate<'_>],
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let patterns = self.include.iter().chain(&self.exclude);
        patterns
            .filter(|pattern| !all.iter().any(|operation| pattern.is(operation)))
            .map(|pattern| pattern.text.as_str())
    }
}

/// An operation of a document.
pub struct Candidate<'a> {
    pub id: Option<&'a str>,
    pub method: &'a str,
    pub path: &'a str,
}

impl Pattern {
    fn new(text: &str) -> Result<Self, globset::Error> {
        // Braces are a part of paths, not alternatives.
        let literal = |c: char| if matches!(c, '{' | '}') { format!("[{c}]") } else { c.into() };
        let glob: String = text.chars().map(literal).collect();
        let matcher = GlobBuilder::new(&glob).literal_separator(true).build()?.compile_matcher();
        Ok(Self { text: text.to_owned(), matcher })
    }

    fn is(&self, operation: &Candidate<'_>) -> bool {
        let Candidate { id, method, path } = *operation;
        id.is_some_and(|id| self.matcher.is_match(id))
            || self.matcher.is_match(path)
            || self.matcher.is_match(format!("{} {path}", method.to_uppercase()))
    }
}
