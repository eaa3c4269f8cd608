//! A step in five figures.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use crate::repository::{Repository, Step};

/// Where the figures of a run are kept.
pub const FILE: &str = "book/measured.toml";

/// What `cargo run -p book -- measure` has measured.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Measured {
    /// On what machine.
    pub machine: String,
    /// For each step, by its name.
    pub steps: BTreeMap<String, Figures>,
}

/// What the ten-second show of ten Blinkies costs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figures {
    /// The most threads that the program had at a time.
    pub threads: usize,
    /// How often the engine asked a task or called a callback; the threads
    /// of 01 are woken by the system, and nobody counts.
    pub polls: Option<u64>,
    /// Milliseconds of processor time.
    pub cpu_ms: u64,
}

impl Measured {
    /// Reads what was measured.
    pub fn read(repository: &Repository) -> Result<Self> {
        let text = repository.read(FILE)?;
        toml::from_str(&text).with_context(|| format!("in {FILE}"))
    }
}

/// The badge at the top of a step's chapter.
pub fn badge(repository: &Repository, number: &str) -> Result<Markup> {
    let step = &repository.step(number)?;
    let measured = Measured::read(repository)?;
    let figures = measured.steps.get(&step.name).with_context(|| {
        format!(
            "{} is not in {FILE}: cargo run -p book -- measure",
            step.name
        )
    })?;
    let lines = lengths::length(&lengths::files(step.folder())?)?;
    let polls = figures.polls.map_or("–".to_owned(), grouped);
    Ok(html! {
        dl.badge {
            (figure("lines of engine", &lines.to_string()))
            (figure("threads", &figures.threads.to_string()))
            (figure("polls", &polls))
            (figure("of processor", &format!("{} ms", figures.cpu_ms)))
            (figure("output", &same_output(repository, step)?))
        }
        p { "Ten Blinkies for ten seconds." }
    })
}

fn figure(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

/// How the show compares with the one of the step before.
fn same_output(repository: &Repository, step: &Step) -> Result<String> {
    let Some(before) = repository.step_before(step)? else {
        return Ok("the first".to_owned());
    };
    let shows =
        [&before, step].map(|step| repository.output(step, "blinkies"));
    let [old, new] = shows;
    let number = before.number();
    Ok(if old? == new? {
        format!("as in {number}")
    } else {
        format!("not as in {number}")
    })
}

/// A number as people write it.
fn grouped(number: u64) -> String {
    match (number / 1_000, number % 1_000) {
        (0, units) => units.to_string(),
        (thousands, units) => format!("{},{units:03}", grouped(thousands)),
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_005), "1,234,005");
    }
}
