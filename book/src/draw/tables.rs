//! Tables from elsewhere.

use anyhow::{Result, ensure};
use maud::{Markup, PreEscaped};

use crate::repository::Repository;

/// The tables of a page elsewhere in the repository, in the Markdown that
/// they are written in.
pub fn table(repository: &Repository, file: &str) -> Result<Markup> {
    let text = repository.read(file)?;
    let is_row = |line: &str| line.starts_with('|');
    let lines: Vec<&str> = text.lines().collect();
    let tables = lines.chunk_by(|a, b| is_row(a) == is_row(b));
    let tables = tables.filter(|lines| is_row(lines[0]));
    let tables: Vec<_> = tables.map(|lines| lines.join("\n")).collect();
    ensure!(!tables.is_empty(), "{file} has no table");
    Ok(PreEscaped(tables.join("\n\n")))
}
