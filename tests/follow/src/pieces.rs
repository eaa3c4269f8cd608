//! What a chapter changes, piece by piece: for those who want a hint.

use anyhow::{Context, Result};
use similar::{Algorithm, capture_diff_slices};

use crate::diff::{self, Row};
use crate::house::{House, Step};
use crate::items::{Items, lines_of};
use crate::mine;
use crate::words::words;

/// A piece of a change, as a chapter shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The chapter's page, and the line of the directive in it.
    pub place: (String, usize),
    /// The file, named from the step's folder.
    pub file: String,
    /// Which items change; all, if there are none.
    pub items: Vec<String>,
    /// What the chapter says before it.
    pub prose: String,
}

/// The sources of a step, as they would be in `mine/`.
pub type Files = Vec<(String, String)>;

/// All pieces of a step's chapter, in order.
pub fn pieces(house: &House, step: &Step) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for page in house.pages(step)? {
        let text = house.page(&page)?;
        let mut prose = String::new();
        for (number, line) in (1..).zip(text.lines()) {
            if let Some((file, items)) = directive(line, step) {
                let (place, prose) =
                    ((page.clone(), number), prose.clone());
                pieces.push(Piece { place, file, items, prose });
            } else {
                read_prose(&mut prose, line);
            }
        }
    }
    Ok(pieces)
}

/// `{{#diff 03 04 src/lib.rs use, Scheduler}}`; in the first step, which has
/// nothing before it, `{{#listing 01 src/main.rs main}}`.
fn directive(line: &str, step: &Step) -> Option<(String, Vec<String>)> {
    let inner = line.trim().strip_prefix("{{#")?.strip_suffix("}}")?;
    let own = step.to_string();
    let words: Vec<_> = inner.split_whitespace().collect();
    let (file, items) = match words[..] {
        ["diff", _, to, file, ref items @ ..] if to == own => (file, items),
        ["listing", of, file, ref items @ ..]
            if of == own && step.number == 1 =>
        {
            (file, items)
        }
        _ => return None,
    };
    let items = items.join(" ");
    let items = items.split(',').map(|item| item.trim().to_owned());
    let items = items.filter(|item| !item.is_empty()).collect();
    file.starts_with("src/").then(|| (file.to_owned(), items))
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

/// Two states of the code between which a chapter leads.
#[derive(Debug)]
pub struct Way {
    from: Files,
    to: Files,
}

impl Way {
    /// From the step before to the step.
    pub fn to(house: &House, step: &Step) -> Result<Self> {
        let from = match step.number {
            1 => Vec::new(),
            number => mine::copy(house, &house.step(number - 1)?)?,
        };
        Ok(Self { from, to: mine::copy(house, step)? })
    }

    /// Whether a piece has been typed already: what it brings is there,
    /// and what it takes away is not.
    pub fn is_done(&self, piece: &Piece, mine: &Files) -> Result<bool> {
        let mine = words(text_of(mine, &piece.file));
        let (old, new) = self.items(piece)?;
        let runs = |items: &Items| -> Vec<Vec<String>> {
            let texts = items.texts(&piece.items).into_iter();
            let words = texts.map(|text| words(&text));
            words.filter(|words| !words.is_empty()).collect()
        };
        let (old, new) = (runs(&old), runs(&new));
        let there = |run: &&Vec<String>| {
            mine.windows(run.len()).any(|window| window == &run[..])
        };
        let gone = old.iter().filter(|run| !new.contains(run));
        Ok(new.iter().all(|run| there(&run))
            && !(new.is_empty() && gone.clone().any(|run| there(&run))))
    }

    /// What changes in a piece.
    pub fn rows(&self, piece: &Piece) -> Result<Vec<Row>> {
        let (old, new) = self.items(piece)?;
        let (old_lines, new_lines) =
            (lines_of(&old, &piece.items), lines_of(&new, &piece.items));
        let olds: Vec<_> = old.code.lines().collect();
        let news: Vec<_> = new.code.lines().collect();
        let ops = capture_diff_slices(Algorithm::Histogram, &olds, &news);
        let mut rows = Vec::new();
        for op in ops {
            let equal = matches!(op, similar::DiffOp::Equal { .. });
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
        Ok(diff::near_changes(rows))
    }

    fn items(&self, piece: &Piece) -> Result<(Items, Items)> {
        let of = |files| Items::of(text_of(files, &piece.file));
        let (old, new) = (of(&self.from), of(&self.to));
        let file = &piece.file;
        Ok((
            old.with_context(|| format!("{file} before"))?,
            new.with_context(|| format!("{file} after"))?,
        ))
    }
}

fn text_of<'a>(files: &'a Files, name: &str) -> &'a str {
    let found = files.iter().find(|(file, _)| file == name);
    found.map_or("", |(_, text)| text)
}
