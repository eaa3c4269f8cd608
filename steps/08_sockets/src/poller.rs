//! Where the loop waits: for sockets, for letters, and for time to pass.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::ptr;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use mio::{Events, Interest, Poll, Token, Waker, event};

use crate::Loop;
use crate::side::Sides;

pub struct Poller {
    poll: RefCell<Poll>,
    events: RefCell<Events>,
    /// Ends a wait, also from another thread.
    pub bell: Arc<Waker>,
    sockets: RefCell<BTreeMap<Token, Weak<Sides>>>,
}

impl Default for Poller {
    fn default() -> Self {
        let poll = Poll::new().expect("descriptors for a poller");
        // No socket has this token.
        let bell = Waker::new(poll.registry(), Token(0));
        Self {
            poll: poll.into(),
            events: Events::with_capacity(1024).into(),
            bell: bell.expect("a descriptor for a bell").into(),
            sockets: RefCell::default(),
        }
    }
}

impl Poller {
    /// Waits for news from sockets. Returns whether there was any.
    pub fn wait(&self, limit: Option<Duration>) -> bool {
        let mut events = self.events.borrow_mut();
        let waited = self.poll.borrow_mut().poll(&mut events, limit);
        // A signal may end a wait.
        let error = waited.err().map(|error| error.kind());
        assert!(matches!(error, None | Some(ErrorKind::Interrupted)));
        for event in &*events {
            let sockets = self.sockets.borrow();
            let sides = sockets.get(&event.token()).and_then(Weak::upgrade);
            // Waking may run anybody's code: not in a borrow.
            drop(sockets);
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
        sockets.values().filter_map(Weak::upgrade).any(|s| s.are_awaited())
    }

    /// Sockets that outlive the loop wait for nothing any more.
    pub fn close(&self) {
        let sockets = self.sockets.take().into_values();
        sockets.filter_map(|s| s.upgrade()).for_each(|s| s.close());
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
        Token(ptr::from_ref(self).addr())
    }
}

impl Drop for Sides {
    fn drop(&mut self) {
        // The system itself forgets a socket that is closed.
        if let Some(current) = Loop::of_this_thread() {
            current.poller.sockets.borrow_mut().remove(&self.token());
        }
        self.close();
    }
}
