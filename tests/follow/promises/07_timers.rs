//! What step 07 promises: its alarms.

mod alarms;
#[allow(dead_code)] // Nobody needs all of it.
mod counting;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;

use mine as unio;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&alarms::TWO_IN_ONE, "07.dropped"),
    (&alarms::UNTIL, "07.sleeping"),
    (&alarms::NOT_FROM_ELSEWHERE, "07.sleeping"),
    (&alarms::AT_ONE_INSTANT, "07.sleeping"),
    (&alarms::NO_TRACE, "07.sleeping"),
    (&alarms::NOT_ANY_MORE, "07.earliest"),
    (&alarms::MAX_IS_NEVER, "07.ties"),
];

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
