//! What a list promises that is taken in turn: to be late.

use super::order::Act::{Sleep, Work};
use super::promise::Promise;
use super::sleepers;

pub const IN_TURN: Promise = Promise {
    says: "They go in the order of the list: it waits for the first, even \
           if another one is due.",
    tried: "A sleeps twice for three seconds, B twice for one.",
    should: &[
        "0.000 A", "0.000 B", "3.000 A", "3.000 B", "6.000 A", "6.000 B",
    ],
    play: || {
        sleepers(&[
            ("A", &[Sleep(3000), Sleep(3000)]),
            ("B", &[Sleep(1000), Sleep(1000)]),
        ]);
    },
};

pub const LATENESS: Promise = Promise {
    says: "Whoever is late asks for the next delay late: it counts from \
           now.",
    tried: "A sleeps for three seconds. B sleeps for one, has its turn at \
            second three, and sleeps for five.",
    should: &["0.000 A", "0.000 B", "3.000 A", "3.000 B", "8.000 B"],
    play: || {
        sleepers(&[
            ("A", &[Sleep(3000)]),
            ("B", &[Sleep(1000), Sleep(5000)]),
        ]);
    },
};

pub const NOT_BACK: Promise = Promise {
    says: "The clock never goes back for those who are late.",
    tried: "A does not give the thread back before second four. It sleeps \
            for one second, and B for two.",
    should: &["0.000 A", "4.000 B", "5.000 A", "6.000 B"],
    play: || {
        sleepers(&[
            ("A", &[Work(4000), Sleep(1000)]),
            ("B", &[Sleep(2000)]),
        ]);
    },
};
