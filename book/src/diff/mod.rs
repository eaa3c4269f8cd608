//! What changes in a file from one step to another, line by line and then
//! word by word.

pub mod alike;
pub mod excerpt;
pub mod items;
mod slide;
pub mod words;

use std::ops::Range;

use anyhow::Result;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use self::alike::{Alike, pairs};
use self::items::Item;
use self::words::Line;
use crate::diff::slide::slide;

/// A file as it is in one step.
#[derive(Debug, Default)]
pub struct Source {
    /// Its text, line by line.
    pub text: Vec<String>,
    /// The same lines in words.
    pub lines: Vec<Line>,
    /// What is in it.
    pub items: Vec<Item>,
}

/// What happens to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It stays.
    Same,
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

/// A line of the old file, of the new one, or of both.
#[derive(Debug, Clone)]
pub struct Row {
    /// What happens to it.
    pub change: Change,
    /// Its place in the old file, counted from zero.
    pub old: Option<usize>,
    /// Its place in the new file.
    pub new: Option<usize>,
    /// Which of its words are new, or go.
    pub marks: Vec<usize>,
    /// Where it comes from or goes to, if it only moves.
    pub moved: Option<usize>,
}

/// The two sides of a file and what lies between them.
#[derive(Debug)]
pub struct FileDiff {
    /// Empty if the file is new.
    pub old: Source,
    /// Empty if the file is gone.
    pub new: Source,
    /// All lines of both.
    pub rows: Vec<Row>,
}

/// How many lines make a move: fewer are a coincidence.
const BLOCK: usize = 3;

impl Source {
    /// Reads a file's text.
    pub fn new(file: &str, code: &str) -> Result<Self> {
        Ok(Self {
            text: code.lines().map(str::to_owned).collect(),
            lines: words::lines(file, code),
            items: items::items(file, code)?,
        })
    }
}

impl Row {
    fn new(change: Change, old: Option<usize>, new: Option<usize>) -> Self {
        Self { change, old, new, marks: Vec::new(), moved: None }
    }

    /// Whether it comes or goes.
    pub fn is_change(&self) -> bool {
        self.change != Change::Same
    }
}

impl FileDiff {
    /// Compares two files with code.
    pub fn of_code(old: Source, new: Source) -> Self {
        let mut diff = Self { rows: rows(&old.text, &new.text), old, new };
        diff.mark_moves();
        diff.mark_words(alike::code);
        diff
    }

    /// Compares two outputs, in which nothing moves.
    pub fn of_output(old: &str, new: &str) -> Result<Self> {
        let (old, new) =
            (Source::new("output", old)?, Source::new("output", new)?);
        let mut diff = Self { rows: rows(&old.text, &new.text), old, new };
        diff.mark_words(alike::output);
        Ok(diff)
    }

    /// One file, in which nothing changes.
    pub fn of_one(file: &str, code: &str) -> Result<Self> {
        let (old, new) =
            (Source::new(file, code)?, Source::new(file, code)?);
        Ok(Self { rows: rows(&old.text, &new.text), old, new })
    }

    /// A row's text.
    pub fn text(&self, row: &Row) -> &str {
        match (row.new, row.old) {
            (Some(i), _) => &self.new.text[i],
            (None, Some(i)) => &self.old.text[i],
            (None, None) => "",
        }
    }

    /// A row's words.
    pub fn words(&self, row: &Row) -> &Line {
        match (row.new, row.old) {
            (Some(i), _) => &self.new.lines[i],
            (_, Some(i)) => &self.old.lines[i],
            (None, None) => unreachable!("a row is of one file or both"),
        }
    }

    /// Marks lines that go in one place and come in another.
    fn mark_moves(&mut self) {
        let removed = self.blocks(Change::Removed);
        for added in self.blocks(Change::Added) {
            for removed in &removed {
                self.mark_move(removed, &added);
            }
        }
    }

    /// Runs of lines with the same change.
    fn blocks(&self, change: Change) -> Vec<Range<usize>> {
        runs(self.rows.len(), |i| self.rows[i].change == change)
    }

