//! A lock that a task may hold while it waits for something else.

use std::cell::{RefCell, RefMut};
use std::ops::{Deref, DerefMut};

use crate::line::{Line, Place};

/// Lets one task at a time use a value. First come, first served: a future
/// that waits for it keeps its place until it is dropped, and if nobody
/// polls it, as in a task that is paused, those behind it wait.
///
/// ```
/// # use step_08_sockets as unio;
/// let lock = unio::Lock::new(0);
/// let add = async |number| {
///     let mut sum = lock.lock().await;
///     let old = *sum;
///     // Others have a turn. But they wait for the lock.
///     unio::yield_now().await;
///     *sum = old + number;
/// };
/// unio::run(unio::gather([1, 2, 3].map(add)));
/// assert_eq!(*unio::run(lock.lock()), 6);
/// ```
#[derive(Default)]
#[doc(alias = "Mutex")]
pub struct Lock<T> {
    line: Line,
    value: RefCell<T>,
}

/// The right to use the value, until it is dropped.
///
/// ```
/// # use step_08_sockets as unio;
/// let lock = unio::Lock::new(vec![1]);
/// let mut guard: unio::LockGuard<'_, Vec<u32>> = unio::run(lock.lock());
/// guard.push(2);
/// assert_eq!(*guard, [1, 2]);
/// ```
#[doc(alias = "MutexGuard")]
pub struct LockGuard<'a, T> {
    // Dropped in this order: the value is free before the next one tries.
    value: RefMut<'a, T>,
    _place: Place<'a>,
}

impl<T> Lock<T> {
    /// A lock that nobody holds.
    ///
    /// ```
    /// let lock = step_08_sockets::Lock::new("value");
    /// ```
    pub fn new(value: T) -> Self {
        Self { line: Line::default(), value: RefCell::new(value) }
    }

    /// Waits for our turn to use the value. Whoever holds the lock and asks
    /// for it again waits for ever.
    ///
    /// ```
    /// # use step_08_sockets as unio;
    /// let lock = unio::Lock::new(6);
    /// unio::run(async { *lock.lock().await *= 7 });
    /// assert_eq!(*unio::run(lock.lock()), 42);
    /// ```
    pub async fn lock(&self) -> LockGuard<'_, T> {
        let borrow = || self.value.try_borrow_mut().ok();
        let try_lock = |is_first: bool| is_first.then(borrow).flatten();
        let (value, _place) = self.line.wait(try_lock).await;
        LockGuard { value, _place }
    }
}

impl<T> Deref for LockGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for LockGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
