//! The two sides of a socket: whether to try to read or write, and who waits
//! until it makes sense.

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind};
use std::task::{Context, Poll, Waker};

use mio::event::Event;

use crate::Loop;

#[derive(Default)]
pub struct Sides {
    pub reading: Side,
    pub writing: Side,
}

/// The system tells once when a side becomes ready, and no more until it
/// has not been for a while: so we remember.
#[derive(Default)]
pub struct Side {
    ready: Cell<bool>,
    /// Never forgotten: data and the end may come in one event, and the end
    /// is still to be seen when the data has been taken.
    closed: Cell<bool>,
    /// All of them try when there is news.
    waiting: RefCell<Vec<Waker>>,
}

impl Sides {
    pub fn note(&self, event: &Event) {
        // Whoever tries next is told the error.
        let error = event.is_error();
        let (read, write) = (event.is_readable(), event.is_writable());
        self.reading.note(read || error, event.is_read_closed());
        self.writing.note(write || error, event.is_write_closed());
    }

    /// There will be no more news.
    pub fn close(&self) {
        self.reading.note(false, true);
        self.writing.note(false, true);
    }

    pub fn are_awaited(&self) -> bool {
        let awaited = |side: &Side| !side.waiting.borrow().is_empty();
        awaited(&self.reading) || awaited(&self.writing)
    }
}

impl Side {
    fn note(&self, ready: bool, closed: bool) {
        self.ready.set(ready || self.ready.get());
        self.closed.set(closed || self.closed.get());
        if ready || closed {
            self.waiting.take().into_iter().for_each(Waker::wake);
        }
    }

    /// Tries until it works or fails, and waits where it would block.
    pub fn poll_io<T>(
        &self,
        cx: &mut Context<'_>,
        mut attempt: impl FnMut() -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        let current = Loop::current("a socket");
        while self.ready.get() || self.closed.get() {
            let Some(tries) = current.tries.get().checked_sub(1) else {
                // Whoever never has to wait yields now and then.
                cx.waker().wake_by_ref();
                return Poll::Pending;
            };
            current.tries.set(tries);
            let result = attempt();
            let error = result.as_ref().err().map(io::Error::kind);
            if error != Some(ErrorKind::WouldBlock) || self.closed.get() {
                return Poll::Ready(result);
            }
            // No news has been missed since the attempt: it comes in while
            // the loop looks up.
            self.ready.set(false);
        }
        let mut waiting = self.waiting.borrow_mut();
        if !waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }

    /// Takes note of how many bytes of those `wanted` went through.
    pub fn moved(&self, count: usize, wanted: usize) -> io::Result<usize> {
        // On Unix, if they are fewer, the next attempt would block.
        let would_block = cfg!(unix) && count < wanted;
        self.ready.set(self.ready.get() && !would_block);
        Ok(count)
    }
}
