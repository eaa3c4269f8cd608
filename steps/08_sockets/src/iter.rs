//! An iterator that one has to wait for.

use std::ops::Range;
use std::time::Duration;

use crate::sleep;

/// Counts from `numbers.start` up to `numbers.end`, without it, and sleeps
/// for `delay` before each number.
///
/// ```
/// # use step_08_sockets as unio;
/// # use std::time::Duration;
/// # shared::clock::simulate();
/// unio::run(async {
///     let mut numbers = unio::arange(1..4, Duration::from_secs(1));
///     let mut sum = 0;
///     while let Some(number) = numbers.next().await {
///         sum += number;
///     }
///     assert_eq!(sum, 6);
/// });
/// ```
pub fn arange(numbers: Range<u64>, delay: Duration) -> Arange {
    Arange { numbers, delay }
}

/// An async iterator over numbers.
///
/// ```
/// # use step_08_sockets as unio;
/// # use std::time::Duration;
/// # shared::clock::simulate();
/// let mut numbers = unio::arange(7..8, Duration::from_secs(1));
/// unio::run(async {
///     assert_eq!(numbers.next().await, Some(7));
///     assert_eq!(numbers.next().await, None);
/// });
/// ```
pub struct Arange {
    numbers: Range<u64>,
    delay: Duration,
}

impl Arange {
    /// Waits for the next number, if there is one. Whoever gives up waiting
    /// loses it.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// # use std::time::Duration;
    /// # shared::clock::simulate();
    /// let mut empty = unio::arange(7..7, Duration::from_secs(1));
    /// assert_eq!(unio::run(empty.next()), None);
    /// ```
    pub async fn next(&mut self) -> Option<u64> {
        let number = self.numbers.next()?;
        sleep(self.delay).await;
        Some(number)
    }
}
