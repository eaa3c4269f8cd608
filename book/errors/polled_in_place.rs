//! The tasks stay in the queue while they are polled.

use std::collections::BTreeMap;
use std::pin::Pin;

type Task = Pin<Box<dyn Future<Output = ()>>>;
type Queue = BTreeMap<u64, Task>;

/// A poll that may schedule a new task.
fn poll(_task: &mut Task, queue: &mut Queue) {
    queue.insert(7, Box::pin(async {}));
}

fn turn(queue: &mut Queue) {
    for task in queue.values_mut() {
        poll(task, queue);
    }
}

fn main() {
    turn(&mut Queue::new());
}
