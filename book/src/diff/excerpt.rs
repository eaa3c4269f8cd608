//! The part of a diff that a chapter shows: which lines, and which of them
//! are folded away.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diff::items::Item;
use crate::diff::words::Class;
use crate::diff::{Change, FileDiff, Row, Source, runs};

/// What a chapter shows of a diff.
#[derive(Debug, Default)]
pub struct Excerpt {
    /// In order.
    pub parts: Vec<Part>,
    /// The rows in it that come or go, folded or not.
    pub changed: Vec<usize>,
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

impl Excerpt {
    /// Whether a row can be seen without opening a fold.
    pub fn shows(&self, row: usize) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Open(rows) => rows.contains(&row),
            _ => false,
        })
    }
}

/// How many unchanged lines stay around a change.
const CONTEXT: usize = 3;

/// How many lines are worth a fold.
const FOLD: usize = 4;

/// The piece that some items make, or everything that changes.
///
/// # Errors
///
/// If there is no such item, or if nothing changes in it.
pub fn changes(
    diff: &FileDiff,
    names: &[String],
) -> Result<Excerpt, String> {
    let rows = select(diff, names)?;
    let all = 0..diff.rows.len();
    for name in names {
        let own = rows_of(diff, name, names);
        if !own.iter().any(|&i| diff.rows[i].is_change()) {
            return Err(format!("nothing changes in {name}"));
        }
    }
    if !all.into_iter().any(|i| diff.rows[i].is_change()) {
        return Err("nothing changes in this file".to_owned());
    }
    let changed = rows.iter().copied();
    let changed = changed.filter(|&i| diff.rows[i].is_change()).collect();
    let keep = near_changes(diff, &rows);
    Ok(Excerpt { parts: parts(diff, &rows, &keep), changed })
}

/// The piece that some items make of a file in which nothing is marked.
///
/// # Errors
///
/// If there is no such item.
pub fn listing(
    diff: &FileDiff,
    names: &[String],
) -> Result<Excerpt, String> {
    let rows = select(diff, names)?;
    let parts = parts(diff, &rows, &rows);
    Ok(Excerpt { parts, changed: Vec::new() })
}

/// All of a file, with nothing folded.
pub fn whole(diff: &FileDiff) -> Excerpt {
    from(diff, 0)
}

/// A file from one of its lines on, with nothing folded.
pub fn from(diff: &FileDiff, start: usize) -> Excerpt {
    let parts = vec![Part::Open(start..diff.rows.len())];
    Excerpt { parts, changed: Vec::new() }
}

/// Whether there is something to read in a row.
pub fn is_blank(diff: &FileDiff, row: &Row) -> bool {
    diff.text(row).trim().is_empty()
}

fn select(
    diff: &FileDiff,
    names: &[String],
) -> Result<BTreeSet<usize>, String> {
    if names.is_empty() {
        return Ok((0..diff.rows.len()).collect());
    }
    let mut rows = BTreeSet::new();
    for name in names {
        let own = rows_of(diff, name, names);
        if own.is_empty() {
            return Err(unknown(diff, name));
        }
        rows.extend(own);
    }
    fill_blanks(diff, &mut rows);
    Ok(rows)
}

fn rows_of(diff: &FileDiff, name: &str, names: &[String]) -> Vec<usize> {
    let old = lines_of(&diff.old, name, names);
    let new = lines_of(&diff.new, name, names);
    let is_in = |lines: &BTreeSet<usize>, line: Option<usize>| {
        line.is_some_and(|line| lines.contains(&line))
    };
    let rows = (0..)
        .zip(&diff.rows)
        .filter(|(_, row)| is_in(&old, row.old) || is_in(&new, row.new));
    rows.map(|(i, _)| i).collect()
}

/// The lines of an item. If items within it are named, too, then it is what
/// lies around them.
fn lines_of(
    source: &Source,
    name: &str,
    names: &[String],
) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    let found = source.items.iter().filter(|item| is_called(item, name));
    for item in found {
        lines.extend(item.lines.clone());
        let inner = within(source, item);
        let is_named =
            |item: &&Item| names.iter().any(|name| is_called(item, name));
        if inner.iter().any(is_named) {
            let inner = inner.iter().flat_map(|item| item.lines.clone());
            inner.for_each(|line| {
                lines.remove(&line);
            });
        }
    }
    lines
}

/// The items within another.
fn within<'a>(source: &'a Source, outer: &Item) -> Vec<&'a Item> {
    let items = source.items.iter().filter(|item| {
        item.depth > outer.depth && outer.lines.contains(&item.lines.start)
    });
    items.collect()
}

fn is_called(item: &Item, name: &str) -> bool {
    item.names.iter().any(|known| known == name)
}

fn unknown(diff: &FileDiff, name: &str) -> String {
    let items = diff.old.items.iter().chain(&diff.new.items);
    let names: BTreeSet<&str> =
        items.map(|item| item.names[0].as_str()).collect();
    let names = Vec::from_iter(names).join(", ");
    format!("there is no item {name}; there are {names}")
}

/// Blank lines between two items belong to both.
fn fill_blanks(diff: &FileDiff, rows: &mut BTreeSet<usize>) {
    let blank = |i| is_blank(diff, &diff.rows[i]);
    for run in runs(diff.rows.len(), blank) {
        let before = run.start.checked_sub(1);
        let between = before.is_some_and(|i| rows.contains(&i))
            && rows.contains(&run.end);
        if between {
            rows.extend(run);
        }
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
    let around = innermost(source, line);
    let head = around.map_or(0..0, |item| item.head.clone());
    let rows = (0..).zip(&diff.rows).filter(move |(_, row)| {
        let line = if is_new { row.new } else { row.old };
        line.is_some_and(|line| head.contains(&line))
    });
    rows.map(|(i, _)| i)
}

/// The innermost item around a line.
pub fn innermost(source: &Source, line: usize) -> Option<&Item> {
    let around = source.items.iter().filter(|i| i.lines.contains(&line));
    around.max_by_key(|item| item.depth)
}

/// Cuts rows into runs that are seen or folded.
fn parts(
    diff: &FileDiff,
    rows: &BTreeSet<usize>,
    keep: &BTreeSet<usize>,
) -> Vec<Part> {
    let mut parts = Vec::new();
    let blank = |i: usize| is_blank(diff, &diff.rows[i]);
    for run in runs(diff.rows.len(), |i| rows.contains(&i)) {
        // Between two items that are not shown.
        if run.clone().all(blank) {
            continue;
        }
        if !parts.is_empty() {
            parts.push(Part::Gap);
        }
        let start = run.start;
        let folds = runs(run.len(), |i| !keep.contains(&(start + i)));
        let folds = folds.into_iter().filter(|fold| fold.len() >= FOLD);
        let mut at = start;
        for fold in folds.map(|f| start + f.start..start + f.end) {
            open(diff, at..fold.start, &mut parts);
            parts.push(Part::Unchanged(fold.clone()));
            at = fold.end;
        }
        open(diff, at..run.end, &mut parts);
    }
    parts
}

/// Rows that are seen, but for long documentation.
fn open(diff: &FileDiff, rows: Range<usize>, parts: &mut Vec<Part>) {
    let mut at = rows.start;
    for block in documentation(diff, &rows) {
        if block.len() <= FOLD {
            continue;
        }
        let fold = first_paragraph(diff, &block)..block.end;
        if fold.len() < 2 {
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