    fn mark_move(&mut self, removed: &Range<usize>, added: &Range<usize>) {
        let texts = |range: &Range<usize>| -> Vec<&str> {
            let rows = self.rows[range.clone()].iter();
            rows.map(|row| self.text(row).trim()).collect()
        };
        let ops = capture_diff_slices(
            Algorithm::Myers,
            &texts(removed),
            &texts(added),
        );
        for op in ops {
            let DiffOp::Equal { old_index, new_index, len } = op else {
                continue;
            };
            let (from, to) =
                (removed.start + old_index, added.start + new_index);
            if self.worth_a_move(to..to + len) {
                for i in 0..len {
                    self.rows[from + i].moved = self.rows[to + i].new;
                    self.rows[to + i].moved = self.rows[from + i].old;
                }
            }
        }
    }

    fn worth_a_move(&self, rows: Range<usize>) -> bool {
        let rows = self.rows[rows].iter();
        rows.filter(|row| self.text(row).trim().len() > 3).count() >= BLOCK
    }

    /// Within a hunk, finds the lines that are alike, and marks the words
    /// in which they differ.
    fn mark_words(&mut self, alike: Alike) {
        for hunk in runs(self.rows.len(), |i| self.rows[i].is_change()) {
            let of = |change| -> Vec<usize> {
                let all = hunk.clone();
                all.filter(|&i| {
                    let row = &self.rows[i];
                    row.change == change && row.moved.is_none()
                })
                .collect()
            };
            let (removed, added) = (of(Change::Removed), of(Change::Added));
            let texts = |rows: &[usize]| -> Vec<&str> {
                rows.iter().map(|&i| self.text(&self.rows[i])).collect()
            };
            for (old, new) in pairs(&texts(&removed), &texts(&added), alike)
            {
                self.mark_pair(removed[old], added[new]);
            }
        }
    }

    fn mark_pair(&mut self, old: usize, new: usize) {
        let texts = |row: usize| -> Vec<&str> {
            let words = self.words(&self.rows[row]).iter();
            words.map(|word| word.text.trim()).collect()
        };
        let ops =
            capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new));
        let ops = ops.iter();
        let ops = ops.filter(|op| !matches!(op, DiffOp::Equal { .. }));
        let (olds, news): (Vec<_>, Vec<_>) =
            ops.map(|op| (op.old_range(), op.new_range())).unzip();
        let marks = [joined(&texts(old), olds), joined(&texts(new), news)];
        let [olds, news] = marks;
        self.rows[old].marks = olds;
        self.rows[new].marks = news;
    }
}

/// The words in some ranges, and those between two of them in which there
/// is nothing to read: fewer marks read better.
fn joined(texts: &[&str], ranges: Vec<Range<usize>>) -> Vec<usize> {
    let ranges = ranges.into_iter().filter(|range| !range.is_empty());
    let mut marks: Vec<usize> = Vec::new();
    for range in ranges {
        let between = marks.last().map_or(range.start, |last| last + 1);
        let hollow = |text: &&str| !text.contains(char::is_alphanumeric);
        if texts[between..range.start].iter().all(hollow) {
            marks.extend(between..range.start);
        }
        marks.extend(range);
    }
    marks
}

fn rows(old: &[String], new: &[String]) -> Vec<Row> {
    let ops = capture_diff_slices(Algorithm::Histogram, old, new);
    let mut rows = Vec::new();
    for op in ops {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            rows.extend((0..len).map(|i| {
                let (old, new) = (old_index + i, new_index + i);
                Row::new(Change::Same, Some(old), Some(new))
            }));
            continue;
        }
        let removed = op.old_range();
        let added = op.new_range();
        rows.extend(
            removed.map(|i| Row::new(Change::Removed, Some(i), None)),
        );
        rows.extend(added.map(|i| Row::new(Change::Added, None, Some(i))));
    }
    slide(&mut rows, old, new);
    rows
}

/// The longest ranges of numbers below `end` for which `holds` is true.
pub fn runs(
    end: usize,
    holds: impl Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for i in (0..end).filter(|&i| holds(i)) {
        match runs.last_mut() {
            Some(run) if run.end == i => run.end = i + 1,
            _ => runs.push(i..i + 1),
        }
    }
    runs
}
