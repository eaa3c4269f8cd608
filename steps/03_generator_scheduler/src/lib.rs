//! A scheduler of generators: each runs to its next `yield` and says how
//! long it wants to sleep.

use std::collections::VecDeque;
use std::time::Duration;

use shared::clock;

/// A generator: `next` runs it to its next "yield", and what it yields is
/// the delay until it wants to run again.
type Task = Box<dyn Iterator<Item = Duration>>;

/// Runs generators in turn.
#[derive(Default)]
pub struct Scheduler {
    tasks: VecDeque<(Duration, Task)>,
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
        while let Some((time, mut task)) = self.tasks.pop_front() {
            clock::wait_until(time);
            if let Some(delay) = task.next() {
                self.schedule(clock::now() + delay, task);
            }
        }
    }

    fn schedule(&mut self, time: Duration, task: Task) {
        self.tasks.push_back((time, task));
    }
}
