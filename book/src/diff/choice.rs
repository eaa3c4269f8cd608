//! Which lines of a file a page asks for.
//!
//! They are named by what is in them and never by their numbers, so that a
//! page stays right when lines move.

use std::collections::BTreeSet;

use super::align::{Row, runs};
use super::file_diff::FileDiff;
use super::items::Item;
use super::source::Source;

/// What a page asks for: all lines, if it says no more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Items; all lines, if there are none.
    pub items: Vec<String>,
    /// A text in the first line of these, if it is not all of them.
    pub first: Option<String>,
    /// A text in the last one.
    pub last: Option<String>,
}

impl Choice {
    /// The rows that are asked for.
    ///
    /// # Errors
    ///
    /// If there are no such rows.
    pub fn rows(&self, diff: &FileDiff) -> Result<BTreeSet<usize>, String> {
        let mut rows = self.rows_of_all(diff)?;
        if let Some(text) = &self.first {
            rows = rows.split_off(&first_with(diff, &rows, text)?);
        }
        if let Some(text) = &self.last {
            let end = last_with(diff, &rows, text)?;
            rows.retain(|&row| row <= end);
        }
        Ok(rows)
    }

    /// The rows of all items; all rows, if there are none.
    fn rows_of_all(
        &self,
        diff: &FileDiff,
    ) -> Result<BTreeSet<usize>, String> {
        if self.items.is_empty() {
            return Ok((0..diff.rows.len()).collect());
        }
        let mut rows = BTreeSet::new();
        for name in &self.items {
            let own = self.rows_of(diff, name);
            if own.is_empty() {
                return Err(unknown(diff, name));
            }
            rows.extend(own);
        }
        fill_blanks(diff, &mut rows);
        Ok(rows)
    }

    /// The rows of one of the items, on either side.
    pub fn rows_of(&self, diff: &FileDiff, name: &str) -> Vec<usize> {
        let old = lines_of(&diff.old, name, &self.items);
        let new = lines_of(&diff.new, name, &self.items);
        let is_in = |lines: &BTreeSet<usize>, line: Option<usize>| {
            line.is_some_and(|line| lines.contains(&line))
        };
        let rows = (0..).zip(&diff.rows).filter(|(_, row)| {
            is_in(&old, row.old) || is_in(&new, row.new)
        });
        rows.map(|(i, _)| i).collect()
    }
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
