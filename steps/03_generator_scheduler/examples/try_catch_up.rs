//! The scheduler of this step with one word changed: a task that is late is
//! put back at the time when it was due, plus its delay. So lateness does
//! not add up; but those that are late come in a rush.

use std::collections::VecDeque;
use std::time::Duration;

use shared::{clock, say};

fn main() {
    shared::start_scene();
    let mut scheduler = Scheduler::default();
    scheduler.add(count("slow", 4, 5));
    scheduler.add(count("fast", 1, 20));
    scheduler.run();
}

fn count(
    name: &'static str,
    seconds: u64,
    times: u32,
) -> impl Iterator<Item = Duration> {
    (0..times).map(move |n| {
        say!("{name} {n}");
        Duration::from_secs(seconds)
    })
}

type Task = Box<dyn Iterator<Item = Duration>>;

#[derive(Default)]
struct Scheduler {
    queue: VecDeque<(Duration, Task)>,
}

impl Scheduler {
    fn add(&mut self, task: impl Iterator<Item = Duration> + 'static) {
        self.schedule(clock::now(), Box::new(task));
    }

    fn run(&mut self) {
        while let Some((time, mut task)) = self.queue.pop_front() {
            clock::wait_until(time);
            if let Some(delay) = task.next() {
                self.schedule(time.saturating_add(delay), task);
            }
        }
    }

    fn schedule(&mut self, time: Duration, task: Task) {
        self.queue.push_back((time, task));
    }
}
