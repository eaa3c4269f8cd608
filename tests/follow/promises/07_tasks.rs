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
    (&handles::PANICS, "07.turn"),
    (&handles::CANCELLED, CANCEL),
    (&handles::CANCELS_ITSELF, CANCEL),
    (&handles::DROPPED_FIRST, "07.turn"),
    (&handles::PAUSED, CANCEL),
    (&handles::RESUMED, CANCEL),
    (&handles::CANCELLED_PAUSED, CANCEL),
    (&handles::STATUSES, CANCEL),
    (&handles::IN_WORDS, HANDLE),
    (&handles::TOO_LATE, END),
    (&handles::ALL_ARE_DROPPED, END),
    (&handles::DEADLOCK, "07.looping"),
    (&handles::NO_LOOP_IN_A_LOOP, "07.current"),
];

const HANDLE: &str = "07.handle";
const CANCEL: &str = "07.cancel";
const END: &str = "07.end";

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
