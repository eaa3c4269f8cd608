//! What differs between two texts, and how that is shown.

use anstyle::{AnsiColor, Style};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::words::{CodeLine, code_lines};

/// A line of one text, or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// It is in both.
    Same(String),
    /// It is in the old one alone.
    Gone(String),
    /// It is in the new one alone.
    Come(String),
    /// Here something is left out.
    Gap,
}

impl Row {
    /// Whether it is in one of the texts alone.
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Gone(_) | Self::Come(_))
    }

    /// The line; nothing, where something is left out.
    pub fn text(&self) -> &str {
        match self {
            Self::Same(text) | Self::Gone(text) | Self::Come(text) => text,
            Self::Gap => "",
        }
    }
}

/// How many lines around a change are shown.
const CONTEXT: usize = 2;

/// All lines of two texts.
pub fn of_text(old: &str, new: &str) -> Vec<Row> {
    let (old, new): (Vec<_>, Vec<_>) =
        (old.lines().collect(), new.lines().collect());
    let ops = capture_diff_slices(Algorithm::Histogram, &old, &new);
    let rows = ops.iter().flat_map(|op| {
        let texts = |lines: &[&str]| -> Vec<String> {
            lines.iter().map(|&line| line.to_owned()).collect()
        };
        let (old, new) =
            (texts(&old[op.old_range()]), texts(&new[op.new_range()]));
        rows_of(op, old, new)
    });
    rows.collect()
}

/// What differs between two files with code: comments, empty lines and
/// layout aside.
pub fn of_code(old: &str, new: &str) -> Vec<Row> {
    let (old_texts, new_texts): (Vec<_>, Vec<_>) =
        (old.lines().collect(), new.lines().collect());
    let (old, new) = (code_lines(old), code_lines(new));
    let keys = |lines: &[CodeLine]| -> Vec<Vec<String>> {
        lines.iter().map(|line| line.words.clone()).collect()
    };
    let (olds, news) = (keys(&old), keys(&new));
    let ops = capture_diff_slices(Algorithm::Histogram, &olds, &news);
    let rows = ops.iter().flat_map(|op| {
        let texts = |lines: &[CodeLine], texts: &[&str]| -> Vec<String> {
            let lines = lines.iter().map(|line| texts[line.number]);
            lines.map(str::to_owned).collect()
        };
        let come = texts(&new[op.new_range()], &new_texts);
        // The same words on other lines are no difference.
        let words = |lines: &[Vec<String>]| lines.concat();
        if words(&olds[op.old_range()]) == words(&news[op.new_range()]) {
            return come.into_iter().map(Row::Same).collect();
        }
        rows_of(op, texts(&old[op.old_range()], &old_texts), come)
    });
    rows.collect()
}

fn rows_of(op: &DiffOp, old: Vec<String>, new: Vec<String>) -> Vec<Row> {
    if matches!(op, DiffOp::Equal { .. }) {
        return new.into_iter().map(Row::Same).collect();
    }
    let gone = old.into_iter().map(Row::Gone);
    gone.chain(new.into_iter().map(Row::Come)).collect()
}

/// The changes, with some lines around them.
pub fn near_changes(rows: Vec<Row>) -> Vec<Row> {
    let near = |i: usize| {
        let from = i.saturating_sub(CONTEXT);
        let to = (i + CONTEXT + 1).min(rows.len());
        rows[from..to].iter().any(Row::is_change)
    };
    let near: Vec<bool> = (0..rows.len()).map(near).collect();
    let mut kept = Vec::new();
    for (row, near) in rows.into_iter().zip(near) {
        if near {
            kept.push(row);
        } else if kept.last() != Some(&Row::Gap) {
            kept.push(Row::Gap);
        }
    }
    kept
}

