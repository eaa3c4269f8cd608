//! Waiting for something that happens several times.

use std::cell::Cell;

use crate::line::Line;

/// Lets tasks wait until it has been notified so many times.
///
/// ```
/// # use step_07_futures as unio;
/// # use std::rc::Rc;
/// unio::run(async {
///     let waiter = Rc::new(unio::Waiter::new(3));
///     for _ in 0..3 {
///         let waiter = waiter.clone();
///         unio::create_task(async move { waiter.notify() });
///     }
///     waiter.wait().await;
/// });
/// ```
#[doc(alias("CountDownLatch", "WaitGroup"))]
pub struct Waiter {
    missing: Cell<usize>,
    line: Line,
}

impl Waiter {
    /// A waiter for `times` notifications. For none, nobody waits.
    ///
    /// ```
    /// # use step_07_futures as unio;
    /// unio::run(unio::Waiter::new(0).wait());
    /// ```
    pub fn new(times: usize) -> Self {
        Self { missing: Cell::new(times), line: Line::default() }
    }

    /// Counts one notification. The last one wakes all who wait.
    ///
    /// ```
    /// # use step_07_futures as unio;
    /// let waiter = unio::Waiter::new(1);
    /// waiter.notify();
    /// unio::run(waiter.wait());
    /// ```
    pub fn notify(&self) {
        self.missing.set(self.missing.get().saturating_sub(1));
        if self.missing.get() == 0 {
            self.line.wake(usize::MAX);
        }
    }

    /// Waits until all notifications have come.
    ///
    /// ```
    /// # use step_07_futures as unio;
    /// let waiter = unio::Waiter::new(1);
    /// unio::run(async {
    ///     unio::gather([true, false].map(async |waits| {
    ///         if waits { waiter.wait().await } else { waiter.notify() }
    ///     }))
    ///     .await;
    /// });
    /// ```
    pub async fn wait(&self) {
        self.line.wait(|_| (self.missing.get() == 0).then_some(())).await;
    }
}
