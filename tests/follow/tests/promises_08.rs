//! Step 08 keeps its promises.

// Each topic is a program of its own, with all that it needs.
#![allow(clippy::duplicate_mod)]

extern crate step_08_sockets as mine;

#[path = "../promises/08_sockets.rs"]
mod sockets;
#[path = "../promises/07_tasks.rs"]
mod tasks;
#[path = "../promises/07_timers.rs"]
mod timers;
#[path = "../promises/07_toolbox.rs"]
mod toolbox;
#[path = "../promises/07_wakers.rs"]
mod wakers;

fn main() {
    wakers::main();
    tasks::main();
    timers::main();
    toolbox::main();
    sockets::main();
}
