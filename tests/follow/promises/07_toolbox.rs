//! What step 07 promises: its toolbox.

#[allow(dead_code)] // Nobody needs all of it.
mod counting;
mod lines;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;

use mine as unio;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&lines::GATHERED, "07.gather"),
    (&lines::RACED, "07.gather"),
    (&lines::TIME_IS_UP, "07.gather"),
    (&lines::YIELDS, "07.gather"),
    (&lines::CALLED, "07.callbacks"),
    (&lines::LOCKED, "07.lock"),
    (&lines::PASSED_ON, "07.line"),
    (&lines::ROOM, "07.queue"),
    (&lines::CLOSED, "07.queue"),
    (&lines::COUNTED_DOWN, STRIKES),
    (&lines::SENT, STRIKES),
    (&lines::COUNTS, "07.iterator"),
];

const STRIKES: &str = "07.oneshot";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
