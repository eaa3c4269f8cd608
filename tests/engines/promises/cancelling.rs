//! Cancelling: whatever the task is doing, whoever holds its handle, and
//! however it behaves.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::{Count, ending, ms, simulated};
use crate::unio;

/// What the task is doing when it is cancelled.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    BeforeItsFirstPoll,
    Ready,
    Asleep,
    Joining,
    Waiting,
    PausedAsleep,
    PausedAndWoken,
    RunningUntilPending,
    RunningUntilReady,
    Finished,
    Twice,
}

use Moment::*;

const MOMENTS: [Moment; 11] = [
    BeforeItsFirstPoll,
    Ready,
    Asleep,
    Joining,
    Waiting,
    PausedAsleep,
    PausedAndWoken,
    RunningUntilPending,
    RunningUntilReady,
    Finished,
    Twice,
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Panics {
    Never,
    WhenReady,
    WhenDropped,
}

/// The handle, shared with the task that cancels itself.
type Handle = Rc<RefCell<Option<unio::JoinHandle<()>>>>;

/// The task that is cancelled.
struct Victim {
    inner: Pin<Box<dyn Future<Output = ()>>>,
    panics: Panics,
    polls: Count,
    drops: Count,
}

impl Future for Victim {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.polls.add();
        let poll = self.inner.as_mut().poll(cx);
        if poll.is_ready() && self.panics == Panics::WhenReady {
            panic!("panicked when ready");
        }
        poll
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        self.drops.add();
        if self.panics == Panics::WhenDropped {
            panic!("panicked when dropped");
        }
    }
}

/// One row of the table.
#[derive(Clone)]
struct Case {
    moment: Moment,
    panics: Panics,
    handle_is_kept: bool,
    polls: Count,
    drops: Count,
    handle: Handle,
}

impl Case {
    fn is_running(&self) -> bool {
        matches!(self.moment, RunningUntilPending | RunningUntilReady)
    }

    fn is_ready_in_time(&self) -> bool {
        matches!(self.moment, RunningUntilReady | Finished)
    }

    fn expected_polls(&self) -> usize {
        usize::from(self.moment != BeforeItsFirstPoll)
    }

    fn expected_ending(&self) -> &'static str {
        match self.panics {
            Panics::WhenDropped => "panicked when dropped",
            _ if !self.is_ready_in_time() => "cancelled",
            Panics::WhenReady => "panicked when ready",
            Panics::Never => "finished",
        }
    }

    fn victim(&self) -> Victim {
        let case = self.clone();
        Victim {
            inner: Box::pin(async move { case.live().await }),
            panics: self.panics,
            polls: self.polls.clone(),
            drops: self.drops.clone(),
        }
    }

    async fn live(&self) {
        match self.moment {
            Ready => unio::yield_now().await,
            Joining => {
                let other = unio::create_task(unio::sleep(ms(10)));
                other.await.unwrap();
            }
            Waiting => pending().await,
            RunningUntilPending => {
                self.cancel();
                unio::yield_now().await;
            }
            RunningUntilReady => self.cancel(),
            Finished => {}
            _ => unio::sleep(ms(10)).await,
        }
    }

    fn cancel(&self) {
        let handle = self.handle.take().expect("a handle");
        handle.cancel();
        if self.moment == Twice {
            handle.cancel();
        }
        if self.handle_is_kept {
            *self.handle.borrow_mut() = Some(handle);
        }
    }

    fn pause(&self) {
        let handle = self.handle.borrow();
        handle.as_ref().expect("a handle").pause();
    }

    /// Brings the task to the moment, and cancels it.
    async fn play(&self) {
        let task = unio::create_task(self.victim());
        *self.handle.borrow_mut() = Some(task);
        if self.moment != BeforeItsFirstPoll {
            unio::yield_now().await;
        }
        if matches!(self.moment, PausedAsleep | PausedAndWoken) {
            self.pause();
        }
        if self.moment == PausedAndWoken {
            unio::sleep(ms(15)).await;
        }
        if !self.is_running() {
            self.cancel();
        }
    }

    async fn check(&self) {
        self.play().await;
        // It is gone at its next turn, before whoever is ready after it.
        unio::yield_now().await;
        assert_eq!(self.drops.get(), 1, "dropped");
        let handle = self.handle.take();
        assert_eq!(handle.is_some(), self.handle_is_kept, "handle");
        if let Some(handle) = handle {
            assert!(handle.is_finished());
            handle.cancel();
            let ending = ending(handle.await);
            assert_eq!(ending, self.expected_ending(), "ending");
        }
        unio::sleep(ms(20)).await;
        assert_eq!(self.polls.get(), self.expected_polls(), "polls");
        assert_eq!(self.drops.get(), 1, "dropped at last");
        let next = unio::create_task(async { 5 });
        assert_eq!(next.await.unwrap(), 5, "the loop goes on");
    }
}

