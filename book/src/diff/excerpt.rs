//! The part of a diff that a page shows: which lines, and which of them are
//! folded away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::align::{Change, Row, runs};
use super::alike::{self, Marks};
use super::choice::Choice;
use super::file_diff::FileDiff;
use super::source::is_telling;
use super::words::Class;

/// What a page shows of a diff.
#[derive(Debug, Default)]
pub struct Excerpt {
    /// In order.
    pub parts: Vec<Part>,
    /// The rows in it that come or go, folded or not.
    pub changed: Vec<usize>,
    /// The words that are new, or go.
    pub marks: Marks,
    /// What rows are called that something leads to.
    pub names: BTreeMap<usize, String>,
}

/// A run of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// They are seen.
    Open(Range<usize>),
    /// They are folded away, since nothing changes in them.
    Unchanged(Range<usize>),
    /// They are folded away, since they explain what is seen.
    Documentation(Range<usize>),
    /// Here are rows that are not part of this.
    Gap,
}

/// How many unchanged lines stay around a change.
const CONTEXT: usize = 3;

/// How many lines are worth a fold.
const FOLD: usize = 4;

impl Excerpt {
    /// What changes in some lines.
    ///
    /// # Errors
    ///
    /// If there are no such lines, or if nothing changes in them.
    pub fn changes(
        diff: &FileDiff,
        choice: &Choice,
    ) -> Result<Self, String> {
        let rows = choice.rows(diff)?;
        let is_change = |i: &usize| diff.rows[*i].is_change();
        for name in &choice.items {
            if !choice.rows_of(diff, name).iter().any(is_change) {
                return Err(format!("nothing changes in {name}"));
            }
        }
        let changed: Vec<_> =
            rows.iter().copied().filter(is_change).collect();
        if changed.is_empty() {
            return Err("nothing changes here".to_owned());
        }
        let keep = near_changes(diff, &rows);
        let parts = parts(diff, &rows, &keep);
        Ok(Self {
            parts,
            changed,
            marks: alike::marks(diff, &rows, alike::code),
            ..Self::default()
        })
    }

    /// Some lines of a file in which nothing is marked.
    ///
    /// # Errors
    ///
    /// If there are no such lines.
    pub fn listing(
        diff: &FileDiff,
        choice: &Choice,
    ) -> Result<Self, String> {
        let rows = choice.rows(diff)?;
        let parts = parts(diff, &rows, &rows);
        Ok(Self { parts, ..Self::default() })
    }

    /// All of a file, with nothing folded.
    pub fn whole(diff: &FileDiff) -> Self {
        let all = 0..diff.rows.len();
        let marks = alike::marks(diff, &all.clone().collect(), alike::code);
        let parts = vec![Part::Open(all)];
        Self { parts, marks, ..Self::default() }
    }

    /// A file from one of its lines on, with nothing folded.
    pub fn from(diff: &FileDiff, start: usize) -> Self {
        let parts = vec![Part::Open(start..diff.rows.len())];
        Self { parts, ..Self::default() }
    }

    /// The rows that can be seen without opening a fold.
    pub fn seen(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().flat_map(|part| match part {
            Part::Open(rows) => rows.clone(),
            _ => 0..0,
        })
    }
}

/// The rows around a change, and the first lines of what it lies in.
fn near_changes(
    diff: &FileDiff,
    rows: &BTreeSet<usize>,
) -> BTreeSet<usize> {
    let mut keep = BTreeSet::new();
    for &i in rows.iter().filter(|&&i| diff.rows[i].is_change()) {
        let near = i.saturating_sub(CONTEXT)..=i + CONTEXT;
        keep.extend(near.filter(|near| connected(rows, i, *near)));
        keep.extend(head_of(diff, i).filter(|head| rows.contains(head)));
    }
    keep
}

/// Whether all rows from one to another are shown.
fn connected(rows: &BTreeSet<usize>, from: usize, to: usize) -> bool {
    let between = from.min(to)..=from.max(to);
    rows.range(between.clone()).count() == between.count()
}

