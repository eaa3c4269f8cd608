//! Which lines that two files share are really the same line.
//!
//! A brace that ends one function is not the brace that ends another, even
//! if nothing tells them apart. So a line stays if what it is in lives on as
//! what it is then in, by its name or by what the two have in common.

use std::collections::{HashMap, HashSet};

use super::align::{BLOCK, Row, lines};
use super::source::{Source, is_telling};

/// The lines of two files with code in one order.
pub fn align(old: &Source, new: &Source) -> Vec<Row> {
    let rows = lines(&old.text, &new.text);
    let kin = Kin::new(&rows, old, new);
    part_strangers(&rows, &kin)
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

#[cfg(test)]
mod tests {
    use super::super::align::tests::told;
    use super::*;

    fn diff(old: &str, new: &str) -> Vec<String> {
        let source = |code| Source::code("lib.rs", code).unwrap();
        let (old, new) = (source(old), source(new));
        told(&align(&old, &new), &old.text, &new.text)
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
