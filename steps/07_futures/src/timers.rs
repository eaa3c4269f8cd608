//! Who wants to be woken when.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Duration;

use shared::clock;

use crate::Loop;

/// Nanoseconds, and a number: at the same instant, whoever came first is
/// the first to be woken.
pub type Time = (u64, u64);

/// A time that never comes.
const NEVER: u64 = u64::MAX;

#[derive(Default)]
pub struct Timers {
    pub wakers: BTreeMap<Time, Waker>,
    next_number: u64,
}

impl Timers {
    /// The place in line of whoever comes now, at that deadline.
    pub fn number(&mut self, deadline: u64) -> Time {
        self.next_number += 1;
        (deadline, self.next_number)
    }

    pub fn first_deadline(&self) -> Option<Duration> {
        let (&(nanos, _), _) = self.wakers.first_key_value()?;
        (nanos != NEVER).then(|| Duration::from_nanos(nanos))
    }

    fn next_due(&mut self, now: impl FnOnce() -> u64) -> Option<Waker> {
        let first = self.wakers.first_entry()?;
        (first.key().0 <= now()).then(|| first.remove())
    }
}

impl Loop {
    pub fn wake_due(&self) {
        // Read once at the most, and only if somebody waits for it.
        let now = LazyCell::new(|| nanos(clock::now()));
        loop {
            // One at a time, so that whoever is woken may drop the others.
            let due = self.timers.borrow_mut().next_due(|| *now);
            let Some(waker) = due else { return };
            waker.wake();
        }
    }
}

pub fn nanos(time: Duration) -> u64 {
    time.as_nanos().try_into().unwrap_or(NEVER)
}
