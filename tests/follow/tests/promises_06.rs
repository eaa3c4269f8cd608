//! Step 06 keeps its promises.

extern crate step_06_create_task as mine;

#[path = "../promises/06.rs"]
mod promises;

fn main() {
    promises::main();
}
