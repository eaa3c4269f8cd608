//! What step 03 promises.

mod generators;
mod in_turn;
#[allow(dead_code)] // No step has all of it.
mod order;
#[allow(dead_code)] // Nor of this.
mod promise;

use mine as unio;
use order::{Sleeper, next_sleep};
use promise::{Kept, tell};
use unio::Scheduler;

const PROMISES: &[Kept] = &[
    (&generators::NEVER_AGAIN, SCHEDULER),
    (&generators::ONCE, SCHEDULER),
    (&generators::LAZY, SCHEDULER),
    (&in_turn::IN_TURN, "03.earliest"),
    (&in_turn::LATENESS, "03.earliest"),
    (&in_turn::NOT_BACK, SCHEDULER),
    (&order::IN_STEP, SCHEDULER),
    (&order::NO_TIME, SCHEDULER),
    (&order::FROM_NOW, SCHEDULER),
    (&order::AGAIN, SCHEDULER),
];

const SCHEDULER: &str = "03.looping";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}

/// Sleepers, each a generator that yields its delays.
fn sleepers(cast: &[Sleeper]) {
    let mut scheduler = Scheduler::default();
    for &(name, acts) in cast {
        let mut acts = acts.iter().copied();
        scheduler.add(std::iter::from_fn(move || {
            tell(name);
            next_sleep(&mut acts)
        }));
    }
    scheduler.run();
}
