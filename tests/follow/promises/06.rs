//! What step 06 promises.

mod asking;
mod asks;
mod futures;
#[allow(dead_code)] // No step has all of it.
mod order;
#[allow(dead_code)] // Nor of this.
mod promise;
mod tasks;

use std::pin::Pin;

use mine as unio;
use order::Sleeper;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&tasks::NOT_AT_ONCE, CREATE),
    (&tasks::BEHIND, CREATE),
    (&tasks::GRANDCHILDREN, LOOP),
    (&tasks::UNAWAITED, CREATE),
    (&asks::TO_THE_LAST, LOOP),
    (&tasks::DONE_LONG_AGO, CREATE),
    (&asks::EVERY_TEN, CREATE),
    (&asks::OUTPUTS, CREATE),
    (&futures::FROM_THE_CALL, SLEEP),
    (&futures::LOOKS_ITSELF, SLEEP),
    (&futures::TWO_POLLS, POLL),
    (&futures::PASSES, POLL),
    (&futures::NO_STALE_NOTE, POLL),
    (&futures::NO_OLD_NOTE, POLL),
    (&futures::GONE, LOOP),
    (&order::TIES, NUMBERS),
    (&order::YOUNGER_AT_TIES, NUMBERS),
    (&order::IN_STEP, NUMBERS),
    (&order::EARLIEST, QUEUE),
    (&order::NEVER, SLEEP),
    (&order::EXACT, SLEEP),
    (&order::LATE, POLL),
    (&order::FROM_NOW, SLEEP),
    (&order::AGAIN, LOOP),
    (&tasks::ADDED_LATE, CREATE),
];

const CREATE: &str = "06.create_task";
const LOOP: &str = "06.looping";
const QUEUE: &str = "06.ties";
const SLEEP: &str = "05.sleeping";
const POLL: &str = "05.looping";
const NUMBERS: &str = "04.ties";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

fn run_all(tasks: Vec<Task>) {
    unio::run(async {
        for task in tasks {
            // The loop goes on until all are done.
            drop(unio::create_task(task));
        }
    });
}

fn sleepers(cast: &[Sleeper]) {
    let sleepers = cast.iter().copied().map(futures::sleeper);
    run_all(sleepers.map(futures::task).collect());
}
