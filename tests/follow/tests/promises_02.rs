//! Step 02 keeps its promises.

extern crate step_02_callbacks as mine;

#[path = "../promises/02.rs"]
mod promises;

fn main() {
    promises::main();
}
