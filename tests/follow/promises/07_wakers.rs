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
    (&polls::NOT_ASKED, "07.idea"),
    (&polls::DURING_THE_POLL, MOMENTS),
    (&polls::MANY_WAKES, MOMENTS),
    (&polls::STALE, "07.slots"),
    (&futures::TWO_POLLS, SLEEP),
    (&futures::GONE, "07.turn"),
    (&polls::LAST_WHO_ASKED, "07.handle"),
    (&polls::GIVEN_WAKER, "07.whom"),
    (&polls::SLEEP_MOVES, "07.sleeping"),
    (&futures::LOOKS_ITSELF, SLEEP),
    (&futures::FROM_THE_CALL, SLEEP),
    (&order::TIES, MAP),
    (&order::YOUNGER_AT_TIES, MAP),
    (&order::IN_STEP, MAP),
    (&order::EARLIEST, MAP),
    (&order::NEVER, MAP),
    (&order::EXACT, MAP),
    (&order::LATE, "07.earliest"),
    (&order::NO_TIME, SLEEP),
    (&order::FROM_NOW, SLEEP),
    (&order::AGAIN, "07.run"),
    (&tasks::NOT_AT_ONCE, CREATE),
    (&tasks::BEHIND, CREATE),
    (&tasks::GRANDCHILDREN, CREATE),
    (&tasks::UNAWAITED, CREATE),
    (&tasks::DONE_LONG_AGO, "07.handle"),
    (&futures::PASSES, MOMENTS),
    (&futures::NO_STALE_NOTE, SLEEP),
    (&futures::NO_OLD_NOTE, SLEEP),
    (&tasks::ADDED_LATE, CREATE),
    (&polls::FAIR, "07.looping"),
    (&polls::FROM_A_THREAD, "07.letters"),
    (&polls::BEFORE_THE_SLEEP, "07.letters"),
    (&polls::AFTER_THE_LOOP, MOMENTS),
    (&polls::MAIN_ENDS, "07.run"),
];

const CREATE: &str = "07.create_task";
const MOMENTS: &str = "07.moments";
const SLEEP: &str = "07.sleeping";
const MAP: &str = "07.ties";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
