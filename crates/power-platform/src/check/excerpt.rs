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
    /// The last place: a line may be long and have many places, so each goes on from the one before.
    last: Counted,
}

/// How many characters are before a byte of a line.
#[derive(Clone, Copy, Default)]
struct Counted {
    line: usize,
    byte: usize,
    characters: usize,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, starts: starts(text), last: Counted::default() }
    }

    /// The column, from 1 in characters, at which these bytes start, and their excerpt. It is quick
    /// if places are asked for in their order.
    pub fn locate(&mut self, span: &Range<usize>) -> (usize, Excerpt) {
        let line = self.starts.partition_point(|start| *start <= span.start);
        let whole = self.line(line);
        let at = span.start - self.starts[line - 1];
        let goes_on = self.last.line == line && self.last.byte <= at;
        let from = if goes_on { self.last } else { Counted { line, byte: 0, characters: 0 } };
        let characters = from.characters + count(whole, from.byte..at);
        self.last = Counted { line, byte: at, characters };
        (characters + 1, Excerpt::of(whole, at, at + span.len()))
    }

    /// The whole line with this number, from 1, without its indentation; or from this column on.
    pub fn locate_line(&self, line: usize, column: Option<usize>) -> (usize, Excerpt) {
        let whole = if line <= self.starts.len() { self.line(line) } else { "" };
        let start = match column {
            Some(column) => whole.char_indices().nth(column - 1).map_or(whole.len(), |(at, _)| at),
            None => whole.len() - whole.trim_start().len(),
        };
        let end = if column.is_some() { start + 1 } else { whole.len() };
        (count(whole, 0..start) + 1, Excerpt::of(whole, start, end))
    }

    fn line(&self, line: usize) -> &'a str {
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        self.text[self.starts[line - 1]..end].trim_end_matches('\r')
    }
}

/// The number of characters in these bytes.
fn count(text: &str, bytes: Range<usize>) -> usize {
    text.get(bytes).map_or(0, |part| part.chars().count())
}

impl Excerpt {
    /// The part of a line around these bytes.
    fn of(line: &str, start: usize, end: usize) -> Self {
        let before = line.get(..start).unwrap_or(line);
        let from = if line.len() <= MAX_EXCERPT {
            0
        } else {
            before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at)
        };
        let shown = line[from..].chars().take(MAX_EXCERPT);
        let text: String = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
        let start = count(before, from..before.len());
        let marked = line.get(before.len()..end.min(line.len())).unwrap_or_default();
        let room = text.chars().count().saturating_sub(start).max(1);
        let length = marked.chars().take(room).count().max(1);
        Self { text, start, length }
    }
}

/// The byte offsets at which the lines of a text start.
pub(crate) fn starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}
