//! A scheduler of generators: the one with the earliest time runs next.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

use shared::clock;

/// A generator: `next` runs it to its next "yield", and what it yields is
/// how long it wants to sleep.
type Task = Box<dyn Iterator<Item = Duration>>;

/// Runs generators, the earliest first.
#[derive(Default)]
pub struct Scheduler {
    /// Times and numbers. `Reverse`, since a heap pops the greatest.
    queue: BinaryHeap<Reverse<(Duration, u64)>>,
    /// Each number in the queue has its task here.
    tasks: HashMap<u64, Task>,
    next_number: u64,
}

impl Scheduler {
    /// Adds a generator, which is to run at once.
    pub fn add(&mut self, task: impl Iterator<Item = Duration> + 'static) {
        self.schedule(clock::now(), Box::new(task));
    }

    /// Runs until every generator has ended.
    pub fn run(&mut self) {
        while let Some(Reverse((time, number))) = self.queue.pop() {
            let mut task = self.tasks.remove(&number).expect("has a task");
            clock::wait_until(time);
            if let Some(delay) = task.next() {
                self.schedule(clock::now().saturating_add(delay), task);
            }
        }
    }

    fn schedule(&mut self, time: Duration, task: Task) {
        // A new number each time: of those who are due at the same
        // instant, whoever went to sleep first goes first.
        self.queue.push(Reverse((time, self.next_number)));
        self.tasks.insert(self.next_number, task);
        self.next_number += 1;
    }
}
