//! A file as it is in one step.

use anyhow::Result;

use super::items::{self, Item};
use super::words::{self, Line};

/// A file's text, in lines, words and items.
#[derive(Debug, Default)]
pub struct Source {
    /// Its text, line by line.
    pub text: Vec<String>,
    /// The same lines in words.
    pub lines: Vec<Line>,
    /// What is in it; nothing, if it is no code.
    pub items: Vec<Item>,
}

impl Source {
    /// Reads a file with code, in the way of its language.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn code(file: &str, code: &str) -> Result<Self> {
        let items = items::items(file, code)?;
        Ok(Self { items, ..Self::cut(file, code) })
    }

    /// Reads what a program has printed.
    pub fn output(text: &str) -> Self {
        Self::cut("output", text)
    }

    fn cut(file: &str, text: &str) -> Self {
        Self {
            text: text.lines().map(str::to_owned).collect(),
            lines: words::lines(file, text),
            items: Vec::new(),
        }
    }

    /// The innermost item around a line.
    pub fn item_at(&self, line: usize) -> Option<&Item> {
        let around = self.items.iter().filter(|i| i.lines.contains(&line));
        around.max_by_key(|item| item.depth)
    }
}

/// Whether there is something to read in a line: a letter or a digit, and
/// not only punctuation.
pub fn is_telling(line: &str) -> bool {
    line.contains(char::is_alphanumeric)
}
