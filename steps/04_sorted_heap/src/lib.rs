//! A scheduler of generators: the one with the earliest time runs next.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

use shared::clock;

/// A generator: `next` runs it to its next "yield", and what it yields is
/// the delay until it wants to run again.
type Task = Box<dyn Iterator<Item = Duration>>;

/// Runs generators, the earliest first.
#[derive(Default)]
pub struct Scheduler {
    /// Time and number; `Reverse` makes the earliest the greatest.
    queue: BinaryHeap<Reverse<(Duration, u64)>>,
    tasks: HashMap<u64, Task>,
    next_number: u64,
}

impl Scheduler {
    /// A scheduler with nothing to do.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a generator, which is to run at once.
    pub fn add(&mut self, task: impl Iterator<Item = Duration> + 'static) {
        self.schedule(clock::now(), Box::new(task));
    }

    /// Runs until every generator has ended.
    pub fn run(&mut self) {
        while let Some((time, mut task)) = self.take_earliest() {
            clock::wait_until(time);
            if let Some(delay) = task.next() {
                self.schedule(clock::now() + delay, task);
            }
        }
    }

    fn schedule(&mut self, time: Duration, task: Task) {
        // A new number each time: at the same instant, whoever went to
        // sleep first goes first. A heap alone would not keep that order.
        self.queue.push(Reverse((time, self.next_number)));
        self.tasks.insert(self.next_number, task);
        self.next_number += 1;
    }

    fn take_earliest(&mut self) -> Option<(Duration, Task)> {
        let Reverse((time, number)) = self.queue.pop()?;
        Some((time, self.tasks.remove(&number)?))
    }
}
