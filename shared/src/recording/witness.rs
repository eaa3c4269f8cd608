//! Witnesses look on while the program runs, and say what happens.
//!
//! Where nobody wants to know, all this costs is to see that.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::{Entry, Event, Waking, Word};
use crate::cast::Face;
use crate::clock;

/// Who wants to know.
pub(crate) type Listener = Box<dyn FnMut(&Entry) + Send>;

/// The lock keeps the events in the order of their times.
static LISTENERS: OnceLock<Mutex<Vec<Listener>>> = OnceLock::new();

/// What is known of a thread.
struct Here {
    number: usize,
    /// A Blinky that has had its turn, and for how long it wants to sleep:
    /// until when, is not known before somebody reads the clock for it.
    asking: Cell<Option<(usize, Duration)>>,
    /// Until when the thread waits, or has waited. If that ended early, it
    /// may be about to go on.
    waiting: Cell<Option<Option<Duration>>>,
    /// The futures that are being polled, the innermost last.
    polling: RefCell<Vec<Word>>,
}

thread_local! {
    static HERE: Here = Here::new();
}

impl Here {
    fn new() -> Self {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        Self {
            number: THREADS.fetch_add(1, Ordering::Relaxed),
            asking: Cell::default(),
            waiting: Cell::default(),
            polling: RefCell::default(),
        }
    }
}

/// From now on these hear of everything that happens. This thread is the
/// first one.
pub(crate) fn start(listeners: Vec<Listener>) {
    if !listeners.is_empty() {
        HERE.with(|_| {});
        let new = LISTENERS.set(Mutex::new(listeners)).is_ok();
        assert!(new, "one recording a program");
    }
}

/// Whether anybody wants to know.
pub(crate) fn is_on() -> bool {
    LISTENERS.get().is_some()
}

/// A Blinky has its turn.
pub(crate) fn begins(blinky: usize, face: Face, delay: Duration) {
    here(|here| {
        here.note(Event::Turn { blinky, face: face.into(), delay });
        here.asking.set(Some((blinky, delay)));
    });
}

/// A Blinky has its turn, and that was all.
pub(crate) fn ends(blinky: usize) {
    here(|here| here.note(Event::Ends { blinky }));
}

/// Somebody reads the clock. After a Blinky's turn that is the engine, or
/// the Blinky itself, which has to know when the sleep begins.
pub(crate) fn clock_read(now: Duration) {
    here(|here| {
        if let Some((blinky, delay)) = here.asking.take() {
            let until = now.saturating_add(delay);
            here.note(Event::Sleeps { blinky, until });
        }
    });
}

/// The family has been drawn.
pub(crate) fn drawn(faces: &[Face]) {
    let word = |face: &Face| Word::from(*face);
    let faces = || faces.iter().map(word).collect();
    here(|here| here.note(Event::Drawn { faces: faces() }));
}

/// A scene prints a text.
pub(crate) fn says(text: &str) {
    here(|here| {
        for line in text.lines() {
            here.note(Event::Says { text: line.to_owned() });
        }
    });
}

/// The thread lets time pass.
pub(crate) fn waits(until: Option<Duration>) {
    here(|here| {
        if here.waiting.get() != Some(until) {
            here.note(Event::Waits { until });
            here.waiting.set(Some(until));
        }
    });
}

/// It need not wait any more; before the deadline it may do so once again.
pub(crate) fn goes_on() {
    here(|here| {
        let until = here.waiting.get().flatten();
        if until.is_some_and(|until| clock::time() >= until) {
            here.end_wait();
        }
    });
}

/// Anything that happens to a future.
pub(super) fn note(event: Event) {
    here(|here| here.note(event));
}

/// The number of this thread.
pub(super) fn thread() -> usize {
    HERE.with(|here| here.number)
}

/// Who calls a waker now, if the loop runs on thread `own`.
pub(super) fn waking(own: usize) -> Waking {
    HERE.with(|here| match here.polling.borrow().last() {
        Some(name) => Waking::Future(name.clone()),
        None if here.number == own => Waking::Loop,
        None => Waking::Thread(here.number),
    })
}

/// A future is being polled, until this is dropped.
pub(super) struct Polling;

impl Polling {
    pub(super) fn new(name: &Word) -> Self {
        HERE.with(|here| here.polling.borrow_mut().push(name.clone()));
        Self
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        HERE.with(|here| here.polling.borrow_mut().pop());
    }
}

fn here(tell: impl FnOnce(&Here)) {
    if is_on() {
        tell_here(tell);
    }
}

#[cold]
fn tell_here(tell: impl FnOnce(&Here)) {
    // A thread that is about to end may still drop something.
    let _ = HERE.try_with(tell);
}

impl Here {
    fn note(&self, event: Event) {
        self.end_wait();
        self.tell(event);
    }

    fn end_wait(&self) {
        if self.waiting.take().is_some() {
            self.tell(Event::GoesOn);
        }
    }

    fn tell(&self, event: Event) {
        let Some(listeners) = LISTENERS.get() else { return };
        let listeners = listeners.lock();
        let mut listeners =
            listeners.unwrap_or_else(PoisonError::into_inner);
        let (at, thread) = (clock::time(), self.number);
        let entry = Entry { at, thread, event };
        listeners.iter_mut().for_each(|listen| listen(&entry));
    }
}
