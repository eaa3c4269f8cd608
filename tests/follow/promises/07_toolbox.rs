//! What step 07 promises: its toolbox.

#[allow(dead_code)] // Nobody needs all of it.
mod counting;
mod lines;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;

use mine as unio;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&lines::GATHERED, "07_futures/toolbox.md#Several at once"),
    (&lines::RACED, "07_futures/toolbox.md#Several at once"),
    (&lines::TIME_IS_UP, "07_futures/toolbox.md#Several at once"),
    (&lines::YIELDS, "07_futures/toolbox.md#Several at once"),
    (&lines::CALLED, "07_futures/toolbox.md#Callbacks, too"),
    (&lines::LOCKED, "07_futures/toolbox.md#A lock"),
    (&lines::PASSED_ON, "07_futures/toolbox.md#Standing in line"),
    (&lines::ROOM, "07_futures/toolbox.md#A queue"),
    (&lines::CLOSED, "07_futures/toolbox.md#A queue"),
    (&lines::COUNTED_DOWN, STRIKES),
    (&lines::SENT, STRIKES),
    (&lines::COUNTS, "07_futures/toolbox.md#An iterator to wait for"),
];

const STRIKES: &str = "07_futures/toolbox.md#One value, and three strikes";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
