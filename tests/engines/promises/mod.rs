//! What an engine with wakers promises. Every engine that does can be put
//! through it: the crate root calls it `unio`.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use shared::clock;

use crate::unio;

mod cancelling;
mod corners;
mod deadlocks;
mod endings;
mod fairness;
mod lifecycle;
mod panics;
mod pausing;
mod programs;
mod queues;
mod third_party;
mod timers;
mod toolbox;
mod wakes;

/// Runs in simulated time.
fn simulated<F: Future>(main: F) -> F::Output {
    clock::simulate();
    unio::run(main)
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// What happened, in order. Clones write into the same book.
struct Log<T>(Rc<RefCell<Vec<T>>>);

impl<T> Log<T> {
    fn new() -> Self {
        Self(Rc::default())
    }

    fn add(&self, entry: T) {
        self.0.borrow_mut().push(entry);
    }

    fn take(&self) -> Vec<T> {
        self.0.take()
    }
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// A number that several may count up.
#[derive(Clone, Default)]
struct Count(Rc<Cell<usize>>);

impl Count {
    fn add(&self) {
        self.0.set(self.0.get() + 1);
    }

    fn get(&self) -> usize {
        self.0.get()
    }

    /// The same future, which counts how often it is polled.
    fn polls<F: Future>(&self, future: F) -> Counted<F> {
        Counted { polls: self.clone(), future: Box::pin(future) }
    }

    /// Something that counts when it is dropped.
    fn drops(&self) -> OnDrop<impl FnMut() + use<>> {
        let count = self.clone();
        OnDrop(move || count.add())
    }
}

struct Counted<F> {
    polls: Count,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<F::Output> {
        self.polls.add();
        self.future.as_mut().poll(cx)
    }
}

/// Does something when it is dropped.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        self.0();
    }
}

/// A waker that counts its wakes. Who holds it can be seen by the number
/// of its owners.
#[derive(Default)]
struct Bell(AtomicUsize);

impl Bell {
    fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Self::default());
        (bell.clone(), bell.into())
    }

    fn rings(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Polls a future once, with somebody else's waker.
fn poll_with<F: Future>(
    future: Pin<&mut F>,
    waker: &Waker,
) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(waker))
}

/// The message of the panic that `f` must end with.
fn panic_of<T>(f: impl FnOnce() -> T) -> String {
    let result = catch_unwind(AssertUnwindSafe(f));
    message(&*result.err().expect("it should have panicked"))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.expect("a message")
}

/// How many are said to wait for ever: as many as the lines that follow
/// tell of.
fn number_in(deadlock: &str) -> usize {
    let (head, list) = deadlock.split_once('\n').expect("lines");
    assert!(head.starts_with("deadlock: "), "{deadlock}");
    let (_, number) = head.rsplit_once(' ').expect("a number");
    let number = number.parse().expect("a number");
    assert_eq!(list.lines().count(), number, "{deadlock}");
    number
}

/// How a task has ended, in a word that tests can compare.
fn ending<T>(result: Result<T, unio::JoinError>) -> String {
    match result {
        Ok(_) => "finished".into(),
        Err(unio::JoinError::Cancelled) => "cancelled".into(),
        Err(unio::JoinError::Panicked(panic)) => message(&*panic),
    }
}
