//! A step in five figures.

use anyhow::Result;
use maud::{Markup, html};

use crate::measure::{Figures, Measured};
use crate::repository::{Repository, Step};
use crate::turns::{self, Turns};

/// The badge at the top of a step's chapter.
pub fn badge(repository: &Repository, number: &str) -> Result<Markup> {
    let step = &repository.step(number)?;
    let Figures { threads, cpu_ms } = Measured::of(repository, step)?;
    let lines = lengths::length(&lengths::files(step.folder())?)?;
    let Turns { called, count } = turns::count(step)?;
    let count = count.map_or("–".to_owned(), grouped);
    Ok(html! {
        dl.badge {
            (figure("lines of engine", &lines.to_string()))
            (figure("threads", &threads.to_string()))
            (figure(called, &count))
            (figure("of processor", &format!("{cpu_ms} ms")))
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
