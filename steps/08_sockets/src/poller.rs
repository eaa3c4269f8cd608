//! Where the loop waits: for sockets, for letters, and for time to pass.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use mio::{Events, Interest, Token, Waker as Bell, event};

use crate::Loop;

pub struct Poller {
    poll: RefCell<mio::Poll>,
    events: RefCell<Events>,
    /// Ends a wait, also from another thread.
    pub bell: Arc<Bell>,
    sockets: RefCell<BTreeMap<Token, Weak<Sides>>>,
}

/// What is known of a socket.
#[derive(Default)]
pub struct Sides {
    pub reading: Side,
    pub writing: Side,
}

/// One direction. The system tells once when it becomes ready, and no more
/// until it has not been for a while: so we remember.
#[derive(Default)]
pub struct Side {
    ready: Cell<bool>,
    /// Never forgotten: data and the end may come in one event, and the end
    /// is still to be seen when the data has been taken.
    closed: Cell<bool>,
    /// All of them try when there is news.
    waiting: RefCell<Vec<Waker>>,
}

impl Default for Poller {
    fn default() -> Self {
        let poll = mio::Poll::new().expect("a poller");
        // No socket has this token.
        let bell = Bell::new(poll.registry(), Token(0)).expect("a bell");
        let events = Events::with_capacity(1024).into();
        let (poll, sockets) = (poll.into(), RefCell::default());
        Self { poll, events, bell: bell.into(), sockets }
    }
}

impl Poller {
    /// Waits for news from sockets. Returns whether there was any.
    pub fn wait(&self, limit: Option<Duration>) -> bool {
        let mut events = self.events.borrow_mut();
        // A signal may end a wait. Nothing else can go wrong.
        let _ = self.poll.borrow_mut().poll(&mut events, limit);
        for event in &*events {
            let sides = self.sockets.borrow().get(&event.token()).cloned();
            // Waking may run anybody's code: not in a borrow.
            let sides = sides.and_then(|sides| sides.upgrade());
            sides.iter().for_each(|sides| sides.note(event));
        }
        !events.is_empty()
    }

    /// Sees what is new without waiting, if there are sockets at all.
    pub fn glance(&self) -> bool {
        let any = !self.sockets.borrow().is_empty();
        any && self.wait(Some(Duration::ZERO))
    }

    /// Whether somebody waits for a socket.
    pub fn is_awaited(&self) -> bool {
        let sockets = self.sockets.borrow();
        let mut sides = sockets.values().filter_map(Weak::upgrade);
        let waits = |side: &Side| !side.waiting.borrow().is_empty();
        sides.any(|s| waits(&s.reading) || waits(&s.writing))
    }
}

impl Sides {
    /// Watches a socket. What is there already is news, too.
    pub fn of(socket: &mut impl event::Source) -> io::Result<Rc<Self>> {
        let poller = &Loop::current("a socket").poller;
        let sides = Rc::<Self>::default();
        let (token, poll) = (sides.token(), poller.poll.borrow());
        let interest = Interest::READABLE | Interest::WRITABLE;
        poll.registry().register(socket, token, interest)?;
        poller.sockets.borrow_mut().insert(token, Rc::downgrade(&sides));
        Ok(sides)
    }

    /// No two sockets have their sides in the same place.
    fn token(&self) -> Token {
        Token(std::ptr::from_ref(self).addr())
    }

    fn note(&self, event: &event::Event) {
        // Whoever tries next is told the error.
        let error = event.is_error();
        let (read, write) = (event.is_readable(), event.is_writable());
        self.reading.note(read || error, event.is_read_closed());
        self.writing.note(write || error, event.is_write_closed());
    }
}

impl Drop for Sides {
    fn drop(&mut self) {
        // The system itself forgets a socket that is closed.
        if let Some(current) = Loop::of_this_thread() {
            current.poller.sockets.borrow_mut().remove(&self.token());
        }
        // Whoever waits still must see for themselves.
        self.reading.note(true, true);
        self.writing.note(true, true);
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

    /// Tries, and waits where it would block. Whoever never has to wait
    /// yields now and then. No news is missed between the attempt and the
    /// wait, since it comes in while the loop looks up.
    pub fn poll_io<T>(
        &self,
        cx: &mut Context<'_>,
        attempt: impl FnOnce() -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        let current = Loop::current("a socket");
        if self.ready.get() || self.closed.get() {
            let Some(tries) = current.tries.get().checked_sub(1) else {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            };
            current.tries.set(tries);
            let result = attempt();
            let error = result.as_ref().err().map(io::Error::kind);
            if error != Some(ErrorKind::WouldBlock) || self.closed.get() {
                return Poll::Ready(result);
            }
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
