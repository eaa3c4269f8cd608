//! Step 03 keeps its promises.

extern crate step_03_generator_scheduler as mine;

#[path = "../promises/03.rs"]
mod promises;

fn main() {
    promises::main();
}
