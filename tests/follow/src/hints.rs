//! Hints: the chapter's next piece, first what it changes, and then the
//! piece itself.

use anyhow::{Context, Result};

use crate::diff;
use crate::house::House;
use crate::mine::Goal;
use crate::page::{Mood, Page};
use crate::pieces::{Piece, open_pieces};
use crate::place::sources;
use crate::puzzles;

/// The hints for what lies in `mine/`, one after the other.
#[derive(Debug)]
pub struct Hints {
    pages: Vec<Page>,
}

impl Hints {
    /// All hints that are of use now.
    pub fn of(house: &House, goal: Goal) -> Result<Self> {
        if let Some(number) = goal.puzzle {
            let puzzle = puzzles::puzzle(house, number)?;
            let title = format!("A hint for puzzle {number}.");
            let mut page = Page::new(Mood::Calm, title);
            page.say(puzzle.hint);
            return Ok(Self { pages: vec![page] });
        }
        let step = house.step(goal.step)?;
        let mut pages = Vec::new();
        for piece in open_pieces(house, &step, &sources(house)?)? {
            pages.push(what_changes(house, &piece)?);
            pages.push(the_piece(house, &piece)?);
        }
        if pages.is_empty() {
            let title = "There is no piece left that you have not typed.";
            pages.push(Page::new(Mood::Calm, title));
        }
        Ok(Self { pages })
    }

    /// The hint with that number, counted from zero. After the last comes
    /// the first.
    pub fn page(&self, number: usize) -> &Page {
        &self.pages[number % self.pages.len()]
    }
}

/// In words.
fn what_changes(house: &House, piece: &Piece) -> Result<Page> {
    let mut page = Page::new(Mood::Calm, "The next piece.");
    page.say(piece.prose.replace('\n', " "));
    let items = piece.part.items().into_iter();
    let items = items.map(|item| match item.as_str() {
        "//!" => "the words at the top".to_owned(),
        "use" => "the imports".to_owned(),
        "mod" => "the list of modules".to_owned(),
        item => format!("`{item}`"),
    });
    let items: Vec<_> = items.collect();
    let what = match items.len() {
        0 => piece.file().to_owned(),
        _ => format!("{} in {}", items.join(", "), piece.file()),
    };
    page.row("changes", what);
    let (chapter, line) = &piece.place;
    let title = house.title(chapter).context("a page without a title")?;
    page.row("read", format!("{title} (book/chapters/{chapter}:{line})"));
    Ok(page)
}

/// In code.
fn the_piece(house: &House, piece: &Piece) -> Result<Page> {
    let title = format!("The piece itself, in {}.", piece.file());
    let mut page = Page::new(Mood::Calm, title);
    page.raw(diff::unified(&piece.change(house)?.rows(&piece.part)));
    Ok(page)
}
