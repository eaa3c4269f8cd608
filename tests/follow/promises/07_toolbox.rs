//! What step 07 promises: its toolbox.

#[allow(dead_code)] // Nobody needs all of it.
mod counting;
mod lines;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;

use mine as unio;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&lines::GATHERED, "07_futures/toolbox/several.md#All of them"),
    (&lines::RACED, "07_futures/toolbox/several.md#The first"),
    (&lines::TIME_IS_UP, "07_futures/toolbox/several.md#Not for ever"),
    (&lines::YIELDS, "07_futures/toolbox/index.md#The smallest future"),
    (&lines::CALLED, "07_futures/toolbox/old_friends.md#Callbacks, too"),
    (&lines::LOCKED, "07_futures/toolbox/lock.md#A line and a cell"),
    (&lines::PASSED_ON, "07_futures/toolbox/line.md#A line"),
    (&lines::ROOM, "07_futures/toolbox/queue.md#Two lines"),
    (&lines::CLOSED, "07_futures/toolbox/queue.md#Getting"),
    (&lines::COUNTED_DOWN, STRIKES),
    (&lines::SENT, "07_futures/toolbox/oneshot.md#The two ends"),
    (
        &lines::COUNTS,
        "07_futures/toolbox/old_friends.md#An iterator to wait for",
    ),
];

const STRIKES: &str =
    "07_futures/toolbox/waiter.md#Something that happens three times";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
