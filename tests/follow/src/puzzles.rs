//! Find the mistake: engines with one wrong line each.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::edits::Edit;
use crate::house::House;

/// An engine with one wrong line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Puzzle {
    /// How one asks for it.
    #[serde(skip)]
    pub number: usize,
    /// What it is called.
    pub title: String,
    /// Whose engine it is.
    pub step: usize,
    /// What goes wrong, as somebody would tell it who has only seen it.
    pub symptom: String,
    /// Where to look.
    pub hint: String,
    /// What was wrong, for those who have found it.
    pub solution: String,
    /// Where the book speaks of it: a word of `sections.toml`.
    pub section: String,
    /// What makes it wrong.
    pub edit: Edit,
}

#[derive(Deserialize)]
struct Puzzles {
    puzzle: Vec<Puzzle>,
}

/// All puzzles, in order.
pub fn all(house: &House) -> Result<Vec<Puzzle>> {
    let file = "tests/follow/puzzles.toml";
    let puzzles = toml::from_str(&house.read(file)?);
    let Puzzles { mut puzzle } =
        puzzles.with_context(|| format!("{file} makes no sense"))?;
    (1..).zip(&mut puzzle).for_each(|(n, puzzle)| puzzle.number = n);
    Ok(puzzle)
}

/// The puzzle with that number.
pub fn puzzle(house: &House, number: usize) -> Result<Puzzle> {
    let all = all(house)?;
    let last = all.len();
    let mut all = all.into_iter();
    all.find(|puzzle| puzzle.number == number).with_context(|| {
        format!("there is no puzzle {number}; there are 1 to {last}")
    })
}
