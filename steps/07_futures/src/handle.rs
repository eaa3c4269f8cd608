//! What `create_task` returns: a hold on a task.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use crate::task::{Claim, Key, Tasks};

/// A hold on a task: await it to get the task's output.
///
/// Dropping it leaves the task running. A handle may outlive its loop.
///
/// ```
/// # use step_07_futures as unio;
/// unio::run(async {
///     let good = unio::create_task(async { 6 * 7 });
///     let bad = unio::create_task(async { panic!("on purpose") });
///     assert_eq!(good.await.unwrap(), 42);
///     assert!(bad.await.is_err());
/// });
/// ```
///
/// # Panics
///
/// If it is awaited again after it has given the output.
pub struct JoinHandle<T> {
    pub(crate) tasks: Rc<RefCell<Tasks>>,
    pub(crate) key: Key,
    pub(crate) output: PhantomData<fn() -> T>,
}

/// How far a task has come.
///
/// ```
/// # use step_07_futures as unio;
/// unio::run(async {
///     let task = unio::create_task(std::future::pending::<()>());
///     assert_eq!(task.status(), unio::Status::Created);
///     unio::yield_now().await;
///     assert_eq!(task.status(), unio::Status::InProgress);
///     task.pause();
///     assert_eq!(task.status(), unio::Status::Paused);
/// });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd)]
pub enum Status {
    /// It has not been polled yet.
    #[default]
    Created,
    /// It has been polled and is not done.
    InProgress,
    /// It has been told to stand still.
    Paused,
    /// It is done.
    Finished,
    /// It was dropped before it was done.
    Cancelled,
    /// It panicked.
    Panicked,
}

/// Why a task has no output.
///
/// ```
/// # use step_07_futures as unio;
/// unio::run(async {
///     let task = unio::create_task(async { panic!("on purpose") });
///     let Err(unio::JoinError::Panicked(payload)) = task.await else {
///         panic!("nothing else can happen");
///     };
///     assert_eq!(*payload.downcast::<&str>().unwrap(), "on purpose");
/// });
/// ```
#[derive(Debug)]
pub enum JoinError {
    /// It was dropped before it was done.
    Cancelled,
    /// It panicked, with this.
    Panicked(Box<dyn Any + Send>),
}

impl<T> JoinHandle<T> {
    /// Drops the task as soon as it is its turn, wherever it stands. A
    /// task that is done by then keeps its output.
    ///
    /// ```
    /// # use step_07_futures as unio;
    /// unio::run(async {
    ///     let task = unio::create_task(std::future::pending::<()>());
    ///     task.cancel();
    ///     let error = task.await.unwrap_err();
    ///     assert_eq!(error.to_string(), "the task was cancelled");
    /// });
    /// ```
    #[doc(alias = "abort")]
    pub fn cancel(&self) {
        let mut tasks = self.tasks.borrow_mut();
        tasks.slot(self.key).cancelled = true;
        tasks.resume(self.key);
        tasks.wake(self.key);
    }

    /// Lets the task stand still from its next poll on. Time does not: a
    /// sleep goes on, and may be over when the task resumes.
    ///
    /// ```
    /// # use step_07_futures as unio;
    /// # use std::time::Duration;
    /// # shared::clock::simulate();
    /// unio::run(async {
    ///     let sleep = unio::sleep(Duration::from_secs(1));
    ///     let task = unio::create_task(sleep);
    ///     task.pause();
    ///     unio::sleep(Duration::from_secs(5)).await;
    ///     assert!(!task.is_finished());
    /// });
    /// ```
    pub fn pause(&self) {
        let mut tasks = self.tasks.borrow_mut();
        let slot = tasks.slot(self.key);
        slot.paused = !slot.cancelled;
    }

    /// Lets a paused task go on. If it has been woken meanwhile, however
    /// often, it has one turn.
    ///
    /// ```
    /// # use step_07_futures as unio;
    /// unio::run(async {
    ///     let task = unio::create_task(async { 6 * 7 });
    ///     task.pause();
    ///     unio::yield_now().await;
    ///     task.resume();
    ///     assert_eq!(task.await.unwrap(), 42);
    /// });
    /// ```
    pub fn resume(&self) {
        self.tasks.borrow_mut().resume(self.key);
    }

    /// How far the task has come.
    ///
    /// ```
    /// # use step_07_futures as unio;
    /// unio::run(async {
    ///     let task = unio::create_task(async {});
    ///     assert_eq!(task.status(), unio::Status::Created);
    /// });
    /// ```
    pub fn status(&self) -> Status {
        let mut tasks = self.tasks.borrow_mut();
        let slot = tasks.slot(self.key);
        let paused = slot.paused && slot.status < Status::Finished;
        if paused { Status::Paused } else { slot.status }
    }

    /// Whether the task has ended, in whatever way.
    ///
    /// ```
    /// # use step_07_futures as unio;
    /// unio::run(async {
    ///     let task = unio::create_task(async {});
    ///     assert!(!task.is_finished());
    ///     unio::yield_now().await;
    ///     assert!(task.is_finished());
    /// });
    /// ```
    pub fn is_finished(&self) -> bool {
        self.status() >= Status::Finished
    }
}

impl<T: 'static> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Self::Output> {
        let waiting = Claim::Waiting(cx.waker().clone());
        let mut tasks = self.tasks.borrow_mut();
        let slot = tasks.slot(self.key);
        let over = slot.status >= Status::Finished;
        let claim = mem::replace(&mut slot.claim, waiting);
        // Dropping a waker may run anybody's code: not under the borrow.
        drop(tasks);
        let Claim::Outcome(outcome) = claim else {
            assert!(!over, "a handle gives its output once");
            return Poll::Pending;
        };
        Poll::Ready(outcome.map(|o| *o.downcast().expect("it is a T")))
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        // Dropping an outcome may run anybody's code: not under the borrow.
        let _claim = self.tasks.borrow_mut().detach(self.key);
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("the task was cancelled"),
            Self::Panicked(_) => f.write_str("the task panicked"),
        }
    }
}

impl std::error::Error for JoinError {}
