//! A scheduler of callbacks: functions to call soon, and functions to call
//! later.

use std::collections::VecDeque;
use std::time::Duration;

use shared::clock;

type Callback = Box<dyn FnOnce(&mut Scheduler)>;

/// Calls functions, one after the other, each at its time.
#[derive(Default)]
pub struct Scheduler {
    ready: VecDeque<Callback>,
    sleeping: Vec<(Duration, Callback)>,
}

impl Scheduler {
    /// A scheduler with nothing to do.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls `callback` as soon as everything that is ready has been
    /// called.
    pub fn call_soon(
        &mut self,
        callback: impl FnOnce(&mut Self) + 'static,
    ) {
        self.ready.push_back(Box::new(callback));
    }

    /// Calls `callback` once `delay` has passed.
    pub fn call_later(
        &mut self,
        delay: Duration,
        callback: impl FnOnce(&mut Self) + 'static,
    ) {
        let deadline = clock::now() + delay;
        self.sleeping.push((deadline, Box::new(callback)));
    }

    /// Calls and waits until there is nothing left to call.
    pub fn run(&mut self) {
        loop {
            while let Some(callback) = self.ready.pop_front() {
                callback(self);
            }
            let Some((deadline, callback)) = self.take_earliest() else {
                return;
            };
            clock::wait_until(deadline);
            self.ready.push_back(callback);
        }
    }

    fn take_earliest(&mut self) -> Option<(Duration, Callback)> {
        // `min_by_key` finds the first of several equals, and `remove`
        // keeps the others in order: first come, first served.
        let all = 0..self.sleeping.len();
        let earliest = all.min_by_key(|&i| self.sleeping[i].0)?;
        Some(self.sleeping.remove(earliest))
    }
}