fn table() -> Vec<Case> {
    let mut cases = Vec::new();
    for moment in MOMENTS {
        for panics in
            [Panics::Never, Panics::WhenReady, Panics::WhenDropped]
        {
            for handle_is_kept in [true, false] {
                cases.push(Case {
                    moment,
                    panics,
                    handle_is_kept,
                    polls: Count::default(),
                    drops: Count::default(),
                    handle: Handle::default(),
                });
            }
        }
    }
    cases
}

#[test]
fn a_cancel_at_any_moment_of_any_task_ends_it_once() {
    let table = table();
    let mut failures = Vec::new();
    for case in &table {
        let check = AssertUnwindSafe(|| simulated(case.check()));
        if let Err(panic) = catch_unwind(check) {
            let Case { moment, panics, handle_is_kept, .. } = case;
            let kept = if *handle_is_kept { "kept" } else { "dropped" };
            failures.push(format!(
                "cancelled {moment:?}, handle {kept}, panics {panics:?}: {}",
                super::message(&*panic)
            ));
        }
    }
    let cases = table.len();
    let failures = failures.join("\n");
    assert!(failures.is_empty(), "of {cases} cases:\n{failures}");
}

#[test]
fn whoever_joins_a_task_hears_of_its_cancel_at_once() {
    simulated(async {
        let sleeper = unio::create_task(unio::sleep(ms(1_000)));
        let sleeper = Rc::new(sleeper);
        let canceller = sleeper.clone();
        unio::call_later(ms(5), move || canceller.cancel());
        while !sleeper.is_finished() {
            unio::sleep(ms(1)).await;
        }
        assert!(shared::clock::now() <= ms(6));
        let other = unio::create_task(pending::<()>());
        other.cancel();
        assert_eq!(ending(other.await), "cancelled");
        assert!(shared::clock::now() <= ms(6));
    });
}

#[test]
fn a_dropped_handle_leaves_the_task_alone() {
    let (polls, drops) = (Count::default(), Count::default());
    simulated(async {
        let note = drops.drops();
        drop(unio::create_task(polls.polls(async move {
            unio::sleep(ms(1)).await;
            drop(note);
            unio::sleep(ms(1)).await;
        })));
        unio::sleep(ms(5)).await;
    });
    assert_eq!((polls.get(), drops.get()), (3, 1));
}

#[test]
fn a_task_that_cancels_itself_again_and_again_is_polled_no_more() {
    let handle = Handle::default();
    let polls = Count::default();
    simulated(async {
        let own = handle.clone();
        let task = unio::create_task(polls.polls(poll_fn(move |cx| {
            for _ in 0..3 {
                own.borrow().as_ref().expect("a handle").cancel();
                cx.waker().wake_by_ref();
            }
            Poll::<()>::Pending
        })));
        *handle.borrow_mut() = Some(task);
        unio::sleep(ms(1)).await;
        let task = handle.take().unwrap();
        assert_eq!(ending(task.await), "cancelled");
    });
    assert_eq!(polls.get(), 1);
}
