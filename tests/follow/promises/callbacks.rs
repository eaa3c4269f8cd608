//! What a scheduler of callbacks promises.

use std::time::Duration;

use super::promise::{Promise, tell};
use super::unio::Scheduler;

pub const NOT_NOW: Promise = Promise {
    says: "`call_soon` calls nothing itself: whoever uses it finishes first.",
    tried: "A asks for B to be called soon, and says when it has done so.",
    should: &["0.000 A begins", "0.000 A ends", "0.000 B"],
    play: || {
        let mut scheduler = Scheduler::default();
        scheduler.call_soon(|scheduler| {
            tell("A begins");
            scheduler.call_soon(|_| tell("B"));
            tell("A ends");
        });
        scheduler.run();
    },
};

pub const IN_LINE: Promise = Promise {
    says: "Those who are ready are called in the order in which they came.",
    tried: "A, B and C are to be called soon, and A asks for D.",
    should: &["0.000 A", "0.000 B", "0.000 C", "0.000 D"],
    play: || {
        let mut scheduler = Scheduler::default();
        scheduler.call_soon(|scheduler| {
            tell("A");
            scheduler.call_soon(|_| tell("D"));
        });
        scheduler.call_soon(|_| tell("B"));
        scheduler.call_soon(|_| tell("C"));
        scheduler.run();
    },
};

pub const READY_FIRST: Promise = Promise {
    says: "A sleeper is called when nobody is ready, even if it is due.",
    tried: "A is to be called after no time at all, and B soon; B asks \
            twice to be called soon again.",
    should: &["0.000 B", "0.000 B", "0.000 B", "0.000 A"],
    play: || {
        fn b(scheduler: &mut Scheduler, left: usize) {
            tell("B");
            if left > 0 {
                scheduler
                    .call_soon(move |scheduler| b(scheduler, left - 1));
            }
        }
        let mut scheduler = Scheduler::default();
        scheduler.call_later(Duration::ZERO, |_| tell("A"));
        scheduler.call_soon(|scheduler| b(scheduler, 2));
        scheduler.run();
    },
};

pub const LATER_AND_SOON: Promise = Promise {
    says: "Whoever has been woken may ask for others, soon and later.",
    tried: "A is called after a second, and asks for B a second later and \
            for C soon.",
    should: &["1.000 A", "1.000 C", "2.000 B"],
    play: || {
        let second = Duration::from_secs(1);
        let mut scheduler = Scheduler::default();
        scheduler.call_later(second, move |scheduler| {
            tell("A");
            scheduler.call_later(second, |_| tell("B"));
            scheduler.call_soon(|_| tell("C"));
        });
        scheduler.run();
    },
};
