//! A lock that a task may hold while it waits for something else.

use std::cell::{RefCell, RefMut};
use std::ops::{Deref, DerefMut};

use crate::line::{Line, Place};

/// Lets one task at a time use a value. First come, first served.
#[derive(Default)]
#[doc(alias = "Mutex")]
pub struct Lock<T> {
    line: Line,
    value: RefCell<T>,
}

/// The right to use the value, until it is dropped.
pub struct LockGuard<'a, T> {
    // Dropped in this order: the value is free before the next one tries.
    value: RefMut<'a, T>,
    _place: Place<'a>,
}

impl<T> Lock<T> {
    /// A lock that nobody holds.
    pub fn new(value: T) -> Self {
        Self { line: Line::default(), value: RefCell::new(value) }
    }

    /// Waits for our turn to use the value.
    pub async fn lock(&self) -> LockGuard<'_, T> {
        let try_lock = || self.value.try_borrow_mut().ok();
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
