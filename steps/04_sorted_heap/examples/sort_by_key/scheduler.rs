//! A scheduler of generators: the one with the earliest time runs next.

use std::collections::VecDeque;
use std::time::Duration;

use shared::clock;

/// A generator: `next` runs it to its next "yield", and what it yields is
/// how long it wants to sleep.
type Task = Box<dyn Iterator<Item = Duration>>;

/// Runs generators, the earliest first.
#[derive(Default)]
pub struct Scheduler {
    queue: VecDeque<(Duration, Task)>,
}

impl Scheduler {
    /// Adds a generator, which is to run at once.
    pub fn add(&mut self, task: impl Iterator<Item = Duration> + 'static) {
        self.schedule(clock::now(), Box::new(task));
    }

    /// Runs until every generator has ended.
    pub fn run(&mut self) {
        while let Some((time, mut task)) = self.pop_earliest() {
            clock::wait_until(time);
            if let Some(delay) = task.next() {
                self.schedule(clock::now().saturating_add(delay), task);
            }
        }
    }

    fn pop_earliest(&mut self) -> Option<(Duration, Task)> {
        // By time alone, since generators have no order. This sort keeps
        // equals as they are: first come, first served.
        let queue = self.queue.make_contiguous();
        queue.sort_by_key(|&(time, _)| time);
        self.queue.pop_front()
    }

    fn schedule(&mut self, time: Duration, task: Task) {
        self.queue.push_back((time, task));
    }
}
