//! What changes in a file from one step to another, line by line.

use std::ops::Range;

use anyhow::Result;

use super::align::{self, BLOCK, Change, Row, runs};
use super::kin;
use super::source::Source;
use super::words::Word;

/// The two sides of a file and what lies between them.
#[derive(Debug)]
pub struct FileDiff {
    /// Empty if the file is new.
    pub old: Source,
    /// Empty if the file is gone.
    pub new: Source,
    /// All lines of both.
    pub rows: Vec<Row>,
}

impl FileDiff {
    /// Compares two files with code.
    pub fn of_code(old: Source, new: Source) -> Self {
        let mut diff = Self { rows: kin::align(&old, &new), old, new };
        diff.mark_moves();
        diff
    }

    /// Compares two outputs, in which nothing moves.
    pub fn of_output(old: &str, new: &str) -> Self {
        let (old, new) = (Source::output(old), Source::output(new));
        Self { rows: align::lines(&old.text, &new.text), old, new }
    }

    /// One file, in which nothing changes.
    ///
    /// # Errors
    ///
    /// If it is no code.
    pub fn of_one(file: &str, code: &str) -> Result<Self> {
        let (old, new) =
            (Source::code(file, code)?, Source::code(file, code)?);
        Ok(Self { rows: align::lines(&old.text, &new.text), old, new })
    }

    /// A row's text.
    pub fn text(&self, row: &Row) -> &str {
        match (row.new, row.old) {
            (Some(i), _) => &self.new.text[i],
            (None, Some(i)) => &self.old.text[i],
            (None, None) => "",
        }
    }

    /// A row's words.
    pub fn words(&self, row: &Row) -> &[Word] {
        match (row.new, row.old) {
            (Some(i), _) => &self.new.lines[i],
            (None, Some(i)) => &self.old.lines[i],
            (None, None) => &[],
        }
    }

    /// Whether there is nothing to read in a row.
    pub fn is_blank(&self, row: &Row) -> bool {
        self.text(row).trim().is_empty()
    }

    /// Marks lines that go in one place and come in another.
    fn mark_moves(&mut self) {
        let removed = self.blocks(Change::Removed);
        for added in self.blocks(Change::Added) {
            for removed in &removed {
                self.mark_move(removed, &added);
            }
        }
    }

    /// Runs of lines with the same change.
    fn blocks(&self, change: Change) -> Vec<Range<usize>> {
        runs(self.rows.len(), |i| self.rows[i].change == change)
    }

    fn mark_move(&mut self, removed: &Range<usize>, added: &Range<usize>) {
        let texts = |range: &Range<usize>| -> Vec<&str> {
            let rows = self.rows[range.clone()].iter();
            rows.map(|row| self.text(row).trim()).collect()
        };
        let both = align::parts(&texts(removed), &texts(added));
        for block in runs(both.len(), |i| !both[i].is_change()) {
            let places = both[block].iter();
            let places = places.filter_map(|row| {
                Some((removed.start + row.old?, added.start + row.new?))
            });
            let places: Vec<_> = places.collect();
            if self.worth_a_move(&places) {
                for (from, to) in places {
                    self.rows[from].moved = self.rows[to].new;
                    self.rows[to].moved = self.rows[from].old;
                }
            }
        }
    }

    fn worth_a_move(&self, places: &[(usize, usize)]) -> bool {
        let texts = places.iter().map(|(_, to)| self.text(&self.rows[*to]));
        texts.filter(|text| text.trim().len() > 3).count() >= BLOCK
    }
}
