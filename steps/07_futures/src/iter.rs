//! An iterator that one has to wait for.

use std::ops::Range;
use std::time::Duration;

use crate::sleep;

/// Counts from `numbers.start` up to `numbers.end`, without it, and sleeps
/// for `delay` before each number.
pub fn arange(numbers: Range<u64>, delay: Duration) -> Arange {
    Arange { numbers, delay }
}

/// An async iterator over numbers.
pub struct Arange {
    numbers: Range<u64>,
    delay: Duration,
}

impl Arange {
    /// Waits for the next number, if there is one.
    pub async fn next(&mut self) -> Option<u64> {
        let number = self.numbers.next()?;
        sleep(self.delay).await;
        Some(number)
    }
}
