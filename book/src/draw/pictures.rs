//! The pictures of ideas.

use anyhow::{Result, ensure};
use maud::{Markup, PreEscaped};

use crate::repository::Repository;

/// A picture from `book/pictures`.
pub fn picture(repository: &Repository, name: &str) -> Result<Markup> {
    let svg = repository.read(format!("book/pictures/{name}.svg"))?;
    for part in ["<title", "<desc", "viewBox"] {
        ensure!(svg.contains(part), "{name}.svg has no {part}");
    }
    // Markdown would take a blank line for the end of the HTML.
    let lines = svg.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty());
    let svg = lines.collect::<Vec<_>>().join("\n");
    let figure = format!("<figure class=\"picture\">\n{svg}\n</figure>");
    Ok(PreEscaped(figure))
}
