//! Who goes when, told by sleepers side by side.

use std::time::Duration;

use super::promise::{Promise, enough, tell};
use super::sleepers;

/// What a sleeper does with its time.
#[derive(Clone, Copy)]
pub enum Act {
    /// It sleeps for so many milliseconds, and then tells its name.
    Sleep(u64),
    /// It never wakes again.
    SleepForEver,
    /// It sleeps for so many nanoseconds.
    Nap(u64),
    /// It keeps the thread busy for so many milliseconds.
    Work(u64),
    /// It has told enough.
    Enough,
}

/// A name, and what its bearer does. Each tells its name at the start.
pub type Sleeper = (&'static str, &'static [Act]);

use Act::{Enough, Nap, Sleep, SleepForEver, Work};

impl Act {
    /// Does what needs no loop. Returns for how long to sleep, if it is a
    /// sleep.
    pub fn begin(self) -> Option<Duration> {
        match self {
            Sleep(millis) => return Some(Duration::from_millis(millis)),
            SleepForEver => return Some(Duration::MAX),
            Nap(nanos) => return Some(Duration::from_nanos(nanos)),
            Work(ms) => shared::clock::sleep(Duration::from_millis(ms)),
            Enough => enough(),
        }
        None
    }
}

/// Does one thing after the other, up to the next sleep. Returns for how
/// long.
pub fn next_sleep(
    acts: &mut impl Iterator<Item = Act>,
) -> Option<Duration> {
    acts.find_map(Act::begin)
}

pub const EARLIEST: Promise = Promise {
    says: "Whoever is due first goes first, wherever on the list he stands.",
    tried: "A sleeps for three seconds, B for one, C for two.",
    should: &[
        "0.000 A", "0.000 B", "0.000 C", "1.000 B", "2.000 C", "3.000 A",
    ],
    play: || {
        sleepers(&[
            ("A", &[Sleep(3000)]),
            ("B", &[Sleep(1000)]),
            ("C", &[Sleep(2000)]),
        ]);
    },
};

pub const TIES: Promise = Promise {
    says: "Of those who are due at the same instant, whoever went to sleep \
           first goes first.",
    tried: "A sleeps for three seconds at a stretch, B three times for one. \
            At second three both are due.",
    should: &[
        "0.000 A", "0.000 B", "1.000 B", "2.000 B", "3.000 A", "3.000 B",
    ],
    play: || {
        sleepers(&[
            ("A", &[Sleep(3000)]),
            ("B", &[Sleep(1000), Sleep(1000), Sleep(1000)]),
        ]);
    },
};

pub const YOUNGER_AT_TIES: Promise = Promise {
    says: "At a tie it does not matter who is older: whoever went to sleep \
           first goes first.",
    tried: "A sleeps three times for one second, B for three at a stretch. \
            At second three both are due.",
    should: &[
        "0.000 A", "0.000 B", "1.000 A", "2.000 A", "3.000 B", "3.000 A",
    ],
    play: || {
        sleepers(&[
            ("A", &[Sleep(1000), Sleep(1000), Sleep(1000)]),
            ("B", &[Sleep(3000)]),
        ]);
    },
};

pub const IN_STEP: Promise = Promise {
    says: "Those who sleep equally long wake in the order in which they lay \
           down.",
    tried: "Five sleep for a second, twice.",
    should: &[
        "0.000 A", "0.000 B", "0.000 C", "0.000 D", "0.000 E", "1.000 A",
        "1.000 B", "1.000 C", "1.000 D", "1.000 E", "2.000 A", "2.000 B",
        "2.000 C", "2.000 D", "2.000 E",
    ],
    play: || {
        let twice: &[Act] = &[Sleep(1000), Sleep(1000)];
        sleepers(&["A", "B", "C", "D", "E"].map(|name| (name, twice)));
    },
};

pub const NEVER: Promise = Promise {
    says: "`Duration::MAX` is never, and disturbs nobody.",
    tried: "A sleeps for a second, and then for ever. B ends it all at \
            second two.",
    should: &["0.000 A", "0.000 B", "1.000 A", "2.000 B"],
    play: || {
        sleepers(&[
            ("A", &[Sleep(1000), SleepForEver]),
            ("B", &[Sleep(2000), Enough]),
        ]);
    },
};

pub const EXACT: Promise = Promise {
    says: "A deadline is exact: within a millisecond, too, the earlier one \
           goes first.",
    tried: "A sleeps for 1.9 milliseconds, B for 1.1.",
    should: &["0.000 A", "0.000 B", "0.001 B", "0.001 A"],
    play: || {
        sleepers(&[("A", &[Nap(1_900_000)]), ("B", &[Nap(1_100_000)])]);
    },
};

pub const LATE: Promise = Promise {
    says: "After a long turn those who are late go at once, in the order in \
           which they were due, and their next delay counts from then on.",
    tried: "A is due at second two and B at second one, but C does not give \
            the thread back before second two and a half. Then A wants to \
            sleep for another second.",
    should: &[
        "0.000 A", "0.000 B", "0.000 C", "2.500 B", "2.500 A", "3.500 A",
    ],
    play: || {
        sleepers(&[
            ("A", &[Sleep(2000), Sleep(1000)]),
            ("B", &[Sleep(1000)]),
            ("C", &[Work(2500)]),
        ]);
    },
};

pub const NO_TIME: Promise = Promise {
    says: "Whoever sleeps for no time at all lets everybody else have a \
           turn.",
    tried: "A and B sleep for zero seconds, twice.",
    should: &[
        "0.000 A", "0.000 B", "0.000 A", "0.000 B", "0.000 A", "0.000 B",
    ],
    play: || {
        let twice: &[Act] = &[Sleep(0), Sleep(0)];
        sleepers(&[("A", twice), ("B", twice)]);
    },
};

pub const FROM_NOW: Promise = Promise {
    says: "A delay counts from now, not from the start of the show.",
    tried: "The clock shows five seconds when A and B begin. A sleeps for \
            one second, B for two.",
    should: &["5.000 A", "5.000 B", "6.000 A", "7.000 B"],
    play: || {
        shared::clock::sleep(Duration::from_secs(5));
        sleepers(&[("A", &[Sleep(1000)]), ("B", &[Sleep(2000)])]);
    },
};

pub const AGAIN: Promise = Promise {
    says: "When all have ended, the loop ends, and another one can begin.",
    tried: "A sleeps for a second; when the loop has ended, B does the same \
            on another.",
    should: &[
        "0.000 A",
        "1.000 A",
        "1.000 the first has ended",
        "1.000 B",
        "2.000 B",
        "2.000 the second has ended",
    ],
    play: || {
        sleepers(&[("A", &[Sleep(1000)])]);
        tell("the first has ended");
        sleepers(&[("B", &[Sleep(1000)])]);
        tell("the second has ended");
    },
};
