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
    /// Calls `f` as soon as everything that is ready has been called.
    pub fn call_soon(&mut self, f: impl FnOnce(&mut Self) + 'static) {
        self.ready.push_back(Box::new(f));
    }

    /// Calls `f` once `delay` has passed, and nothing is ready.
    pub fn call_later(
        &mut self,
        delay: Duration,
        f: impl FnOnce(&mut Self) + 'static,
    ) {
        let deadline = clock::now().saturating_add(delay);
        self.sleeping.push((deadline, Box::new(f)));
    }

    /// Calls and waits until there is nothing left to call.
    pub fn run(&mut self) {
        while let Some(callback) = self.next_callback() {
            callback(self);
        }
    }

    fn next_callback(&mut self) -> Option<Callback> {
        self.ready.pop_front().or_else(|| self.wait_for_earliest())
    }

    fn wait_for_earliest(&mut self) -> Option<Callback> {
        // `min_by_key` finds the first of several equals, and `remove`
        // keeps the others in order: first come, first served.
        let all = 0..self.sleeping.len();
        let earliest = all.min_by_key(|&i| self.sleeping[i].0)?;
        let (deadline, callback) = self.sleeping.remove(earliest);
        clock::wait_until(deadline);
        Some(callback)
    }
}
