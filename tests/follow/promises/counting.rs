//! What the programs count, and how.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::promise::tell;

pub const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A number that several may count up.
#[derive(Clone, Default)]
pub struct Count(Rc<Cell<usize>>);

impl Count {
    pub fn add(&self) {
        self.0.set(self.0.get() + 1);
    }

    pub fn get(&self) -> usize {
        self.0.get()
    }

    /// The same future, which counts how often it is polled.
    pub fn polls<F: Future>(&self, future: F) -> Counted<F> {
        Counted { polls: self.clone(), future: Box::pin(future) }
    }
}

pub struct Counted<F> {
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

/// Where a task leaves its waker.
pub type Kept = Rc<RefCell<Option<Waker>>>;

/// Leaves its waker at each poll, and is never ready.
pub async fn keep_waker(kept: Kept) {
    std::future::poll_fn(|cx| {
        *kept.borrow_mut() = Some(cx.waker().clone());
        Poll::<()>::Pending
    })
    .await;
}

pub fn waker(kept: &Kept) -> Waker {
    kept.borrow().clone().expect("it has been polled")
}

/// A waker that counts how often it is called, and nothing else.
#[derive(Default)]
pub struct Bell(AtomicUsize);

impl Bell {
    pub fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Self::default());
        (bell.clone(), bell.into())
    }

    pub fn rings(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Tells when it is dropped.
pub struct Dropped(pub &'static str);

impl Drop for Dropped {
    fn drop(&mut self) {
        tell(format_args!("{} is dropped", self.0));
    }
}
