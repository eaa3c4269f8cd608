//! The tasks stay in the queue while they are polled.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::Context;

type Task = Pin<Box<dyn Future<Output = ()>>>;
type Queue = BTreeMap<u64, Task>;

fn poll_all(queue: &mut Queue, context: &mut Context<'_>) {
    for task in queue.values_mut() {
        let _ = task.as_mut().poll(context);
        // While it was polled, it asked for a task.
        queue.insert(7, Box::pin(async {}));
    }
}

fn main() {
    let _ = poll_all;
}
