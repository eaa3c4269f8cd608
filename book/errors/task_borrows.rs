//! A task borrows what the task that starts it may drop at any time.

use std::cell::RefCell;

fn create_task(_task: impl Future<Output = ()> + 'static) {}

async fn run_all() {
    let faces = RefCell::new(vec!["(o.o)"; 10]);
    create_task(async {
        faces.borrow_mut()[0] = "(-.-)";
    });
}

fn main() {
    drop(run_all());
}
