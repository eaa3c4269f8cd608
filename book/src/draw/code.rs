//! Code, diffs and outputs as HTML that needs no script.
//!
//! No `<code>` within a diff, since mdBook would colour it once more. Line
//! numbers and signs are in attributes and not in the text, so they can be
//! neither selected nor copied. There is no blank line in what comes out,
//! since Markdown would take it for the end of the HTML.

use std::ops::Range;

use maud::{Markup, html};

use crate::diff::align::{Change, Row};
use crate::diff::excerpt::{Excerpt, Part};
use crate::diff::file_diff::FileDiff;
use crate::diff::words::{self, Class, Word};
use crate::repository::Place;

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

impl Caption {
    /// For a file as it is.
    pub fn of_file(place: &Place) -> Self {
        let Place { step, file } = place.clone();
        Self { title: file, steps: step, ..Self::default() }
    }

    /// For what changes from one file to another.
    pub fn of_change(diff: &FileDiff, from: &Place, to: &Place) -> Self {
        let title = if from.file == to.file {
            to.file.clone()
        } else {
            format!("{} → {}", from.file, to.file)
        };
        let (before, after) = (&from.step, &to.step);
        let steps = if diff.old.text.is_empty() {
            format!("{after}, a new file")
        } else if diff.new.text.is_empty() {
            format!("{before}, gone in {after}")
        } else if before == after {
            after.clone()
        } else {
            format!("{before} → {after}")
        };
        Self { title, steps, ..Self::default() }
    }
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

/// Rust that a page brings along, in the colours of the steps' code.
pub fn prose<'a>(lines: impl Iterator<Item = &'a str>) -> Markup {
    let code = lines.collect::<Vec<_>>().join("\n");
    let inner = html! {
        pre { @for line in &words::rust(&code) {
            span.l { (words(line, None)) "\n" }
        } }
    };
    html! { div.code.prose { div.scroll tabindex="0" { (inner) } } }
}

/// The rows of an excerpt.
pub fn excerpt(diff: &FileDiff, excerpt: &Excerpt) -> Markup {
    let gutter = Gutter::new(diff);
    let rows = |rows: &Range<usize>| open(diff, rows, &gutter, excerpt);
    html! {
        @for part in &excerpt.parts {
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

fn open(
    diff: &FileDiff,
    range: &Range<usize>,
    gutter: &Gutter,
    excerpt: &Excerpt,
) -> Markup {
    let rows = (range.start..).zip(&diff.rows[range.clone()]);
    let rows: Vec<_> = rows.collect();
    let blocks = rows.chunk_by(|(_, a), (_, b)| {
        a.change == b.change && a.moved.is_some() == b.moved.is_some()
    });
    html! {
        pre { @for block in blocks {
            @for (i, (number, row)) in block.iter().enumerate() {
                @let marks = excerpt.marks.get(number);
                @let words = words(diff.words(row), marks);
                @let name = excerpt.names.get(number);
                (line(row, &words, gutter, i == 0, name))
            }
        } }
    }
}

fn line(
    row: &Row,
    words: &Markup,
    gutter: &Gutter,
    is_first: bool,
    name: Option<&String>,
) -> Markup {
    let class = if row.moved.is_some() { "l moved" } else { "l" };
    let (wide, narrow) = gutter.of(row);
    let place = if is_first { place(row) } else { None };
    match row.change {
        Change::Same => html! {
            span.l id=[name] data-g=(wide) data-s=(narrow) { (words) "\n" }
        },
        Change::Removed => html! {
            del class=(class) data-g=(wide) data-s=(narrow) data-m=[place] {
                (words) "\n"
            }
        },
        Change::Added => html! {
            ins class=(class) data-g=(wide) data-s=(narrow) data-m=[place] {
                (words) "\n"
            }
        },
    }
}

/// Where a line that only moves is in the other file.
fn place(row: &Row) -> Option<String> {
    let line = row.moved? + 1;
    Some(match row.change {
        Change::Added => format!("moved from {line}"),
        _ => format!("moves to {line}"),
    })
}

/// The words of a line. Neighbours that are marked share their mark.
pub fn words(line: &[Word], marks: Option<&Vec<usize>>) -> Markup {
    let is_marked = |i| marks.is_some_and(|marks| marks.contains(&i));
    let marked: Vec<bool> = (0..line.len()).map(is_marked).collect();
    let groups = marked.chunk_by(|a, b| a == b);
    let mut start = 0;
    let groups = groups.map(|group| {
        let words = &line[start..start + group.len()];
        start += group.len();
        (group[0], words)
    });
    html! {
        @for (is_marked, group) in groups {
            @if is_marked { mark { (unmarked(group)) } }
            @else { (unmarked(group)) }
        }
    }
}

/// Punctuation and comments are written in one go; names are elements of
/// their own, since that is how the search tells them apart.
fn unmarked(words: &[Word]) -> Markup {
    let is_one = |a: &Word, b: &Word| {
        let in_one_go =
            matches!(a.class, Class::Plain | Class::Comment | Class::Doc);
        a.class == b.class && in_one_go
    };
    html! {
        @for words in words.chunk_by(is_one) {
            @let text: String =
                words.iter().map(|word| word.text.as_str()).collect();
            @match (words[0].class, words[0].class.css()) {
                (Class::Plain, _) => (text),
                (_, "") => span { (text) },
                (_, class) => span class=(class) { (text) },
            }
        }
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
