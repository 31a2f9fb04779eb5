use std::ops::Range;

/// Maximum length of an excerpt in characters: some definitions are one line.
const MAX_EXCERPT: usize = 160;
/// How many characters of a long line are shown before the place.
const BEFORE: usize = 40;

/// A line of a file, or the part of a long line around a place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Excerpt {
    /// The text, without the line end and with a blank for each tab.
    pub text: String,
    /// Where the place starts in the text, in characters from 0.
    pub start: usize,
    /// The length of the place in this line in characters, at least 1.
    pub length: usize,
}

/// A text with its lines.
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// The byte offsets at which lines start.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, starts: starts(text) }
    }

    /// The column, from 1 in characters, at which these bytes start, and their excerpt.
    pub fn locate(&self, span: &Range<usize>) -> (usize, Excerpt) {
        let line = self.starts.partition_point(|start| *start <= span.start);
        let whole = self.line(line);
        let before = span.start - self.starts[line - 1];
        let end = (before + span.len()).min(whole.len());
        let column = whole.get(..before).map_or(0, |text| text.chars().count());
        let length = whole.get(before..end).map_or(1, |text| text.chars().count());
        (column + 1, Excerpt::of(whole, column, length))
    }

    /// The whole line with this number, from 1, without its indentation; or from this column on.
    pub fn locate_line(&self, line: usize, column: Option<usize>) -> (usize, Excerpt) {
        let whole = if line <= self.starts.len() { self.line(line) } else { "" };
        let length = whole.chars().count();
        let indentation = whole.chars().take_while(|c| c.is_whitespace()).count();
        let start = column.map_or(indentation, |column| column - 1).min(length);
        let marked = if column.is_some() { 1 } else { length - start };
        (start + 1, Excerpt::of(whole, start, marked))
    }

    fn line(&self, line: usize) -> &'a str {
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        self.text[self.starts[line - 1]..end].trim_end_matches('\r')
    }
}

impl Excerpt {
    fn of(line: &str, start: usize, length: usize) -> Self {
        let skipped = if line.len() <= MAX_EXCERPT { 0 } else { start.saturating_sub(BEFORE) };
        let shown = line.chars().skip(skipped).take(MAX_EXCERPT);
        let text: String = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
        let start = start - skipped;
        let room = text.chars().count().saturating_sub(start).max(1);
        Self { text, start, length: length.clamp(1, room) }
    }
}

/// The byte offsets at which the lines of a text start.
pub(crate) fn starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}
