//! Step 05 keeps its promises.

extern crate step_05_awaitable_sleep as mine;

#[path = "../promises/05.rs"]
mod promises;

fn main() {
    promises::main();
}
