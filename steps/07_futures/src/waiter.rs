//! Waiting for something that happens several times.

use std::cell::Cell;

use crate::line::Line;

/// Lets tasks wait until it has been notified so many times.
pub struct Waiter {
    missing: Cell<usize>,
    line: Line,
}

impl Waiter {
    /// Waits for `times` notifications.
    pub fn new(times: usize) -> Self {
        Self { missing: Cell::new(times), line: Line::default() }
    }

    /// Counts one notification. The last one wakes those who wait.
    pub fn notify(&self) {
        self.missing.set(self.missing.get().saturating_sub(1));
        if self.missing.get() == 0 {
            self.line.wake_first();
        }
    }

    /// Waits until all notifications have come.
    pub async fn wait(&self) {
        self.line.wait(|| (self.missing.get() == 0).then_some(())).await;
    }
}
