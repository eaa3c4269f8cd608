//! What every page keeps to, and who does not yet: `book.toml` says it.

use anyhow::{Context, Result};
use mdbook_preprocessor::config::Config;
use serde::Deserialize;

/// Where they are in `book.toml`.
const TABLE: &str = "preprocessor.unio.rules";

/// What the pages of a book keep to: nothing, if it has no rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// The most minutes that a page takes to read.
    pub minutes: Option<usize>,
    /// The most lines that come or go in one piece of a diff.
    pub changes: Option<usize>,
    /// Chapters that are only warned of these two.
    pub warned: Vec<String>,
    /// Whether a chapter shows the code and the command of every scene
    /// whose output it shows.
    pub scenes: bool,
    /// Scenes of which it does not: the chapter, and the scene.
    pub bare: Vec<(String, String)>,
    /// Files that do not come straight from the step before.
    pub detours: Vec<Detour>,
}

/// The way of a file through another one, which its chapter shows before:
/// first what the file of the step before becomes there, then what that
/// becomes here. While there is no such file, the way is straight.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detour {
    /// The step's number.
    pub step: String,
    /// Its file, named from the step's folder.
    pub file: String,
    /// The file of the same step that lies on the way.
    pub by: String,
}

impl Rules {
    /// The rules of a book.
    ///
    /// # Errors
    ///
    /// If they make no sense.
    pub fn of(config: &Config) -> Result<Self> {
        let rules = config.get(TABLE).context("book/book.toml")?;
        Ok(rules.unwrap_or_default())
    }
}
