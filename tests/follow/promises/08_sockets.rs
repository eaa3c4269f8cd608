//! What step 08 promises: sockets.

#[allow(dead_code)] // Nobody needs all of it.
mod counting;
mod peers;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;

use mine as unio;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&peers::WHILE_WAITING, "08.news"),
    (&peers::LETTERS_TOO, "08.waiting"),
    (&peers::THE_END, "08.sides"),
    (&peers::ECHO, "08.streams"),
    (&peers::BOTH_WAYS, "08.sides"),
    (&peers::SEVERAL, "08.attempt"),
    (&peers::BUSY, "08.yields"),
    (&peers::TO_THE_END, "08.attempt"),
    (&peers::REFUSED, "08.connect"),
    (&peers::SCOPED, "08.server"),
];

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
