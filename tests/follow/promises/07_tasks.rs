//! What step 07 promises: the ends of tasks, and their handles.

#[allow(dead_code)] // Nobody needs all of it.
mod asking;
#[allow(dead_code)] // Nobody needs all of it.
mod counting;
mod handles;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;

use mine as unio;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&handles::OUTPUTS, HANDLE),
    (&handles::ASKED_TWICE, HANDLE),
    (&handles::PANICS, "07_futures/ends.md#A panic is an outcome"),
    (&handles::CANCELLED, CANCEL),
    (&handles::CANCELS_ITSELF, CANCEL),
    (&handles::DROPPED_FIRST, "07_futures/ends.md#What happens at an end"),
    (&handles::PAUSED, PAUSE),
    (&handles::RESUMED, PAUSE),
    (&handles::CANCELLED_PAUSED, PAUSE),
    (&handles::STATUSES, "07_futures/cancelling.md#How far it has come"),
    (&handles::TOO_LATE, END),
    (&handles::ALL_ARE_DROPPED, END),
    (&handles::DEADLOCK, "07_futures/loop.md#Deadlock"),
    (&handles::NO_LOOP_IN_A_LOOP, "07_futures/loop.md#The loop as a thing"),
];

const HANDLE: &str = "07_futures/ends.md#The handle";
const CANCEL: &str = "07_futures/cancelling.md#To cancel";
const PAUSE: &str = "07_futures/cancelling.md#To pause";
const END: &str = "07_futures/cancelling.md#When main is done";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
