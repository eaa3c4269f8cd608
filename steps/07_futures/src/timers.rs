//! Who wants to be woken when.

use std::cell::{Cell, LazyCell};
use std::collections::BTreeMap;
use std::task::{RawWakerVTable, Waker};
use std::time::Duration;

use shared::clock;

use crate::Loop;
use crate::task::Key;

/// Nanoseconds, and a number: at the same instant, whoever came first is
/// the first to be woken.
pub type Time = (u64, u64);

/// A time that never comes.
const NEVER: u64 = u64::MAX;

#[derive(Default)]
pub struct Timers {
    pub alarms: BTreeMap<Time, Alarm>,
}

/// Whom to wake: a task of this loop, or whoever is behind a waker.
pub enum Alarm {
    Task(Key),
    Waker(Waker),
}

/// What no two wakers share while both of them live, but clones do.
pub type Mark = (*const (), *const RawWakerVTable);

pub fn mark(waker: &Waker) -> Mark {
    (waker.data(), waker.vtable())
}

thread_local! {
    static NEXT_NUMBER: Cell<u64> = const { Cell::new(1) };
}

/// A number for a sleep. No other on this thread has the same.
pub fn next_number() -> u64 {
    NEXT_NUMBER.replace(NEXT_NUMBER.get() + 1)
}

impl Timers {
    pub fn first_deadline(&self) -> Option<Duration> {
        let (&(nanos, _), _) = self.alarms.first_key_value()?;
        (nanos != NEVER).then(|| Duration::from_nanos(nanos))
    }

    fn next_due(&mut self, now: impl FnOnce() -> u64) -> Option<Alarm> {
        let first = self.alarms.first_entry()?;
        (first.key().0 <= now()).then(|| first.remove())
    }
}

impl Loop {
    /// An alarm for `waker`. If that is the running task's own, as it
    /// mostly is, the key will do: at a million sleeps, clones are dear.
    pub fn alarm(&self, waker: &Waker) -> Alarm {
        match self.running.get() {
            Some((key, own)) if own == mark(waker) => Alarm::Task(key),
            _ => Alarm::Waker(waker.clone()),
        }
    }

    pub fn wake_due(&self) {
        // Read once at the most, and only if somebody waits for it.
        let now = LazyCell::new(|| nanos(clock::now()));
        loop {
            // One at a time, so that whoever is woken may drop the others.
            let due = self.timers.borrow_mut().next_due(|| *now);
            match due {
                Some(Alarm::Task(key)) => self.tasks.borrow_mut().wake(key),
                Some(Alarm::Waker(waker)) => waker.wake(),
                None => return,
            }
        }
    }
}

pub fn nanos(time: Duration) -> u64 {
    time.as_nanos().try_into().unwrap_or(NEVER)
}
