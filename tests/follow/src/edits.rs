//! Small changes to somebody's files: what is found is replaced.
//!
//! A text is found by itself and not by a line's number, so an edit stays
//! right when the rest of the file changes.

use anyhow::{Result, bail};
use serde::Deserialize;

/// A change in one file, or in several.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Edit(Vec<Replacement>);

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Replacement {
    /// Named from the crate's folder; usually it is the engine.
    #[serde(default = "engine")]
    file: String,
    find: String,
    replace: String,
}

fn engine() -> String {
    "src/lib.rs".to_owned()
}

impl Edit {
    /// Applies it to files, each with its name and its text.
    ///
    /// # Errors
    ///
    /// If what is to be replaced is not there, or there twice.
    pub fn apply(&self, files: &mut [(String, String)]) -> Result<()> {
        for Replacement { file, find, replace } in &self.0 {
            let found = files.iter_mut().find(|(name, _)| name == file);
            let Some((_, text)) = found else {
                bail!("there is no file {file}");
            };
            match text.matches(find.as_str()).count() {
                1 => *text = text.replacen(find, replace, 1),
                0 => bail!("{file} does not contain:\n{find}"),
                n => bail!("{file} contains {n} times:\n{find}"),
            }
        }
        Ok(())
    }
}