/// The rows with the head of the innermost item around a row.
fn head_of(diff: &FileDiff, i: usize) -> impl Iterator<Item = usize> {
    let row = &diff.rows[i];
    let (source, line, is_new) = match (row.new, row.old) {
        (Some(line), _) => (&diff.new, line, true),
        (None, line) => (&diff.old, line.unwrap_or_default(), false),
    };
    let around = source.item_at(line);
    let head = around.map_or(0..0, |item| item.head.clone());
    let rows = (0..).zip(&diff.rows).filter(move |(_, row)| {
        let line = if is_new { row.new } else { row.old };
        line.is_some_and(|line| head.contains(&line))
    });
    rows.map(|(i, _)| i)
}

/// Cuts rows into runs that are seen or folded.
fn parts(
    diff: &FileDiff,
    rows: &BTreeSet<usize>,
    keep: &BTreeSet<usize>,
) -> Vec<Part> {
    let mut parts = Vec::new();
    let blank = |i: usize| diff.is_blank(&diff.rows[i]);
    for run in runs(diff.rows.len(), |i| rows.contains(&i)) {
        let Some(run) = trimmed(run, blank) else { continue };
        if !parts.is_empty() {
            parts.push(Part::Gap);
        }
        let mut at = run.start;
        let is_far = |i| run.contains(&i) && !keep.contains(&i);
        let folds = runs(run.end, is_far).into_iter();
        for fold in folds.filter(|fold| is_worth_a_fold(diff, fold)) {
            open(diff, at..fold.start, &mut parts);
            parts.push(Part::Unchanged(fold.clone()));
            at = fold.end;
        }
        open(diff, at..run.end, &mut parts);
    }
    parts
}

/// A run without the blank lines at its ends; nothing, if there is nothing
/// else.
fn trimmed(
    mut run: Range<usize>,
    blank: impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    run.start = run.clone().find(|&i| !blank(i))?;
    run.end = run.clone().rfind(|&i| !blank(i))? + 1;
    Some(run)
}

/// Whether a fold would hide more than the line that it takes itself: many
/// lines, and not only one in which there is something to read.
fn is_worth_a_fold(diff: &FileDiff, rows: &Range<usize>) -> bool {
    let texts = diff.rows[rows.clone()].iter().map(|row| diff.text(row));
    rows.len() >= FOLD && texts.filter(|text| is_telling(text)).count() > 1
}

/// Rows that are seen, but for long documentation.
fn open(diff: &FileDiff, rows: Range<usize>, parts: &mut Vec<Part>) {
    let mut at = rows.start;
    for block in documentation(diff, &rows) {
        let fold = first_paragraph(diff, &block)..block.end;
        if !is_worth_a_fold(diff, &fold) {
            continue;
        }
        parts.push(Part::Open(at..fold.start));
        parts.push(Part::Documentation(fold.clone()));
        at = fold.end;
    }
    if at < rows.end {
        parts.push(Part::Open(at..rows.end));
    }
}

/// Runs of documentation that come or go together.
fn documentation(
    diff: &FileDiff,
    rows: &Range<usize>,
) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    for change in [Change::Same, Change::Removed, Change::Added] {
        let found = runs(rows.len(), |i| {
            let row = &diff.rows[rows.start + i];
            row.change == change && is_documentation(diff, row)
        });
        let found = found.into_iter();
        blocks.extend(
            found.map(|run| rows.start + run.start..rows.start + run.end),
        );
    }
    blocks.sort_by_key(|block| block.start);
    blocks
}

fn is_documentation(diff: &FileDiff, row: &Row) -> bool {
    let mut words = diff.words(row).iter();
    let first = words.find(|word| word.class != Class::Plain);
    first.is_some_and(|word| word.class == Class::Doc)
}

/// The end of what says it all in short.
fn first_paragraph(diff: &FileDiff, block: &Range<usize>) -> usize {
    let empty = |i: &usize| {
        let text = diff.text(&diff.rows[*i]).trim();
        matches!(text, "///" | "//!")
    };
    let end = block.clone().find(empty).unwrap_or(block.end);
    end.min(block.start + FOLD)
}
