//! A scheduler of futures, and `sleep`, the one thing they can await.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use shared::clock;

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Runs futures, the earliest first.
#[derive(Default)]
pub struct Scheduler {
    /// Time and number; `Reverse` makes the earliest the greatest.
    queue: BinaryHeap<Reverse<(Duration, u64)>>,
    tasks: HashMap<u64, Task>,
    next_number: u64,
}

impl Scheduler {
    /// A scheduler with nothing to do.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a future, which is to run at once.
    pub fn add(&mut self, task: impl Future<Output = ()> + 'static) {
        self.schedule(clock::now(), Box::pin(task));
    }

    /// Runs until every future is ready.
    pub fn run(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        while let Some((time, mut task)) = self.take_earliest() {
            clock::wait_until(time);
            if task.as_mut().poll(&mut context).is_pending() {
                let time = NOTE.take().unwrap_or_else(clock::now);
                self.schedule(time, task);
            }
        }
    }

    fn schedule(&mut self, time: Duration, task: Task) {
        // A new number each time: at the same instant, whoever went to
        // sleep first goes first. A heap alone would not keep that order.
        self.queue.push(Reverse((time, self.next_number)));
        self.tasks.insert(self.next_number, task);
        self.next_number += 1;
    }

    fn take_earliest(&mut self) -> Option<(Duration, Task)> {
        let Reverse((time, number)) = self.queue.pop()?;
        Some((time, self.tasks.remove(&number)?))
    }
}

thread_local! {
    /// `Poll::Pending` carries no value. So a future that goes to sleep
    /// leaves a note here: the time at which it wants to be polled again.
    static NOTE: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// Completes once `delay` has passed, counted from this call.
pub fn sleep(delay: Duration) -> Sleep {
    Sleep {
        deadline: clock::now() + delay,
    }
}

/// A future that completes at its deadline; [`sleep`] makes it.
#[must_use = "nobody sleeps who is not awaited"]
pub struct Sleep {
    deadline: Duration,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if clock::now() >= self.deadline {
            return Poll::Ready(());
        }
        NOTE.set(Some(self.deadline));
        Poll::Pending
    }
}
