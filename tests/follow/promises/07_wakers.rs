//! What step 07 promises: the loop, its tasks and their wakers.

mod asking;
#[allow(dead_code)] // Nobody needs all of it.
mod counting;
mod futures;
#[allow(dead_code)] // Nobody needs all of it.
mod order;
mod polls;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;
mod tasks;
mod woken;

use mine as unio;
use promise::Kept;
use woken::{Task, run_all, sleepers};

const PROMISES: &[Kept] = &[
    (&polls::NOT_ASKED, "07_futures/index.md#The idea"),
    (&polls::DURING_THE_POLL, "07_futures/wakes.md#Where it went"),
    (&polls::MANY_WAKES, "07_futures/wakes.md#Nobody is asked twice"),
    (&polls::STALE, "07_futures/slots.md#The number of the tenant"),
    (&futures::TWO_POLLS, SLEEP),
    (&futures::GONE, "07_futures/ends.md#What happens at an end"),
    (&polls::LAST_WHO_ASKED, "07_futures/ends.md#The handle"),
    (&polls::GIVEN_WAKER, "07_futures/timers.md#Whom to wake"),
    (&futures::LOOKS_ITSELF, SLEEP),
    (&polls::SLEEP_MOVES, "07_futures/timers.md#The sleep"),
    (&futures::FROM_THE_CALL, SLEEP),
    (&order::TIES, MAP),
    (&order::YOUNGER_AT_TIES, MAP),
    (&order::IN_STEP, MAP),
    (&order::EARLIEST, MAP),
    (&order::NEVER, MAP),
    (&order::EXACT, MAP),
    (&order::LATE, "07_futures/timers.md#The alarms"),
    (&order::NO_TIME, SLEEP),
    (&order::FROM_NOW, SLEEP),
    (&order::AGAIN, "07_futures/loop.md#run"),
    (&tasks::NOT_AT_ONCE, CREATE),
    (&tasks::BEHIND, CREATE),
    (&tasks::GRANDCHILDREN, CREATE),
    (&tasks::UNAWAITED, CREATE),
    (&tasks::DONE_LONG_AGO, "07_futures/ends.md#The handle"),
    (&futures::PASSES, "07_futures/wakes.md#Where it went"),
    (&futures::NO_STALE_NOTE, SLEEP),
    (&futures::NO_OLD_NOTE, SLEEP),
    (&tasks::ADDED_LATE, CREATE),
    (&polls::FAIR, "07_futures/loop.md#A round"),
    (&polls::FROM_A_THREAD, "07_futures/threads.md#The letter box"),
    (&polls::BEFORE_THE_SLEEP, "07_futures/threads.md#The letter box"),
    (&polls::AFTER_THE_LOOP, "07_futures/threads.md#What is in a waker?"),
    (&polls::MAIN_ENDS, "07_futures/loop.md#run"),
];

const CREATE: &str = "07_futures/loop.md#create_task";
const SLEEP: &str = "07_futures/timers.md#The sleep";
const MAP: &str = "07_futures/timers.md#The map";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
