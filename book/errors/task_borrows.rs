//! A task borrows what may be gone before it is done.

use std::cell::RefCell;

use step_06_create_task as unio;

async fn run_all() {
    let faces = RefCell::new(vec!["(o.o)"; 10]);
    let blinky = unio::create_task(async {
        faces.borrow_mut()[0] = "(-.-)";
    });
    blinky.await;
}

fn main() {
    unio::run(run_all());
}
