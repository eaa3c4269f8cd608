//! A heap with the tasks in it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

type Task = Box<dyn Iterator<Item = Duration>>;

#[derive(Default)]
struct Scheduler {
    queue: BinaryHeap<Reverse<(Duration, Task)>>,
}

impl Scheduler {
    fn run(&mut self) {
        while let Some(Reverse((_, mut task))) = self.queue.pop() {
            task.next();
        }
    }
}

fn main() {
    Scheduler::default().run();
}
