//! How often an engine asks its tasks: the Blinkies of the ten-second show,
//! without a stage, on drivers that count.
//!
//! Time is simulated, so that the count is the same on every machine.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use engines::{Asked, engines};
use shared::{Script, clock};

use crate::repository::Step;

const SEED: u64 = 7;
const BLINKIES: u64 = 10;
const DURATION: Duration = Duration::from_secs(10);

/// How often an engine gives somebody a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turns {
    /// What a turn is on that engine.
    pub called: &'static str,
    /// Nothing for the threads of 01, which no engine asks.
    pub count: Option<u64>,
}

/// Plays the show on the engine of a step, and counts.
///
/// # Errors
///
/// If there is nobody who can drive that engine.
pub fn count(step: &Step) -> Result<Turns> {
    let called = match step.number() {
        "01" => return Ok(Turns { called: "turns", count: None }),
        "02" => "calls",
        "03" | "04" => "turns",
        _ => "polls",
    };
    let mut engines = engines().into_iter();
    let engine = engines.find(|(name, _)| *name == step.name);
    let (_, drive) = engine.with_context(|| {
        format!("nobody counts the turns of {}", step.name)
    })?;
    // A simulated clock belongs to its thread.
    let counted = thread::spawn(move || {
        clock::simulate();
        let asked = Asked::default();
        drive(blinkies(), &asked);
        asked.times()
    });
    let count = counted.join().expect("an engine does not panic");
    Ok(Turns { called, count: Some(count) })
}

/// Nobody sees their faces, so they are their delays.
fn blinkies() -> Vec<impl Iterator<Item = Duration> + 'static> {
    let script = |number| Script::new(SEED, number, Some(DURATION));
    let delays = |script: Script| script.map(|(_, delay)| delay);
    (0..BLINKIES).map(script).map(delays).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Repository;

    #[test]
    fn who_asks_every_ten_milliseconds_asks_more_often() {
        let repository = Repository::here();
        let count = |number| {
            let step = repository.step(number).unwrap();
            count(&step).unwrap().count
        };
        assert_eq!(count("01"), None);
        assert_eq!(count("02"), count("05"));
        assert!(count("06") > count("05").map(|polls| 5 * polls));
        // Main is polled twice: to start the others, and when all are done.
        assert_eq!(count("07"), count("05").map(|polls| polls + 2));
        assert_eq!(count("08"), count("07"));
    }
}
