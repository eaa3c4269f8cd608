//! Code, diffs and outputs as HTML that needs no script.
//!
//! No `<code>` within a diff, since mdBook would colour it once more. Line
//! numbers and signs are in attributes and not in the text, so they can be
//! neither selected nor copied. There is no blank line in what comes out,
//! since Markdown would take it for the end of the HTML.

use std::ops::Range;

use maud::{Markup, html};

use crate::diff::{Change, FileDiff, Row};
use crate::highlight::{Line, Word};
use crate::piece::{Part, Piece};

/// What stands above a box of code.
#[derive(Debug, Default)]
pub struct Caption {
    /// The file, or what else it is.
    pub title: String,
    /// The steps: `03 → 04`.
    pub steps: String,
    /// What of it is shown.
    pub detail: String,
    /// Where all of it is shown.
    pub whole: Option<String>,
}

/// A box of code, with a caption.
pub fn figure(class: &str, caption: &Caption, inner: &Markup) -> Markup {
    let Caption { title, steps, detail, whole } = caption;
    let label = format!("{title} {steps} {detail}");
    html! {
        figure class={ "code " (class) } {
            figcaption {
                span.title { (title) } " "
                @if !steps.is_empty() { span.steps { (steps) } " " }
                @if !detail.is_empty() { span.detail { (detail) } " " }
                @if let Some(whole) = whole {
                    a.whole href={ "#" (whole) } { "the whole file" }
                }
            }
            div.scroll tabindex="0" role="region" aria-label=(label.trim()) {
                (inner)
            }
        }
    }
}

/// The rows of a piece.
pub fn piece(diff: &FileDiff, piece: &Piece) -> Markup {
    let gutter = Gutter::new(diff);
    let rows = |rows: &Range<usize>| open(diff, rows, &gutter);
    html! {
        @for part in &piece.parts {
            @match part {
                Part::Open(range) => (rows(range)),
                Part::Gap => div.gap { "⋯" },
                Part::Unchanged(range) => (fold("unchanged", range, &rows)),
                Part::Documentation(range) => {
                    (fold("of documentation", range, &rows))
                }
            }
        }
    }
}

fn fold(
    what: &str,
    range: &Range<usize>,
    rows: &impl Fn(&Range<usize>) -> Markup,
) -> Markup {
    html! {
        details.fold {
            summary { (range.len()) " lines " (what) }
            (rows(range))
        }
    }
}

fn open(diff: &FileDiff, rows: &Range<usize>, gutter: &Gutter) -> Markup {
    html! {
        pre { @for row in &diff.rows[rows.clone()] {
            (line(diff, row, gutter))
        } }
    }
}

fn line(diff: &FileDiff, row: &Row, gutter: &Gutter) -> Markup {
    let words = words(diff.words(row), &row.marks);
    let class = if row.moved.is_some() { "l moved" } else { "l" };
    let (wide, narrow) = gutter.of(row);
    match row.change {
        Change::Same => html! {
            span.l data-g=(wide) data-s=(narrow) { (words) "\n" }
        },
        Change::Removed => html! {
            del class=(class) data-g=(wide) data-s=(narrow) {
                (words) "\n"
            }
        },
        Change::Added => html! {
            ins class=(class) data-g=(wide) data-s=(narrow) {
                (words) "\n"
            }
        },
    }
}

/// The words of a line. Neighbours that are marked share their mark.
pub fn words(line: &Line, marks: &[usize]) -> Markup {
    let marked =
        |i: usize| marks.contains(&i) && !line[i].text.trim().is_empty();
    html! {
        @for (i, found) in line.iter().enumerate() {
            @if marked(i) { mark { (word(found)) } }
            @else { (word(found)) }
        }
    }
}

fn word(word: &Word) -> Markup {
    use crate::highlight::Class;
    match (word.class, word.class.css()) {
        (Class::Plain, _) => html! { (word.text) },
        (_, "") => html! { span { (word.text) } },
        (_, class) => html! { span class=(class) { (word.text) } },
    }
}

/// The numbers and signs before the lines.
struct Gutter {
    width: usize,
    sides: Sides,
}

enum Sides {
    Both,
    One,
    Listing,
}

impl Gutter {
    fn new(diff: &FileDiff) -> Self {
        let (old, new) = (diff.old.text.len(), diff.new.text.len());
        let changes = diff.rows.iter().any(Row::is_change);
        let sides = match (changes, old, new) {
            (false, ..) => Sides::Listing,
            (true, 0, _) | (true, _, 0) => Sides::One,
            (true, ..) => Sides::Both,
        };
        Self { width: old.max(new).to_string().len(), sides }
    }

    /// What stands before a row: on a wide page, and on a narrow one.
    fn of(&self, row: &Row) -> (String, String) {
        let width = self.width;
        let number = |line: Option<usize>| {
            let text = line.map(|line| (line + 1).to_string());
            format!("{:>width$}", text.unwrap_or_default())
        };
        let sign = sign(row.change);
        let one = number(row.new.or(row.old));
        match self.sides {
            Sides::Both => {
                let (old, new) = (number(row.old), number(row.new));
                (format!("{old} {new} {sign}"), format!("{one} {sign}"))
            }
            Sides::One => {
                (format!("{one} {sign}"), format!("{one} {sign}"))
            }
            Sides::Listing => (one.clone(), one),
        }
    }
}

/// What tells a change without any colour.
pub fn sign(change: Change) -> &'static str {
    match change {
        Change::Same => " ",
        Change::Removed => "−",
        Change::Added => "+",
    }
}
