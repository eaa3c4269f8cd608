//! A future is polled as an iterator is advanced.

use std::task::{Context, Waker};

type Task = Box<dyn Future<Output = ()>>;

fn run(mut task: Task) {
    let mut context = Context::from_waker(Waker::noop());
    while task.poll(&mut context).is_pending() {}
}

fn main() {
    run(Box::new(async {}));
}
