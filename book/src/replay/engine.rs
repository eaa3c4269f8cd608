//! Which line of an engine does what: `book/loops.toml`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::Deserialize;

use crate::chapter::files::Files;
use crate::diff::choice::Choice;
use crate::diff::file_diff::FileDiff;
use crate::draw::code;
use crate::repository::Place;

/// Where all engines are described.
pub const FILE: &str = "book/loops.toml";

/// What an engine does. The file explains each.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the file explains each")]
pub enum Doing {
    Ready,
    Queue,
    Waits,
    Rings,
    Main,
    Turn,
    Draws,
    Rests,
    Reads,
    Ends,
}

/// What is said of an engine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    file: String,
    /// What the queue of those who are ready is called there.
    pub ready: Option<String>,
    /// What the queue of those who sleep is called.
    pub sleeping: String,
    /// What the note is called.
    pub note: Option<String>,
    /// Queues that are empty in these shows.
    #[serde(default)]
    pub always_empty: Vec<String>,
    /// The number of the first who sleeps.
    pub numbers: Option<u64>,
    lines: BTreeMap<Doing, [String; 2]>,
}

/// Some of its code.
#[derive(Debug)]
pub struct Code {
    /// Line by line, as HTML.
    pub lines: Vec<String>,
    /// Which of these lines does what.
    pub marks: BTreeMap<Doing, usize>,
}

impl Engine {
    /// The one of a step.
    ///
    /// # Errors
    ///
    /// If the file says nothing of it.
    pub fn of_step(files: &Files, number: &str) -> Result<Self> {
        let text = files.repository().read(FILE)?;
        let mut all: BTreeMap<String, Self> =
            toml::from_str(&text).context(FILE)?;
        let own = all.remove(number);
        own.with_context(|| format!("{FILE} says nothing of {number}"))
    }

    /// The items that it names, and where their lines are in them.
    ///
    /// # Errors
    ///
    /// If a name points at nothing, or at more than one thing.
    pub fn code(&self, files: &Files, number: &str) -> Result<Code> {
        let diff = files.one(&Place::new(number, &self.file))?;
        let of_step = || format!("{FILE}, [{number}]");
        self.check_names(&diff).with_context(of_step)?;
        let rows = self.rows(&diff).with_context(of_step)?;
        let mut marks = BTreeMap::new();
        for (doing, name) in &self.lines {
            let row = find(&diff, name).with_context(of_step)?;
            let line = rows.iter().position(|other| *other == Some(row));
            marks.insert(
                *doing,
                line.context("documentation does nothing")?,
            );
        }
        let lines = rows.iter().map(|row| match row {
            Some(row) => {
                let words = diff.words(&diff.rows[*row]);
                code::words(words, None).into_string()
            }
            None => String::new(),
        });
        Ok(Code { lines: without_indent(lines.collect()), marks })
    }

    fn check_names(&self, diff: &FileDiff) -> Result<()> {
        let names = [&self.ready, &Some(self.sleeping.clone()), &self.note];
        let names = names.into_iter().flatten().chain(&self.always_empty);
        for name in names {
            let there =
                diff.new.text.iter().any(|line| line.contains(name));
            ensure!(there, "there is no {name} in {}", self.file);
        }
        Ok(())
    }

    /// All rows of the items but for their documentation, with nothing in
    /// between where something is left out.
    fn rows(&self, diff: &FileDiff) -> Result<Vec<Option<usize>>> {
        let items = self.lines.values().map(|[item, _]| item.clone());
        let items: BTreeSet<_> = items.collect();
        let items = items.into_iter().collect();
        let choice = Choice { items, ..Choice::default() };
        let rows = choice.rows(diff).map_err(|e| anyhow!(e))?;
        let text = |row: usize| diff.text(&diff.rows[row]).trim();
        let mut shown = Vec::new();
        let mut before = None;
        for row in rows.into_iter().filter(|row| !is_doc(text(*row))) {
            let gap = before.is_some_and(|before| before + 1 < row);
            if gap
                && shown.last().is_some_and(|last: &Option<usize>| {
                    last.is_some_and(|last| !text(last).is_empty())
                })
            {
                shown.push(None);
            }
            shown.push(Some(row));
            before = Some(row);
        }
        Ok(shown)
    }
}

fn is_doc(line: &str) -> bool {
    line.starts_with("///")
}

/// The row of an item that has a text in it.
///
/// # Errors
///
/// If there is no such row, or more than one.
pub fn find(diff: &FileDiff, [item, text]: &[String; 2]) -> Result<usize> {
    let choice = Choice { items: vec![item.clone()], ..Choice::default() };
    let rows = choice.rows(diff).map_err(|e| anyhow!(e))?;
    let has = |row: &usize| diff.text(&diff.rows[*row]).contains(text);
    let mut found = rows.into_iter().filter(has);
    match (found.next(), found.next()) {
        (Some(row), None) => Ok(row),
        (None, _) => bail!("{item} has no line with {text:?} in it"),
        _ => bail!("{item} has several lines with {text:?} in them"),
    }
}

/// Methods are as far to the left as functions.
fn without_indent(lines: Vec<String>) -> Vec<String> {
    let full = || lines.iter().filter(|line| !line.is_empty());
    let indent = |line: &String| line.len() - line.trim_start().len();
    let least = full().map(indent).min().unwrap_or_default();
    let cut = |line: &String| line.get(least..).unwrap_or("").to_owned();
    lines.iter().map(cut).collect()
}
