//! Moves a block that comes or goes to where a person would see it.
//!
//! Where a function is added after another, a diff may just as well begin
//! at the brace of the one before and end before its own: both turn the old
//! file into the new one. People want whole functions.

use std::ops::Range;

use crate::diff::{Change, Row, runs};

/// Slides every block to its best place.
pub fn slide(rows: &mut [Row], old: &[String], new: &[String]) {
    for hunk in runs(rows.len(), |i| rows[i].is_change()) {
        let change = rows[hunk.start].change;
        if rows[hunk.clone()].iter().all(|row| row.change == change) {
            let side = if change == Change::Added { new } else { old };
            slide_one(rows, &hunk, side);
        } else {
            slide_end(rows, &hunk, new);
        }
    }
}

/// Where lines go and come in one place, what comes may end with a whole
/// function, too.
fn slide_end(rows: &mut [Row], hunk: &Range<usize>, new: &[String]) {
    let next = rows.get(hunk.end).and_then(|row| row.new);
    let (Some(next), Some(_)) = (next, rows[hunk.end - 1].new) else {
        return;
    };
    let is_start = |i: &usize| {
        rows[*i].new.is_some_and(|start| {
            new[start].trim() == "}"
                && new[start] == new[next]
                && score(new, start + 1..next + 1) == WHOLE
        })
    };
    if let Some(start) = hunk.clone().find(is_start) {
        place(&mut rows[start..=hunk.end], 1, hunk.end - start);
    }
}

fn slide_one(rows: &mut [Row], hunk: &Range<usize>, side: &[String]) {
    let first = line(&rows[hunk.start]);
    let (up, down) = reach(rows, hunk, side);
    let score =
        |start: &usize| (score(side, *start..start + hunk.len()), *start);
    let places = first - up..=first + down;
    let best = places.max_by_key(score).unwrap_or(first);
    let region = hunk.start - up..hunk.end + down;
    place(&mut rows[region], best + up - first, hunk.len());
}

/// How far a block can go up and down: as long as the line that it takes in
/// on one side is the one that it leaves on the other.
fn reach(
    rows: &[Row],
    hunk: &Range<usize>,
    side: &[String],
) -> (usize, usize) {
    let is_same = |i: Option<usize>| {
        let row = i.and_then(|i| rows.get(i));
        row.is_some_and(|row| row.change == Change::Same)
    };
    let first = line(&rows[hunk.start]);
    let end = first + hunk.len();
    let (mut up, mut down) = (0, 0);
    while is_same(hunk.start.checked_sub(up + 1))
        && side[first - up - 1] == side[end - up - 1]
    {
        up += 1;
    }
    while is_same(Some(hunk.end + down))
        && side[first + down] == side[end + down]
    {
        down += 1;
    }
    (up, down)
}

fn line(row: &Row) -> usize {
    row.new.or(row.old).unwrap_or_default()
}

/// The score of a block that is whole.
const WHOLE: u8 = 3;

/// How whole a block looks: it begins after a blank line or with one, and
/// ends with a brace or a blank line.
fn score(side: &[String], block: Range<usize>) -> u8 {
    let text = |i: usize| side[i].trim();
    let begins = block.start == 0
        || text(block.start - 1).is_empty()
        || text(block.start).is_empty();
    let ends = ["", "}"].contains(&text(block.end - 1));
    2 * u8::from(begins) + u8::from(ends)
}

/// Writes a region anew: `before` rows stay, then come those that change,
/// and then those that stay again.
fn place(region: &mut [Row], before: usize, changed: usize) {
    let change = region.iter().map(|row| row.change);
    let change = change.max().unwrap_or(Change::Same);
    let mut old = region.iter().find_map(|row| row.old).unwrap_or_default();
    let mut new = region.iter().find_map(|row| row.new).unwrap_or_default();
    for (i, row) in region.iter_mut().enumerate() {
        let is_changed = (before..before + changed).contains(&i);
        row.change = if is_changed { change } else { Change::Same };
        row.old = (row.change != Change::Added).then_some(old);
        row.new = (row.change != Change::Removed).then_some(new);
        old += usize::from(row.old.is_some());
        new += usize::from(row.new.is_some());
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::{Change, FileDiff, Source};

    /// The lines that come, when a file changes.
    fn added(old: &str, new: &str) -> Vec<String> {
        let source = |code| Source::new("lib.rs", code).unwrap();
        let diff = FileDiff::of_code(source(old), source(new));
        let rows = diff.rows.iter();
        let rows = rows.filter(|row| row.change == Change::Added);
        rows.map(|row| diff.text(row).to_owned()).collect()
    }

    #[test]
    fn a_function_comes_as_a_whole() {
        let a = "fn a() {\n    x();\n}\n";
        let b = "fn b() {\n    y();\n}\n";
        let c = "fn c() {\n    z();\n}\n";
        let ac = format!("{a}\n{c}");
        assert_eq!(
            added(a, &format!("{a}\n{b}")),
            ["", "fn b() {", "    y();", "}"]
        );
        assert_eq!(
            added(&ac, &format!("{a}\n{b}\n{c}")),
            ["fn b() {", "    y();", "}", ""]
        );
    }

    #[test]
    fn an_attribute_stays_with_what_it_belongs_to() {
        let a = "#[derive(Default)]\nstruct A;\n";
        let b = "#[derive(Default)]\nstruct B;\n";
        assert_eq!(
            added(b, &format!("{a}\n{b}")),
            ["#[derive(Default)]", "struct A;", ""]
        );
    }
}
