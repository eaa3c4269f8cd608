//! A line in which tasks wait. First come, first served.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::{Poll, Waker};

#[derive(Default)]
pub struct Line {
    /// By number. Whoever has been woken has no waker here until it has
    /// tried again.
    pub waiting: RefCell<BTreeMap<u64, Option<Waker>>>,
    next_number: Cell<u64>,
}

/// A place in a line. The next one is woken when it is given up.
pub struct Place<'a> {
    line: &'a Line,
    pub number: u64,
}

impl Line {
    /// Tries until `try_take` gives something; it is told whether nobody
    /// stands in front. While the place is kept, nobody behind it is first.
    pub async fn wait<T>(
        &self,
        mut try_take: impl FnMut(bool) -> Option<T>,
    ) -> (T, Place<'_>) {
        let place = self.join();
        // From now on nobody behind it is first, whether it waits or takes.
        self.waiting.borrow_mut().insert(place.number, None);
        let taken = poll_fn(|cx| {
            if let Some(taken) = try_take(place.is_first()) {
                return Poll::Ready(taken);
            }
            let _old = self.leave(place.number, cx.waker());
            Poll::Pending
        });
        (taken.await, place)
    }

    /// A place behind all others.
    pub fn join(&self) -> Place<'_> {
        let number = self.next_number.replace(self.next_number.get() + 1);
        Place { line: self, number }
    }

    /// Leaves a waker at a place. Returns the one that was there.
    pub fn leave(&self, number: u64, waker: &Waker) -> Option<Waker> {
        // Cloning or dropping a waker may run anybody's code: not in a
        // borrow.
        let waker = Some(waker.clone());
        self.waiting.borrow_mut().insert(number, waker).flatten()
    }

    /// Wakes so many, from the front.
    pub fn wake(&self, count: usize) {
        let mut waiting = self.waiting.borrow_mut();
        let wakers = waiting.values_mut().take(count);
        let wakers: Vec<_> = wakers.filter_map(Option::take).collect();
        drop(waiting);
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Place<'_> {
    fn is_first(&self) -> bool {
        let waiting = self.line.waiting.borrow();
        waiting.keys().next().is_none_or(|first| *first >= self.number)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let was_first = self.is_first();
        let _old = self.line.waiting.borrow_mut().remove(&self.number);
        if was_first {
            self.line.wake(1);
        }
    }
}
