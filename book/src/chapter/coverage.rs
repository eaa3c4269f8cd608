//! Whether a chapter shows everything that its step changes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::chapter::files::{Files, Way};
use crate::chapter::rules::Detour;
use crate::diff::align::{Change, Row};
use crate::diff::file_diff::FileDiff;
use crate::diff::source::Source;
use crate::draw::code::sign;
use crate::repository::{Place, Repository, Step};

/// The rows of each diff that the chapter of its step has shown.
#[derive(Debug, Default)]
pub struct Shown {
    rows: BTreeMap<Way, BTreeSet<usize>>,
}

impl Shown {
    /// Notes that the chapter of a step shows these rows.
    pub fn add(&mut self, way: &Way, rows: &[usize]) {
        self.rows.entry(way.clone()).or_default().extend(rows);
    }

    /// What no chapter shows: a complaint for each run of lines in one item.
    ///
    /// # Errors
    ///
    /// If the steps cannot be read.
    pub fn missing(
        &self,
        files: &Files,
        detours: &[Detour],
    ) -> Result<Vec<String>> {
        let nothing = BTreeSet::new();
        let mut missing = Vec::new();
        for way in ways(files.repository(), detours)? {
            let diff = files.diff(&way)?;
            let shown = self.rows.get(&way).unwrap_or(&nothing);
            let names = names(files.repository(), &way)?;
            let is_rename = |row: &Row| names_crate(&diff, row, &names);
            let gaps = gaps(&diff, shown, is_rename).into_iter();
            for gap in gaps {
                missing.push(gap.tell(files.repository(), &way)?);
            }
        }
        Ok(missing)
    }
}

/// Every way from a file of a step to one of the next.
fn ways(repository: &Repository, detours: &[Detour]) -> Result<Vec<Way>> {
    let mut ways = Vec::new();
    for pair in repository.steps()?.windows(2) {
        let [from, to] = pair else { continue };
        for file in files_of_both(from, to)? {
            let here = Place::new(to.number(), &file);
            let before = Place::new(from.number(), &file);
            match stop(to, &file, detours) {
                Some(stop) => {
                    ways.push((before, stop.clone()));
                    ways.push((stop, here));
                }
                None => ways.push((before, here)),
            }
        }
    }
    Ok(ways)
}

/// What lies on the way to a file of a step, if something does.
fn stop(step: &Step, file: &str, detours: &[Detour]) -> Option<Place> {
    let mut detours = detours.iter();
    let detour = detours.find(|detour| {
        detour.step == step.number() && detour.file == file
    })?;
    step.read(&detour.by)?;
    Some(Place::new(step.number(), &detour.by))
}

fn files_of_both(from: &Step, to: &Step) -> Result<BTreeSet<String>> {
    Ok(from.files()?.into_iter().chain(to.files()?).collect())
}

/// What the crates are called, before and after.
fn names(repository: &Repository, way: &Way) -> Result<[String; 2]> {
    let step = |place: &Place| repository.step(&place.step);
    Ok([step(&way.0)?.package(), step(&way.1)?.package()])
}

/// Whether a line of an example in the documentation changes only because
/// the step's crate has another name. That teaches nothing.
fn names_crate(diff: &FileDiff, row: &Row, names: &[String; 2]) -> bool {
    let [old, new] = names;
    let text = diff.text(row);
    let renamed = match row.change {
        Change::Same => return false,
        Change::Removed => diff.new.text.contains(&text.replace(old, new)),
        Change::Added => diff.old.text.contains(&text.replace(new, old)),
    };
    old != new && renamed && text.trim_start().starts_with("///")
}

/// Lines that change and are not shown.
struct Gap {
    lines: String,
    item: String,
}

impl Gap {
    fn tell(&self, repository: &Repository, way: &Way) -> Result<String> {
        let (Self { lines, item }, (from, to)) = (self, way);
        let step = repository.step(&to.step)?.name;
        let becomes = if from.file == to.file {
            String::new()
        } else {
            format!(" --becomes {}", to.file)
        };
        Ok(format!(
            "steps/{step}/{}: its chapter never shows {lines}; for example \
             {{{{#diff {} {} {}{becomes}{item}}}}}",
            to.file, from.step, to.step, from.file,
        ))
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
