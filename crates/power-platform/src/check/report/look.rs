use anstyle::{AnsiColor, Style};

use crate::check::level::Level;

/// How much the text for people shows, and how wide it is. It has ANSI colours, which a program can
/// take out.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The width of the terminal in characters. Without one, lines are as long as their texts.
    pub width: Option<usize>,
    /// Each finding is shown, not only the first ones of each rule.
    pub every: bool,
    /// The mildest level that is shown.
    pub from: Level,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: None, every: false, from: Level::Warning }
    }
}

pub(super) const PATH: Style = Style::new().bold();
pub(super) const RULE: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();

pub(super) const fn style_of(level: Level) -> Style {
    let color = match level {
        Level::Error => AnsiColor::Red,
        Level::Warning => AnsiColor::Yellow,
        Level::Guidance => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

pub(super) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

impl Look {
    /// Wraps a text between words; the first line starts after the indentation, the others with it.
    pub(crate) fn wrapped(self, text: &str, indentation: usize) -> String {
        let width = self.width.unwrap_or(usize::MAX).max(indentation + 20);
        let mut wrapped = String::new();
        let mut column = indentation;
        for word in text.split(' ') {
            let length = word.chars().count();
            if column > indentation && column.saturating_add(length).saturating_add(1) > width {
                wrapped += &format!("\n{:indentation$}", "");
                column = indentation;
            } else if column > indentation {
                wrapped.push(' ');
                column += 1;
            }
            wrapped += word;
            column += length;
        }
        wrapped
    }

    /// The part of a line that fits beside an indentation.
    pub(super) fn cropped(self, line: &str, indentation: usize) -> &str {
        let room = self.width.unwrap_or(usize::MAX).saturating_sub(indentation);
        line.char_indices().nth(room).map_or(line, |(end, _)| &line[..end])
    }
}
