//! What step 05 promises.

mod asking;
mod futures;
#[allow(dead_code)] // No step has all of it.
mod order;
#[allow(dead_code)] // Nor of this.
mod promise;

use std::pin::Pin;

use mine as unio;
use order::Sleeper;
use promise::{Kept, Promise, tell};
use unio::Scheduler;

const PROMISES: &[Kept] = &[
    (&LAZY, "05.task"),
    (&futures::FROM_THE_CALL, SLEEP),
    (&futures::LOOKS_ITSELF, SLEEP),
    (&futures::TWO_POLLS, LOOP),
    (&futures::PASSES, LOOP),
    (&futures::NO_STALE_NOTE, LOOP),
    (&futures::NO_OLD_NOTE, LOOP),
    (&futures::GONE, LOOP),
    (&order::TIES, NUMBERS),
    (&order::YOUNGER_AT_TIES, NUMBERS),
    (&order::IN_STEP, NUMBERS),
    (&order::EARLIEST, NUMBERS),
    (&order::NEVER, SLEEP),
    (&order::EXACT, SLEEP),
    (&order::LATE, LOOP),
    (&order::FROM_NOW, SLEEP),
    (&order::AGAIN, LOOP),
];

const SLEEP: &str = "05.sleeping";
const LOOP: &str = "05.looping";
const NUMBERS: &str = "04.ties";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

fn run_all(tasks: Vec<Task>) {
    let mut scheduler = Scheduler::default();
    tasks.into_iter().for_each(|task| scheduler.add(task));
    scheduler.run();
}

fn sleepers(cast: &[Sleeper]) {
    let sleepers = cast.iter().copied().map(futures::sleeper);
    run_all(sleepers.map(futures::task).collect());
}

const LAZY: Promise = Promise {
    says: "To add a future polls nothing. It runs when the loop does.",
    tried: "A is added, and then the loop runs.",
    should: &["0.000 it is added", "0.000 A runs"],
    play: || {
        let mut scheduler = Scheduler::default();
        scheduler.add(async { tell("A runs") });
        tell("it is added");
        scheduler.run();
    },
};
