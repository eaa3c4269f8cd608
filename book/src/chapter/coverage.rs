//! Whether a chapter shows everything that its step changes.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use anyhow::Result;

use crate::diff::align::{Change, Row};
use crate::diff::file_diff::FileDiff;
use crate::diff::source::Source;
use crate::draw::code::sign;
use crate::repository::{Repository, Step};

/// The rows of each file that a step's chapter has shown.
#[derive(Debug, Default)]
pub struct Shown {
    rows: BTreeMap<(String, String), BTreeSet<usize>>,
}

impl Shown {
    /// Notes that a step's chapter shows these rows of a file.
    pub fn add(&mut self, step: &Step, file: &str, rows: &[usize]) {
        let key = (step.name.clone(), file.to_owned());
        self.rows.entry(key).or_default().extend(rows);
    }

    fn of(&self, step: &Step, file: &str) -> BTreeSet<usize> {
        let key = (step.name.clone(), file.to_owned());
        self.rows.get(&key).cloned().unwrap_or_default()
    }

    /// What no chapter shows: a complaint for each run of lines in one item.
    pub fn missing(
        &self,
        repository: &Repository,
        diff: impl Fn(&Step, &Step, &str) -> Result<Rc<FileDiff>>,
    ) -> Result<Vec<String>> {
        let steps = repository.steps()?;
        let mut missing = Vec::new();
        for pair in steps.windows(2) {
            let [from, to] = pair else { continue };
            for file in files_of_both(from, to)? {
                let diff = diff(from, to, &file)?;
                let shown = self.of(to, &file);
                let is_rename =
                    |row: &Row| names_crate(&diff, row, from, to);
                let gaps = gaps(&diff, &shown, is_rename).into_iter();
                missing.extend(gaps.map(|gap| gap.tell(from, to, &file)));
            }
        }
        Ok(missing)
    }
}

fn files_of_both(from: &Step, to: &Step) -> Result<BTreeSet<String>> {
    Ok(from.files()?.into_iter().chain(to.files()?).collect())
}

/// Whether a line of an example in the documentation changes only because
/// the step's crate has another name. That teaches nothing.
fn names_crate(diff: &FileDiff, row: &Row, from: &Step, to: &Step) -> bool {
    let (old, new) = (from.package(), to.package());
    let text = diff.text(row);
    let renamed = match row.change {
        Change::Same => return false,
        Change::Removed => {
            diff.new.text.contains(&text.replace(&old, &new))
        }
        Change::Added => diff.old.text.contains(&text.replace(&new, &old)),
    };
    renamed && text.trim_start().starts_with("///")
}

/// Lines that change and are not shown.
struct Gap {
    lines: String,
    item: String,
}

impl Gap {
    fn tell(&self, from: &Step, to: &Step, file: &str) -> String {
        let Self { lines, item } = self;
        let (from, to_number) = (from.number(), to.number());
        format!(
            "steps/{}/{file}: its chapter never shows {lines}; for example \
             {{{{#diff {from} {to_number} {file}{item}}}}}",
            to.name
        )
    }
}

fn gaps(
    diff: &FileDiff,
    shown: &BTreeSet<usize>,
    is_rename: impl Fn(&Row) -> bool,
) -> Vec<Gap> {
    let is_missing = |i: &usize| {
        let row = &diff.rows[*i];
        let teaches = !diff.is_blank(row) && !is_rename(row);
        row.is_change() && !shown.contains(i) && teaches
    };
    let missing = (0..diff.rows.len()).filter(is_missing);
    let missing: Vec<_> = missing.map(|i| &diff.rows[i]).collect();
    let item = |row: &Row| item_of(diff, row);
    let groups = missing.chunk_by(|a, b| item(a) == item(b));
    let gap =
        |rows: &[&Row]| Gap { lines: lines(rows), item: item(rows[0]) };
    groups.map(gap).collect()
}

/// Such as `−12, +12–17`: lines of the old file and of the new one.
fn lines(rows: &[&Row]) -> String {
    let follows = |a: Option<usize>, b: Option<usize>| match (a, b) {
        (Some(a), Some(b)) => b == a + 1,
        (a, b) => a == b,
    };
    let runs = rows.chunk_by(|a, b| {
        a.change == b.change
            && follows(a.old, b.old)
            && follows(a.new, b.new)
    });
    let runs = runs.map(|run| {
        let number =
            |row: &Row| row.new.or(row.old).unwrap_or_default() + 1;
        let sign = sign(run[0].change);
        match run {
            [row] => format!("{sign}{}", number(row)),
            [first, .., last] => {
                format!("{sign}{}–{}", number(first), number(last))
            }
            [] => String::new(),
        }
    });
    runs.collect::<Vec<_>>().join(", ")
}

fn item_of(diff: &FileDiff, row: &Row) -> String {
    let find = |source: &Source, line| {
        source.item_at(line).map(|item| format!(" {}", item.names[0]))
    };
    match (row.new, row.old) {
        (Some(line), _) => find(&diff.new, line),
        (_, Some(line)) => find(&diff.old, line),
        (None, None) => None,
    }
    .unwrap_or_default()
}
