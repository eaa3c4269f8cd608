//! Which lines of two files are the same.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::source::{Source, is_telling};

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
    fn same(old: usize, new: usize) -> Self {
        let (old, new) = (Some(old), Some(new));
        Self { change: Change::Same, old, new, moved: None }
    }

    fn removed(old: usize) -> Self {
        let (old, new) = (Some(old), None);
        Self { change: Change::Removed, old, new, moved: None }
    }

    fn added(new: usize) -> Self {
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

/// The lines of two files with code, each with those of its own kind: a
/// brace that ends one function is not the brace that ends another.
pub fn code(old: &Source, new: &Source) -> Vec<Row> {
    let rows = lines(&old.text, &new.text);
    let kin = Kin::new(&rows, old, new);
    part_strangers(&rows, &kin)
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

/// Lines that are the same by chance go in one place and come in another.
fn part_strangers(rows: &[Row], kin: &Kin<'_>) -> Vec<Row> {
    let mut parted = Vec::new();
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for row in rows {
        if kin.share(row) {
            parted.append(&mut removed);
            parted.append(&mut added);
            parted.push(*row);
        } else {
            removed.extend(row.old.map(Row::removed));
            added.extend(row.new.map(Row::added));
        }
    }
    parted.append(&mut removed);
    parted.append(&mut added);
    parted
}

/// The name of the innermost item around a line, if there is one.
type Home<'a> = Option<&'a str>;

/// Which items of the old file live on as which of the new one.
struct Kin<'a> {
    text: &'a [String],
    old: Vec<Home<'a>>,
    new: Vec<Home<'a>>,
    kin: HashSet<(Home<'a>, Home<'a>)>,
}

impl<'a> Kin<'a> {
    fn new(rows: &[Row], old: &'a Source, new: &'a Source) -> Self {
        let (old_homes, new_homes) = (homes(old), homes(new));
        let (olds, news) = (sizes(old, &old_homes), sizes(new, &new_homes));
        let mut shared = HashMap::<_, usize>::new();
        for row in rows {
            if let (Some(i), Some(j)) = (row.old, row.new)
                && is_telling(&old.text[i])
            {
                *shared.entry((old_homes[i], new_homes[j])).or_default() +=
                    1;
            }
        }
        let kin = shared.into_iter().filter(|((old, new), shared)| {
            let smaller = olds[old].min(news[new]);
            *shared >= BLOCK || 2 * shared >= smaller
        });
        let kin = kin.map(|(homes, _)| homes).collect();
        let text = &old.text;
        Self { text, old: old_homes, new: new_homes, kin }
    }

    /// Whether a line of the old file is really the one of the new file.
    /// A blank line is anybody's.
    fn share(&self, row: &Row) -> bool {
        let (Some(old), Some(new)) = (row.old, row.new) else {
            return false;
        };
        let homes = (self.old[old], self.new[new]);
        let is_blank = self.text[old].trim().is_empty();
        is_blank || homes.0 == homes.1 || self.kin.contains(&homes)
    }
}

fn homes(source: &Source) -> Vec<Home<'_>> {
    let item = |line| source.item_at(line);
    let homes = (0..source.text.len()).map(item);
    homes.map(|item| item.map(|item| item.names[0].as_str())).collect()
}

/// How many lines with something to read each item has.
fn sizes<'a>(
    source: &Source,
    homes: &[Home<'a>],
) -> HashMap<Home<'a>, usize> {
    let mut sizes = HashMap::new();
    for (text, home) in source.text.iter().zip(homes) {
        *sizes.entry(*home).or_default() += usize::from(is_telling(text));
    }
    sizes
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
mod tests {
    use super::*;

    /// The two files in one, as a diff has it.
    fn diff(old: &str, new: &str) -> Vec<String> {
        let source = |code| Source::code("lib.rs", code).unwrap();
        let (old, new) = (source(old), source(new));
        let rows = code(&old, &new).into_iter().map(|row| {
            let old = row.old.map(|i| old.text[i].as_str());
            let text = old.or(row.new.map(|i| new.text[i].as_str()));
            let sign = match row.change {
                Change::Same => ' ',
                Change::Removed => '-',
                Change::Added => '+',
            };
            format!("{sign}{}", text.unwrap())
        });
        rows.collect()
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

    #[test]
    fn a_brace_belongs_to_one_function() {
        let old = "fn a() {\n    loop {\n        x();\n    }\n}\n";
        let new = "fn b() {\n    loop {\n        y();\n    }\n}\n";
        assert_eq!(
            diff(old, &format!("struct S;\n\n{new}")),
            [
                "-fn a() {",
                "-    loop {",
                "-        x();",
                "-    }",
                "-}",
                "+struct S;",
                "+",
                "+fn b() {",
                "+    loop {",
                "+        y();",
                "+    }",
                "+}",
            ]
        );
    }

    #[test]
    fn what_goes_on_in_another_function_may_stay_where_it_is() {
        let body = "    one();\n    two();\n    three();\n";
        let others = |name: &str| format!("    {name}();\n").repeat(5);
        let old = format!("fn main() {{\n{body}{}}}\n", others("old"));
        let main = "fn main() {\n    run();\n}\n";
        let run = format!("fn run() {{\n{body}{}}}\n", others("new"));
        let diff = diff(&old, &format!("{main}\n{run}"));
        for line in body.lines() {
            assert!(diff.contains(&format!(" {line}")), "{diff:?}");
        }
    }
}
