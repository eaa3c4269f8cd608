//! Step 04 keeps its promises.

extern crate step_04_sorted_heap as mine;

#[path = "../promises/04.rs"]
mod promises;

fn main() {
    promises::main();
}
