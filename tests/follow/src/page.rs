//! What is said, and how it is laid out.

use anstyle::{AnsiColor, Style};
use textwrap::Options;

/// What is said, part by part.
#[derive(Debug, Clone, Default)]
pub struct Page {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Title(Mood, String),
    Say(String),
    Row(String, String),
    Raw(String),
}

/// How things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// All is well.
    Good,
    /// There is something to do.
    Bad,
    /// There is something to say.
    Calm,
}

/// The width of a text that is pleasant to read.
pub const WIDTH: usize = 80;

/// How far what is said stands to the right of the titles.
const INDENT: &str = "  ";

impl Page {
    /// A page that begins with a title.
    pub fn new(mood: Mood, title: impl Into<String>) -> Self {
        let mut page = Self::default();
        page.parts.push(Part::Title(mood, title.into()));
        page
    }

    /// Adds a paragraph, if there is something to say.
    pub fn say(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part::Say(text));
        }
    }

    /// Adds a line with a word before it that says what it is.
    pub fn row(&mut self, label: &str, text: impl Into<String>) {
        self.parts.push(Part::Row(label.to_owned(), text.into()));
    }

    /// Adds lines that are laid out already.
    pub fn raw(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Raw(text.into()));
    }

    /// Adds another page.
    pub fn add(&mut self, other: Self) {
        self.parts.extend(other.parts);
    }

    /// The text, in lines of that width at most, with colours.
    pub fn text(&self, width: usize) -> String {
        let width = width.clamp(20, WIDTH);
        let labels = self.parts.iter().map(|part| match part {
            Part::Row(label, _) => label.chars().count(),
            _ => 0,
        });
        let label = labels.max().unwrap_or_default();
        let mut text = String::new();
        let mut before = None;
        for part in &self.parts {
            if before.is_some_and(|before| needs_gap(before, part)) {
                text.push('\n');
            }
            before = Some(part);
            part.push(&mut text, width, label);
        }
        text
    }
}

fn needs_gap(before: &Part, part: &Part) -> bool {
    !matches!((before, part), (Part::Row(..), Part::Row(..)))
}

impl Part {
    fn push(&self, text: &mut String, width: usize, label: usize) {
        match self {
            Self::Title(mood, title) => {
                let style = mood.style();
                for line in textwrap::wrap(title, width) {
                    *text += &format!("{style}{line}{style:#}\n");
                }
            }
            Self::Say(said) => {
                let options = Options::new(width);
                let options = options.initial_indent(INDENT);
                let options = options.subsequent_indent(INDENT);
                *text += &textwrap::fill(said, options);
                text.push('\n');
            }
            Self::Row(name, said) => row(text, width, label, name, said),
            Self::Raw(raw) => {
                *text += raw;
                if !raw.ends_with('\n') {
                    text.push('\n');
                }
            }
        }
    }
}

fn row(
    text: &mut String,
    width: usize,
    label: usize,
    name: &str,
    said: &str,
) {
    let space = label + 2;
    let inner = width.saturating_sub(INDENT.len() + space).max(20);
    let dim = Style::new().dimmed();
    // A line that fits is left as it is, since spaces may matter in it.
    let fits = said.chars().count() <= inner;
    let lines =
        if fits { vec![said.into()] } else { textwrap::wrap(said, inner) };
    for (number, line) in lines.iter().enumerate() {
        let name = if number == 0 { name } else { "" };
        let name = format!("{dim}{name:space$}{dim:#}");
        *text += &format!("{INDENT}{name}{line}\n");
    }
}

impl Mood {
    fn style(self) -> Style {
        let bold = Style::new().bold();
        match self {
            Self::Good => bold.fg_color(Some(AnsiColor::Green.into())),
            Self::Bad => bold.fg_color(Some(AnsiColor::Red.into())),
            Self::Calm => bold,
        }
    }
}
