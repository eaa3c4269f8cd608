//! Who stands where in the queues of an engine: that is not seen from
//! outside, but follows from what is.
//!
//! Each step has its own rule of who is next. Here the rule is followed
//! from event to event, and whatever the engine should do according to it
//! is compared with what it did.

mod engine;
mod scene;
mod show;

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use super::{Entry, Recording, Word};
use engine::Engine;
use scene::Scene;
use show::Family;

/// Somebody who has turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A Blinky, by its number.
    Blinky(usize),
    /// The main task of a show, from step 06 on. Nobody sees its turns.
    Main,
    /// A task of a scene, by the name that it is watched by.
    Task(Word),
}

/// Somebody who sleeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sleeper {
    /// Until when.
    pub until: Duration,
    /// Who.
    pub who: Who,
}

/// The queues of an engine, after an event.
///
/// | step | `ready` | `sleeping` |
/// |---|---|---|
/// | 01 | | the threads that sleep, the first to wake up first |
/// | 02 | the callbacks to call soon | those to call later, as they came |
/// | 03 | | the list, from its front |
/// | 04, 05, 06 | | the queue, sorted by time and then by number |
/// | 07, 08 | the ready queue | the alarms, sorted in the same way |
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queues {
    /// Who has a turn as soon as it is possible, the next first.
    pub ready: Vec<Who>,
    /// Who has one later.
    pub sleeping: Vec<Sleeper>,
    /// What stands on the note of steps 05 and 06, before the loop reads
    /// it.
    pub note: Option<Sleeper>,
    /// Whose turn it is; in steps 02 to 06 also who has been taken out of
    /// the queue, while the loop waits until it is due.
    pub turn: Option<Who>,
}

/// Says where a recording is not what the engine should have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The entry, counted from zero. Behind the last one, something is
    /// missing.
    pub entry: usize,
    /// What should be there.
    pub rule: String,
}

/// The queues after each entry, if the engine of that step, from 1 on,
/// has been recorded in simulated time.
///
/// This is possible for shows, and in the steps from 05 on for scenes in
/// which every task is [watched](super::watch), waits for nothing but
/// sleeps and other tasks, and nothing runs on another thread.
///
/// # Errors
///
/// At the first entry that is not what follows from the rules of the step.
pub fn queues(
    recording: &Recording,
    step: u32,
) -> Result<Vec<Queues>, Mistake> {
    let all = match &recording.run.show {
        Some(show) => {
            follow(recording, step, |engine| Family::new(engine, show))
        }
        None => follow(recording, step, |engine| {
            Scene::new(engine, &recording.entries)
        }),
    };
    all.map_err(|(entry, rule)| Mistake { entry, rule })
}

/// Those who play, each according to the rules.
trait Players {
    /// Takes note of what happens, if it is possible.
    fn follow(&mut self, place: usize, entry: &Entry) -> Follows;

    /// Takes note of what is not seen after the last event.
    fn end(&mut self) -> Follows;

    fn engine(&self) -> &Engine;
}

/// Or else what should be.
type Follows = Result<(), String>;

fn follow<P: Players>(
    recording: &Recording,
    step: u32,
    players: impl FnOnce(Engine) -> P,
) -> Result<Vec<Queues>, (usize, String)> {
    let engine = Engine::of_step(step).filter(|_| recording.run.simulated);
    let engine = engine.ok_or("a step, and its time simulated".to_owned());
    let mut players = players(engine.map_err(|rule| (0, rule))?);
    let mut all = Vec::new();
    for (place, entry) in recording.entries.iter().enumerate() {
        let follows = players.follow(place, entry);
        follows.map_err(|rule| (place, rule))?;
        all.push(players.engine().queues.clone());
    }
    players.end().map_err(|rule| (all.len(), rule))?;
    Ok(all)
}

fn check(holds: bool, rule: impl FnOnce() -> String) -> Follows {
    if holds { Ok(()) } else { Err(rule()) }
}

impl Display for Who {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blinky(number) => write!(f, "Blinky {number}"),
            Self::Main => write!(f, "the main task"),
            Self::Task(name) => write!(f, "{name}"),
        }
    }
}

impl Error for Mistake {}

impl Display for Mistake {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}: {}", self.entry, self.rule)
    }
}
