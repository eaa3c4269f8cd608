//! A scheduler of generators: each runs to its next "yield" and says how
//! long it wants to sleep.

use std::collections::VecDeque;
use std::time::Duration;

use shared::clock;

/// A generator: `next` runs it to its next "yield", and what it yields is
/// how long it wants to sleep.
type Task = Box<dyn Iterator<Item = Duration>>;

/// Runs generators in turn.
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
    ///
    /// It waits for the one at the front even if another is due earlier, so
    /// everybody is late. Step 04 mends that.
    pub fn run(&mut self) {
        while let Some((time, mut task)) = self.queue.pop_front() {
            clock::wait_until(time);
            if let Some(delay) = task.next() {
                self.schedule(clock::now().saturating_add(delay), task);
            }
        }
    }

    fn schedule(&mut self, time: Duration, task: Task) {
        self.queue.push_back((time, task));
    }
}
