//! The part of a diff that a page shows: which lines, and which of them are
//! folded away.

use std::collections::BTreeSet;
use std::ops::Range;

use super::align::{Change, Row, runs};
use super::alike::{self, Marks};
use super::file_diff::FileDiff;
use super::items::Item;
use super::source::{Source, is_telling};
use super::words::Class;

/// What a page asks for. Lines are named by what is in them and never by
/// their numbers, so that it stays right when lines move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Items; all lines, if there are none.
    pub items: Vec<String>,
    /// A text in the first line of these, if it is not all of them.
    pub first: Option<String>,
    /// A text in the last one.
    pub last: Option<String>,
}

/// What a page shows of a diff.
#[derive(Debug, Default)]
pub struct Excerpt {
    /// In order.
    pub parts: Vec<Part>,
    /// The rows in it that come or go, folded or not.
    pub changed: Vec<usize>,
    /// The words that are new, or go.
    pub marks: Marks,
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
        let rows = select(diff, choice)?;
        let is_change = |i: &usize| diff.rows[*i].is_change();
        for name in &choice.items {
            let own = rows_of(diff, name, &choice.items);
            if !own.iter().any(is_change) {
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
        let rows = select(diff, choice)?;
        let parts = parts(diff, &rows, &rows);
        Ok(Self { parts, ..Self::default() })
    }

    /// All of a file, with nothing folded.
    pub fn whole(diff: &FileDiff) -> Self {
        let all = 0..diff.rows.len();
        let marks = alike::marks(diff, &all.clone().collect(), alike::code);
        Self { parts: vec![Part::Open(all)], changed: Vec::new(), marks }
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

fn select(
    diff: &FileDiff,
    choice: &Choice,
) -> Result<BTreeSet<usize>, String> {
    let Choice { items, first, last } = choice;
    let mut rows = rows_of_all(diff, items)?;
    if let Some(text) = first {
        rows = rows.split_off(&first_with(diff, &rows, text)?);
    }
    if let Some(text) = last {
        let end = last_with(diff, &rows, text)?;
        rows.retain(|&row| row <= end);
    }
    Ok(rows)
}

/// The rows of some items; all rows, if there are none.
fn rows_of_all(
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

/// A side of a row.
type Side = fn(&Row) -> Option<usize>;

/// The rows of each side that have a text in them.
fn with(
    diff: &FileDiff,
    rows: &BTreeSet<usize>,
    text: &str,
) -> Result<[Vec<usize>; 2], String> {
    let sides: [Side; 2] = [|row| row.old, |row| row.new];
    let found = sides.map(|side| {
        let rows = rows.iter().copied().filter(|&i| {
            let row = &diff.rows[i];
            side(row).is_some() && diff.text(row).contains(text)
        });
        rows.collect::<Vec<_>>()
    });
    if found.iter().all(Vec::is_empty) {
        return Err(format!("no line here has {text:?} in it"));
    }
    Ok(found)
}

/// The row with a text that no other has: a page that means the second one
/// must say so.
fn first_with(
    diff: &FileDiff,
    rows: &BTreeSet<usize>,
    text: &str,
) -> Result<usize, String> {
    let found = with(diff, rows, text)?;
    if found.iter().any(|rows| rows.len() > 1) {
        return Err(format!("several lines here have {text:?} in them"));
    }
    Ok(found.into_iter().flatten().min().unwrap_or_default())
}

/// The first row with a text: where a line changes, the later of its two.
fn last_with(
    diff: &FileDiff,
    rows: &BTreeSet<usize>,
    text: &str,
) -> Result<usize, String> {
    let found = with(diff, rows, text)?;
    let firsts = found.iter().filter_map(|rows| rows.first());
    Ok(firsts.copied().max().unwrap_or_default())
}

/// The rows of an item, on either side.
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
    let blank = |i| diff.is_blank(&diff.rows[i]);
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
