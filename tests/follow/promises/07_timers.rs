//! What step 07 promises: its alarms.

mod alarms;
#[allow(dead_code)] // Nobody needs all of it.
mod counting;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;

use mine as unio;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&alarms::TWO_IN_ONE, "07_futures/index.md#sleep and create_task"),
    (&alarms::UNTIL, "07_futures/timers.md#The sleep"),
    (&alarms::NOT_FROM_ELSEWHERE, "07_futures/timers.md#The sleep"),
    (&alarms::AT_ONE_INSTANT, "07_futures/timers.md#The sleep"),
    (&alarms::NO_TRACE, "07_futures/timers.md#The sleep"),
    (&alarms::NOT_ANY_MORE, "07_futures/timers.md#The alarms"),
    (&alarms::MAX_IS_NEVER, "07_futures/timers.md#The map"),
];

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
