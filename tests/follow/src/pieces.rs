//! What a chapter changes, piece by piece: for those who want a hint.

use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::collections::{HashMap, HashSet};
use std::fs;

use anyhow::{Context, Result};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::diff::{self, Row};
use crate::directive::{Directive, Part};
use crate::house::{House, Step};
use crate::items::{Items, lines_of};
use crate::manifest::NAME;
use crate::words::words;

/// A piece of a change, as a chapter shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The chapter's page, and the line of the directive in it.
    pub place: (String, usize),
    /// What the chapter says before it.
    pub prose: String,
    /// Which lines change.
    pub part: Part,
    before: Option<Source>,
    after: Source,
}

/// A file of a step: the step's number, and the file's name.
type Source = (usize, String);

/// Files, named from the folder in which they lie, with their text.
pub type Files = Vec<(String, String)>;

/// How far somebody has come with a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No code changes.
    Words,
    /// It is still to be typed.
    Open,
    /// It has been typed.
    Done,
    /// It takes something away that is not there.
    Gone,
}

/// All pieces of a step's chapter, in order.
pub fn pieces(house: &House, step: &Step) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for page in house.pages(step)? {
        let text = house.page(&page)?;
        let mut prose = String::new();
        for (number, line) in (1..).zip(text.lines()) {
            let Some(directive) = Directive::parse(line) else {
                read_prose(&mut prose, line);
                continue;
            };
            let place = (page.clone(), number);
            pieces.extend(piece(directive, step, place, &prose));
        }
    }
    Ok(leading_on(pieces))
}

/// Without those that end in an example: nobody goes on from there.
fn leading_on(pieces: Vec<Piece>) -> Vec<Piece> {
    let starts: HashSet<_> =
        pieces.iter().filter_map(|piece| piece.before.clone()).collect();
    let leads_on = |piece: &Piece| {
        piece.after.1.starts_with("src/") || starts.contains(&piece.after)
    };
    pieces.into_iter().filter(leads_on).collect()
}

/// The pieces that somebody has still to type.
pub fn open_pieces(
    house: &House,
    step: &Step,
    mine: &Files,
) -> Result<Vec<Piece>> {
    // Many pieces are of the same two files.
    let mut changes = HashMap::new();
    let pieces = pieces(house, step)?.into_iter();
    let pieces = pieces.map(|piece| {
        let sources = (piece.before.clone(), piece.after.clone());
        let change = match changes.entry(sources) {
            Occupied(entry) => entry.into_mut(),
            Vacant(entry) => entry.insert(piece.change(house)?),
        };
        let state = change.state(&piece, mine);
        Ok((piece, state))
    });
    let pieces = pieces.collect::<Result<Vec<_>>>()?;
    // Whoever has begun with what it becomes has left it behind.
    let is_behind = |piece: &Piece| {
        pieces.iter().any(|(later, state)| {
            *state == State::Done
                && later.before == Some(piece.after.clone())
        })
    };
    let open = pieces.iter().filter(|(piece, state)| {
        *state == State::Open && !is_behind(piece)
    });
    Ok(open.map(|(piece, _)| piece.clone()).collect())
}

fn piece(
    directive: Directive,
    step: &Step,
    place: (String, usize),
    prose: &str,
) -> Option<Piece> {
    let (before, after, part) = match directive {
        Directive::Diff { from, to, file, becomes, part } => {
            let after = becomes.unwrap_or_else(|| file.clone());
            (Some((from, file)), (to, after), part)
        }
        // In the first step, which has nothing before it.
        Directive::Listing { step: 1, file, part } => {
            (None, (1, file), part)
        }
        Directive::Listing { .. } => return None,
    };
    let prose = prose.to_owned();
    let piece = Piece { place, prose, part, before, after };
    let is_ours = piece.after.0 == step.number;
    (is_ours && piece.file().starts_with("src/")).then_some(piece)
}

/// Keeps the last paragraph.
fn read_prose(prose: &mut String, line: &str) {
    let line = line.trim();
    let is_text = !line.is_empty()
        && !line.starts_with(['#', '{', '<', '|', '`', '$']);
    if line.is_empty() {
        // The next line begins another one.
        if !prose.is_empty() {
            prose.push('\n');
        }
    } else if is_text {
        if let Some((_, rest)) = prose.rsplit_once('\n') {
            *prose = rest.to_owned();
        }
        if !prose.is_empty() {
            prose.push(' ');
        }
        prose.push_str(line);
    }
}

