//! What a scheduler of generators promises.

use std::time::Duration;

use super::promise::{Promise, tell};
use super::unio::Scheduler;

const SECOND: Duration = Duration::from_secs(1);

pub const LAZY: Promise = Promise {
    says: "To add a generator asks nothing of it. It runs when the loop \
           does.",
    tried: "A is added, and then the loop runs.",
    should: &["0.000 it is added", "0.000 A is asked"],
    play: || {
        let mut scheduler = Scheduler::default();
        scheduler.add(std::iter::from_fn(|| {
            tell("A is asked");
            None
        }));
        tell("it is added");
        scheduler.run();
    },
};

pub const ONCE: Promise = Promise {
    says: "Whoever yields is asked again when its time has come: once, and \
           not before.",
    tried: "A yields twice, a second each, and then it is at its end.",
    should: &[
        "0.000 A is asked",
        "1.000 A is asked",
        "2.000 A is asked, and at its end",
    ],
    play: || {
        let mut scheduler = Scheduler::default();
        let mut left = 2;
        scheduler.add(std::iter::from_fn(move || {
            if left == 0 {
                tell("A is asked, and at its end");
                return None;
            }
            left -= 1;
            tell("A is asked");
            Some(SECOND)
        }));
        scheduler.run();
    },
};

pub const NEVER_AGAIN: Promise = Promise {
    says: "Whoever is at its end is not asked again, and dropped at once.",
    tried: "A is at its end after a second, while B sleeps for two.",
    should: &[
        "1.000 A is at its end",
        "1.000 A is dropped",
        "2.000 B is at its end",
        "2.000 B is dropped",
    ],
    play: || {
        let mut scheduler = Scheduler::default();
        scheduler.add(Napper { name: "A", delay: Some(SECOND) });
        scheduler.add(Napper { name: "B", delay: Some(SECOND * 2) });
        scheduler.run();
    },
};

/// Sleeps once, and tells when it ends and when it is dropped.
struct Napper {
    name: &'static str,
    delay: Option<Duration>,
}

impl Iterator for Napper {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let delay = self.delay.take();
        if delay.is_none() {
            tell(format_args!("{} is at its end", self.name));
        }
        delay
    }
}

impl Drop for Napper {
    fn drop(&mut self) {
        tell(format_args!("{} is dropped", self.name));
    }
}
