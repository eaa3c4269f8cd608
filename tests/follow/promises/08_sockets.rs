//! What step 08 promises: sockets.

#[allow(dead_code)] // Nobody needs all of it.
mod counting;
mod peers;
#[allow(dead_code)] // Nobody needs all of it.
mod promise;

use mine as unio;
use promise::Kept;

const PROMISES: &[Kept] = &[
    (&peers::WHILE_WAITING, "08_sockets/poller.md#News"),
    (&peers::LETTERS_TOO, "08_sockets/poller.md#A place to wait"),
    (&peers::THE_END, "08_sockets/sides.md#Two sides"),
    (&peers::ECHO, "08_sockets/streams.md#Hearing and speaking"),
    (&peers::BOTH_WAYS, "08_sockets/sides.md#Two sides"),
    (&peers::SEVERAL, "08_sockets/sides.md#The heart"),
    (&peers::BUSY, "08_sockets/sides.md#Nobody talks for ever"),
    (&peers::TO_THE_END, "08_sockets/sides.md#The heart"),
    (&peers::REFUSED, "08_sockets/streams.md#Calling"),
    (&peers::SCOPED, "08_sockets/servers.md#A server with an end"),
];

/// Tries what `promise::main` is told to.
pub fn main() {
    promise::main(PROMISES);
}
