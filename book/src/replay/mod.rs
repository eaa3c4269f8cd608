//! What an engine did in a run, from a recording of it.
//!
//! [`moments`] goes from the recording to what happened moment by moment,
//! and where everybody stood then. [`engine`] knows the lines of the code
//! that do it. [`score`] writes both down for the player. [`life`] is for
//! futures alone: who calls whom.

pub mod engine;
pub mod life;
pub mod moments;
pub mod repeats;
pub mod score;

use anyhow::{Context, Result, anyhow};
use shared::recording::{Queues, Recording, queues};

use crate::repository::{Repository, Step};

/// A recorded run of a scene on one of the engines.
#[derive(Debug)]
pub struct Run {
    /// Whose engine it was.
    pub step: Step,
    /// What happened.
    pub recording: Recording,
}

impl Run {
    /// The one that is kept of a scene.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn of(
        repository: &Repository,
        number: &str,
        scene: &str,
    ) -> Result<Self> {
        let step = repository.step(number)?;
        let recording = repository.recording(&step, scene)?;
        Ok(Self { step, recording })
    }

    /// Who stood where after each event, which is compared with what the
    /// engine did then.
    ///
    /// # Errors
    ///
    /// If it did something else.
    pub fn queues(&self) -> Result<Vec<Queues>> {
        let number = self.step.number().parse()?;
        queues(&self.recording, number).map_err(|mistake| {
            let entry = self.recording.entries.get(mistake.entry);
            let there = entry.map(ToString::to_string).unwrap_or_default();
            let number = self.step.number();
            anyhow!("step {number} did {:?}: {mistake}", there.trim())
        })
    }

    /// When it ended, in milliseconds.
    ///
    /// # Errors
    ///
    /// If that is no whole number.
    pub fn end(&self) -> Result<u64> {
        let last = self.recording.entries.last();
        millis(last.context("nothing happened")?.at)
    }
}

/// A time in whole milliseconds, as all times are in simulated time.
///
/// # Errors
///
/// If it is none.
pub fn millis(time: std::time::Duration) -> Result<u64> {
    let millis = time.as_nanos() / 1_000_000;
    let whole = millis * 1_000_000 == time.as_nanos();
    let millis = whole.then(|| u64::try_from(millis).ok()).flatten();
    millis.with_context(|| format!("{time:?} are no whole milliseconds"))
}