/// How many lines come and go.
pub fn count(rows: &[Row]) -> usize {
    let come = |row: &&Row| matches!(row, Row::Come(_));
    let gone = |row: &&Row| matches!(row, Row::Gone(_));
    rows.iter().filter(come).count().max(rows.iter().filter(gone).count())
}

/// One column, with signs.
pub fn unified(rows: &[Row]) -> String {
    rows.iter().map(|row| unified_line(row) + "\n").collect()
}

fn unified_line(row: &Row) -> String {
    let line = match row {
        Row::Same(text) => format!("    {text}"),
        Row::Gone(text) => paint(GONE, &format!("  - {text}")),
        Row::Come(text) => paint(COME, &format!("  + {text}")),
        Row::Gap => paint(Style::new().dimmed(), "    …"),
    };
    line.trim_end().to_owned()
}

/// Two columns, if there is room for both.
pub fn side_by_side(rows: &[Row], width: usize) -> Option<String> {
    let widest = rows.iter().map(|row| row.text().chars().count());
    let column = widest.max().unwrap_or_default();
    if 2 * column + 5 > width {
        return None;
    }
    let mut text = String::new();
    for (left, right) in pairs(rows) {
        text += &two_columns(left, right, column);
        text.push('\n');
    }
    Some(text)
}

fn two_columns(
    left: Option<&Row>,
    right: Option<&Row>,
    column: usize,
) -> String {
    let pad = |text: &str| format!("{text:column$}");
    let line = match (left, right) {
        (Some(Row::Same(text)), _) => format!("{}     {text}", pad(text)),
        (Some(Row::Gap), _) => paint(Style::new().dimmed(), "…"),
        (Some(Row::Gone(old)), Some(Row::Come(new))) => {
            format!("{}  |  {}", paint(GONE, &pad(old)), paint(COME, new))
        }
        (Some(Row::Gone(old)), _) => {
            format!("{}  <", paint(GONE, &pad(old)))
        }
        (_, Some(Row::Come(new))) => {
            format!("{}  >  {}", pad(""), paint(COME, new))
        }
        _ => String::new(),
    };
    line.trim_end().to_owned()
}

/// What stands on the left, and what beside it.
fn pairs(rows: &[Row]) -> Vec<(Option<&Row>, Option<&Row>)> {
    let mut pairs = Vec::new();
    for run in rows.chunk_by(|a, b| a.is_change() && b.is_change()) {
        if !run[0].is_change() {
            pairs.extend(run.iter().map(|row| (Some(row), None)));
            continue;
        }
        let is_gone = |row: &&Row| matches!(row, Row::Gone(_));
        let mut gone = run.iter().filter(is_gone);
        let mut come = run.iter().filter(|row| !is_gone(row));
        loop {
            let pair = (gone.next(), come.next());
            if pair == (None, None) {
                break;
            }
            pairs.push(pair);
        }
    }
    pairs
}

const GONE: Style =
    Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const COME: Style =
    Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn code_that_only_looks_different_is_the_same() {
        let old = "// one\nfn f(a: u8) {\n    g();\n}\n";
        let new = "fn f(\n    a: u8\n) {\n\n    g(); // two\n}\n";
        assert!(!of_code(old, new).iter().any(Row::is_change));
    }

    #[test]
    fn a_difference_has_its_lines_from_both_sides() {
        let rows = of_code("f();\ng(1);\nh();\n", "f();\ng(2);\nh();\n");
        let expected = "    f();\n  - g(1);\n  + g(2);\n    h();\n";
        assert_eq!(plain(&unified(&rows)), expected);
        assert_eq!(count(&rows), 1);
    }

    #[test]
    fn two_columns_need_their_width() {
        let rows = of_text("one\ntwo\n", "one\n2\nthree\n");
        let text = side_by_side(&rows, 20).unwrap();
        let expected = "one       one\ntwo    |  2\n       >  three\n";
        assert_eq!(plain(&text), expected);
        assert!(side_by_side(&rows, 12).is_none());
    }
}
