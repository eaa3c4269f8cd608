//! Where the loop waits: for sockets, for letters, and for time to pass.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use mio::event::{Event, Source};
use mio::{Events, Interest, Token, Waker as Bell};

use crate::Loop;
use crate::line::Line;

/// No two sockets have the same token, in whatever loops: an event that
/// comes too late for one must not be taken for another's.
static NEXT_TOKEN: AtomicUsize = AtomicUsize::new(1);

/// How long the system may take, in real time, to deliver what we send to
/// ourselves.
const DELIVERY: Duration = Duration::from_millis(20);

/// Those who come through the traits of `futures_io` share this place in
/// the line, since nobody tells us when they give up.
pub const SHARED: u64 = u64::MAX;

pub struct Poller {
    poll: RefCell<mio::Poll>,
    events: RefCell<Events>,
    /// Ends a wait, even from another thread.
    pub bell: Arc<Bell>,
    sockets: RefCell<BTreeMap<Token, Weak<Sides>>>,
    /// Sockets have been used, and something may be under way.
    stirred: Cell<bool>,
}

/// A socket that the loop watches.
pub struct Watched<S: Source> {
    pub socket: S,
    pub sides: Rc<Sides>,
}

/// What is known of a socket.
pub struct Sides {
    token: Token,
    pub reading: Side,
    pub writing: Side,
}

/// One direction. The system tells when it becomes ready, and tells again
/// only if it was not ready in between: so we remember.
#[derive(Default)]
pub struct Side {
    ready: Cell<bool>,
    /// Never forgotten: data and the end may come in one event, and the end
    /// is still to be seen when the data has been taken.
    closed: Cell<bool>,
    /// The last turn in which somebody has tried.
    tried: Cell<u64>,
    /// All of them try when there is news.
    line: Line,
}

impl Default for Poller {
    fn default() -> Self {
        let poll = mio::Poll::new().expect("a poller");
        // No socket has this token.
        let bell = Bell::new(poll.registry(), Token(0)).expect("a bell");
        let (poll, bell) = (poll.into(), bell.into());
        let events = Events::with_capacity(1024).into();
        let (sockets, stirred) = Default::default();
        Self { poll, events, bell, sockets, stirred }
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
        self.stirred.set(!events.is_empty() || self.stirred.get());
        !events.is_empty()
    }

    /// Sees what is new, if there are sockets at all. Whoever is not busy
    /// is about to change the time, and waits for what may be under way.
    pub fn look(&self, busy: bool) -> bool {
        let waits = !busy && self.stirred.take();
        let limit = if waits { DELIVERY } else { Duration::ZERO };
        let any = !self.sockets.borrow().is_empty();
        any && self.wait(Some(limit))
    }

    /// Whether somebody waits for a socket.
    pub fn is_awaited(&self) -> bool {
        let sockets = self.sockets.borrow();
        let mut sides = sockets.values().filter_map(Weak::upgrade);
        let waits = |side: &Side| {
            side.line.waiting.borrow().values().any(Option::is_some)
        };
        sides.any(|s| waits(&s.reading) || waits(&s.writing))
    }
}

impl<S: Source> Watched<S> {
    /// Watches a socket. What is there already is news, too.
    pub fn new(mut socket: S) -> io::Result<Self> {
        let poller = &Loop::current("a socket").poller;
        let token = Token(NEXT_TOKEN.fetch_add(1, Ordering::Relaxed));
        let both = Interest::READABLE | Interest::WRITABLE;
        let poll = poller.poll.borrow();
        poll.registry().register(&mut socket, token, both)?;
        let (reading, writing) = Default::default();
        let sides = Rc::new(Sides { token, reading, writing });
        poller.sockets.borrow_mut().insert(token, Rc::downgrade(&sides));
        poller.stirred.set(true);
        Ok(Self { socket, sides })
    }
}

impl<S: Source> Drop for Watched<S> {
    fn drop(&mut self) {
        if let Some(current) = Loop::of_this_thread() {
            let Poller { poll, sockets, stirred, .. } = &current.poller;
            // The system would not forget it if there is a duplicate.
            let _ = poll.borrow().registry().deregister(&mut self.socket);
            sockets.borrow_mut().remove(&self.sides.token);
            stirred.set(true);
        }
        // Whoever waits still must see for themselves.
        self.sides.reading.note(true, true);
        self.sides.writing.note(true, true);
    }
}

impl Sides {
    fn note(&self, event: &Event) {
        // Whoever tries next is told the error.
        let error = event.is_error();
        let (read, write) = (event.is_readable(), event.is_writable());
        self.reading.note(read || error, event.is_read_closed());
        self.writing.note(write || error, event.is_write_closed());
    }
}

impl Side {
    pub fn note(&self, ready: bool, closed: bool) {
        self.ready.set(ready || self.ready.get());
        self.closed.set(closed || self.closed.get());
        if ready || closed {
            self.line.wake(usize::MAX);
        }
    }

    /// Tries, and waits where it would block, in a place of its own: one
    /// who gives up leaves nothing behind.
    pub async fn io<T: Default>(
        &self,
        mut attempt: impl FnMut() -> io::Result<T>,
    ) -> io::Result<T> {
        let place = self.line.join();
        poll_fn(|cx| self.poll_io(cx, place.number, &mut attempt)).await
    }

    /// Tries, and waits at a place where it would block. Whoever never has
    /// to wait yields now and then. No news is missed between the attempt
    /// and the wait, since it comes in while the loop looks up.
    pub fn poll_io<T: Default>(
        &self,
        cx: &mut Context<'_>,
        place: u64,
        attempt: impl FnOnce() -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        if self.ready.get() || self.closed.get() {
            if !self.may_try() {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            match attempt() {
                Err(e) if e.kind() == ErrorKind::WouldBlock => {}
                result => return Poll::Ready(result),
            }
            // Nothing is left, and nothing will come.
            if self.closed.get() {
                return Poll::Ready(Ok(T::default()));
            }
            self.ready.set(false);
        }
        self.wait_at(place, cx.waker())
    }

    fn wait_at<T>(&self, place: u64, waker: &Waker) -> Poll<T> {
        let old = self.line.leave(place, waker);
        // It might be somebody who waits, too.
        let other = |old: &Waker| place == SHARED && !old.will_wake(waker);
        old.filter(other).into_iter().for_each(Waker::wake);
        Poll::Pending
    }

    /// Counts a try, and says whether there was one left. Each side has one
    /// in each turn: otherwise the first to be polled would take them all.
    fn may_try(&self) -> bool {
        let current = Loop::current("a socket");
        current.poller.stirred.set(true);
        let (turn, tries) = (current.turns.get(), current.tries.get());
        current.tries.set(tries.saturating_sub(1));
        self.tried.replace(turn) != turn || tries > 0
    }

    /// Takes note of how many bytes of those `wanted` went through.
    pub fn moved(&self, count: usize, wanted: usize) -> io::Result<usize> {
        // On Unix, if they are fewer, the next attempt would block.
        self.ready.update(|was| was && (count == wanted || !cfg!(unix)));
        Ok(count)
    }
}
