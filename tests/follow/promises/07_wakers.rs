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
    (&tasks::NOT_AT_ONCE, CREATE),
    (&tasks::BEHIND, CREATE),
    (&tasks::GRANDCHILDREN, CREATE),
    (&tasks::UNAWAITED, CREATE),
    (&tasks::DONE_LONG_AGO, "07_futures/tasks.md#The handle"),
    (&tasks::ADDED_LATE, CREATE),
    (&polls::NOT_ASKED, "07_futures/index.md#The idea"),
    (&polls::DURING_THE_POLL, MOMENTS),
    (&polls::MANY_WAKES, MOMENTS),
    (&polls::STALE, "07_futures/tasks.md#Slots and keys"),
    (&polls::LAST_WHO_ASKED, "07_futures/tasks.md#The handle"),
    (&polls::SLEEP_MOVES, "07_futures/timers.md#The sleep"),
    (&polls::GIVEN_WAKER, "07_futures/timers.md#Whom to wake"),
    (&polls::FROM_A_THREAD, "07_futures/wakers.md#The letter box"),
    (&polls::BEFORE_THE_SLEEP, "07_futures/wakers.md#The letter box"),
    (&polls::AFTER_THE_LOOP, MOMENTS),
    (&polls::FAIR, "07_futures/index.md#A round"),
    (&polls::MAIN_ENDS, "07_futures/index.md#run"),
    (&futures::FROM_THE_CALL, SLEEP),
    (&futures::LOOKS_ITSELF, SLEEP),
    (&futures::TWO_POLLS, SLEEP),
    (&futures::NO_STALE_NOTE, SLEEP),
    (&futures::NO_OLD_NOTE, SLEEP),
    (&futures::PASSES, MOMENTS),
    (&futures::GONE, "07_futures/tasks.md#One turn"),
    (&order::EARLIEST, MAP),
    (&order::TIES, MAP),
    (&order::YOUNGER_AT_TIES, MAP),
    (&order::IN_STEP, MAP),
    (&order::NEVER, MAP),
    (&order::EXACT, MAP),
    (&order::LATE, "07_futures/timers.md#The alarms"),
    (&order::NO_TIME, SLEEP),
    (&order::FROM_NOW, SLEEP),
    (&order::AGAIN, "07_futures/index.md#run"),
];

const CREATE: &str = "07_futures/index.md#create_task";
const MOMENTS: &str = "07_futures/wakers.md#Three moments";
const SLEEP: &str = "07_futures/timers.md#The sleep";
const MAP: &str = "07_futures/timers.md#The map";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
