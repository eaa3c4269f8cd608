//! Which lines of two files are the same.

use std::hash::Hash;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What happens to it.
    pub change: Change,
    /// Its place in the old file, counted from zero.
    pub old: Option<usize>,
    /// Its place in the new file.
    pub new: Option<usize>,
    /// Where it comes from or goes to, if it only moves.
    pub moved: Option<usize>,
}

impl Row {
    /// A line that stays.
    pub fn same(old: usize, new: usize) -> Self {
        let (old, new) = (Some(old), Some(new));
        Self { change: Change::Same, old, new, moved: None }
    }

    /// A line that goes.
    pub fn removed(old: usize) -> Self {
        let (old, new) = (Some(old), None);
        Self { change: Change::Removed, old, new, moved: None }
    }

    /// A line that comes.
    pub fn added(new: usize) -> Self {
        let (old, new) = (None, Some(new));
        Self { change: Change::Added, old, new, moved: None }
    }

    /// Whether it comes or goes.
    pub fn is_change(&self) -> bool {
        self.change != Change::Same
    }
}

/// How many lines that two places share are no coincidence.
pub const BLOCK: usize = 3;

/// The lines of two texts in one order.
pub fn lines(old: &[String], new: &[String]) -> Vec<Row> {
    let input = input(&strs(old), &strs(new));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    // Where a function comes after another, a diff may just as well begin
    // at the brace of the one before. People want whole functions.
    diff.postprocess_lines(&input);
    rows(&diff, old.len(), new.len())
}

/// Smaller things in one order, such as the words of two lines.
pub fn parts<T: Copy + Default + Eq + Hash>(
    old: &[T],
    new: &[T],
) -> Vec<Row> {
    let input = input(old, new);
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    // Few long changes read better than many short ones.
    diff.postprocess_no_heuristic(&input);
    rows(&diff, old.len(), new.len())
}

fn strs(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

fn input<T: Copy + Default + Eq + Hash>(
    old: &[T],
    new: &[T],
) -> InternedInput<T> {
    let mut input = InternedInput::default();
    input.update_before(old.iter().copied());
    input.update_after(new.iter().copied());
    input
}

fn rows(diff: &Diff, old: usize, new: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old || j < new {
        let row = if i < old && diff.is_removed(i as u32) {
            Row::removed(i)
        } else if j < new && diff.is_added(j as u32) {
            Row::added(j)
        } else {
            Row::same(i, j)
        };
        i += usize::from(row.old.is_some());
        j += usize::from(row.new.is_some());
        rows.push(row);
    }
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The two texts in one, as a diff has them.
    pub(in super::super) fn told(
        rows: &[Row],
        old: &[String],
        new: &[String],
    ) -> Vec<String> {
        let rows = rows.iter().map(|row| {
            let old = row.old.map(|i| old[i].as_str());
            let text = old.or(row.new.map(|i| new[i].as_str()));
            let sign = match row.change {
                Change::Same => ' ',
                Change::Removed => '-',
                Change::Added => '+',
            };
            format!("{sign}{}", text.unwrap())
        });
        rows.collect()
    }

    fn diff(old: &str, new: &str) -> Vec<String> {
        let [old, new] = [old, new].map(|text| {
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        });
        told(&lines(&old, &new), &old, &new)
    }

    #[test]
    fn a_function_comes_as_a_whole() {
        let a = "fn a() {\n    x();\n}\n";
        let b = "fn b() {\n    y();\n}\n";
        let c = "fn c() {\n    z();\n}\n";
        assert_eq!(
            diff(a, &format!("{a}\n{b}"))[3..],
            ["+", "+fn b() {", "+    y();", "+}"]
        );
        let abc = diff(&format!("{a}\n{c}"), &format!("{a}\n{b}\n{c}"));
        assert_eq!(abc[4..8], ["+fn b() {", "+    y();", "+}", "+"]);
    }

    #[test]
    fn an_attribute_stays_with_what_it_belongs_to() {
        let a = "#[derive(Default)]\nstruct A;\n";
        let b = "#[derive(Default)]\nstruct B;\n";
        assert_eq!(
            diff(b, &format!("{a}\n{b}"))[..3],
            ["+#[derive(Default)]", "+struct A;", "+"]
        );
    }
}