impl Piece {
    /// The file in which it is typed. A chapter may lead there by way of
    /// an example.
    pub fn file(&self) -> &str {
        let (_, after) = &self.after;
        match &self.before {
            Some((_, before)) if !after.starts_with("src/") => before,
            _ => after,
        }
    }

    /// What changes.
    pub fn change(&self, house: &House) -> Result<Change> {
        let old = self.before.as_ref().map(|source| items(house, source));
        let old = old.unwrap_or_else(|| Items::of(""))?;
        Ok(Change { old, new: items(house, &self.after)? })
    }
}

/// What is in a file; nothing, if there is none.
fn items(house: &House, (number, file): &Source) -> Result<Items> {
    let step = house.step(*number)?;
    let text = fs::read_to_string(house.folder(&step).join(file));
    let text = text.unwrap_or_default().replace(&step.package(), NAME);
    let name = format!("{file} of step {step}");
    Items::of(&text).context(name)
}

/// A file before and after.
#[derive(Debug)]
pub struct Change {
    old: Items,
    new: Items,
}

impl Change {
    /// Whether a piece has been typed already: what it brings is there,
    /// and what it takes away is not.
    pub fn state(&self, piece: &Piece, mine: &Files) -> State {
        let [old, new] = self.runs(&piece.part);
        if old == new {
            return State::Words;
        }
        let file = piece.file();
        let found = mine.iter().find(|(name, _)| name == file);
        let mine = words(found.map_or("", |(_, text)| text));
        let there = |run: &&Vec<String>| {
            mine.windows(run.len()).any(|window| window == &run[..])
        };
        match new.is_empty() {
            true if old.iter().any(|run| there(&run)) => State::Open,
            true => State::Gone,
            false if new.iter().all(|run| there(&run)) => State::Done,
            false => State::Open,
        }
    }

    /// What changes in a piece, and a little around it.
    pub fn rows(&self, part: &Part) -> Vec<Row> {
        diff::near_changes(self.all_rows(part))
    }

    /// The words of each of the items, before and after.
    fn runs(&self, part: &Part) -> [Vec<Vec<String>>; 2] {
        let names = part.items();
        let texts = if part.is_narrow() {
            let rows = self.all_rows(part);
            let side = |not: fn(&Row) -> bool| {
                let rows = rows.iter().filter(|row| !not(row));
                let lines: Vec<_> = rows.map(Row::text).collect();
                vec![lines.join("\n")]
            };
            [
                side(|row| matches!(row, Row::Come(_))),
                side(|row| matches!(row, Row::Gone(_))),
            ]
        } else {
            [self.old.texts(&names), self.new.texts(&names)]
        };
        texts.map(|texts| {
            let words = texts.iter().map(|text| words(text));
            words.filter(|words| !words.is_empty()).collect()
        })
    }

    fn all_rows(&self, part: &Part) -> Vec<Row> {
        let (old, new) = (&self.old, &self.new);
        let names = part.items();
        let (old_lines, new_lines) =
            (lines_of(old, &names), lines_of(new, &names));
        let olds: Vec<_> = old.code.lines().collect();
        let news: Vec<_> = new.code.lines().collect();
        let ops = capture_diff_slices(Algorithm::Histogram, &olds, &news);
        let mut rows = Vec::new();
        for op in ops {
            let equal = matches!(op, DiffOp::Equal { .. });
            let own = op.old_range().filter(|i| old_lines.contains(i));
            if !equal {
                rows.extend(own.map(|i| Row::Gone(olds[i].to_owned())));
            }
            for i in op.new_range().filter(|i| new_lines.contains(i)) {
                let line = news[i].to_owned();
                let row = if equal { Row::Same } else { Row::Come };
                rows.push(row(line));
            }
        }
        narrow(rows, part)
    }
}

/// From the first row that has one text in it to the next that has the
/// other.
fn narrow(mut rows: Vec<Row>, part: &Part) -> Vec<Row> {
    let find = |rows: &[Row], text: &Option<String>| {
        let text = text.as_ref()?;
        rows.iter().position(|row| row.text().contains(text))
    };
    if let Some(first) = find(&rows, &part.first) {
        rows.drain(..first);
    }
    if let Some(last) = find(&rows, &part.last) {
        rows.truncate(last + 1);
    }
    rows
}
