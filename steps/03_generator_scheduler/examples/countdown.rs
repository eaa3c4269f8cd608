//! One counts down and one counts up. What a loop keeps in its variables is
//! kept in a generator, which yields how long it wants to sleep.

use std::time::Duration;

use shared::say;
use step_03_generator_scheduler::Scheduler;

fn main() {
    shared::start_scene();
    let mut scheduler = Scheduler::default();
    scheduler.add(Countdown { n: 5 });
    scheduler.add(Countup { n: 0, stop: 20 });
    scheduler.run();
}

struct Countdown {
    n: u32,
}

impl Iterator for Countdown {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        if self.n == 0 {
            return None;
        }
        say!("Down {}", self.n);
        self.n -= 1;
        Some(Duration::from_secs(4))
    }
}

struct Countup {
    n: u32,
    stop: u32,
}

impl Iterator for Countup {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        if self.n == self.stop {
            return None;
        }
        say!("Up {}", self.n);
        self.n += 1;
        Some(Duration::from_secs(1))
    }
}
