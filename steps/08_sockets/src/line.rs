//! A line in which tasks wait. First come, first served.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::{Poll, Waker};

#[derive(Default)]
pub struct Line {
    waiting: RefCell<BTreeMap<u64, Waker>>,
    next_number: Cell<u64>,
}

/// A place in the line. Whoever drops it lets the next one try.
pub struct Place<'a> {
    line: &'a Line,
    number: u64,
}

impl Line {
    /// Waits until nobody stands before us and `try_take` gives something.
    pub async fn wait<T>(
        &self,
        mut try_take: impl FnMut() -> Option<T>,
    ) -> (T, Place<'_>) {
        let number = self.next_number.replace(self.next_number.get() + 1);
        let place = Place { line: self, number };
        let taken = poll_fn(|cx| {
            let waker = cx.waker().clone();
            // Dropping a waker may run anybody's code: not in a borrow.
            let _old = self.waiting.borrow_mut().insert(number, waker);
            let taken = place.is_first().then(&mut try_take).flatten();
            taken.map_or(Poll::Pending, Poll::Ready)
        });
        (taken.await, place)
    }

    /// Lets whoever stands first try again.
    pub fn wake_first(&self) {
        let first = self.waiting.borrow().values().next().cloned();
        first.into_iter().for_each(Waker::wake);
    }
}

impl Place<'_> {
    fn is_first(&self) -> bool {
        let waiting = self.line.waiting.borrow();
        waiting.first_key_value().is_none_or(|(n, _)| *n == self.number)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let was_first = self.is_first();
        let _old = self.line.waiting.borrow_mut().remove(&self.number);
        if was_first {
            self.line.wake_first();
        }
    }
}
