//! A generator with three "yields" in its loop: so there are three places
//! where it can stand still.

use std::time::Duration;

use shared::say;
use step_03_generator_scheduler::Scheduler;

fn main() {
    shared::start_scene();
    let mut scheduler = Scheduler::default();
    scheduler.add(TrafficLight { at: At::Red, rounds: 2 });
    scheduler.run();
}

struct TrafficLight {
    at: At,
    rounds: u32,
}

/// Which "yield" is next.
enum At {
    Red,
    Green,
    Yellow,
}

impl Iterator for TrafficLight {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let (colour, seconds, at) = match self.at {
            At::Red if self.rounds == 0 => return None,
            At::Red => ("red", 3, At::Green),
            At::Green => ("green", 4, At::Yellow),
            At::Yellow => {
                self.rounds -= 1;
                ("yellow", 1, At::Red)
            }
        };
        say!("{colour}");
        self.at = at;
        Some(Duration::from_secs(seconds))
    }
}
