//! A scheduler of futures, and `sleep`, which they can await.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use shared::clock;

/// A future: `poll` runs it to its next `await` that has to wait. It is
/// pinned, since it may keep references to its own variables.
type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    /// `Poll::Pending` carries no value. So a future that wants to sleep
    /// leaves a note for the loop: until when.
    static NOTE: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// Runs futures, the earliest first.
#[derive(Default)]
pub struct Scheduler {
    /// Times and numbers. `Reverse`, since a heap pops the greatest.
    queue: BinaryHeap<Reverse<(Duration, u64)>>,
    /// Each number in the queue has its task here.
    tasks: HashMap<u64, Task>,
    next_number: u64,
}

impl Scheduler {
    /// Adds a future, which is to run at once.
    pub fn add(&mut self, task: impl Future<Output = ()> + 'static) {
        self.schedule(clock::now(), Box::pin(task));
    }

    /// Runs until every future is ready.
    pub fn run(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        while let Some(Reverse((time, number))) = self.queue.pop() {
            let mut task = self.tasks.remove(&number).expect("has a task");
            clock::wait_until(time);
            let poll = task.as_mut().poll(&mut context);
            // No note: it waits for something that we know nothing of. So
            // poll it again at once, behind all who are due. The note is
            // taken even if the task is done, or the next one would get it.
            let wake_at = NOTE.take().unwrap_or_else(clock::now);
            if poll.is_pending() {
                self.schedule(wake_at, task);
            }
        }
    }

    fn schedule(&mut self, time: Duration, task: Task) {
        // A new number each time: of those who are due at the same
        // instant, whoever went to sleep first goes first.
        self.queue.push(Reverse((time, self.next_number)));
        self.tasks.insert(self.next_number, task);
        self.next_number += 1;
    }
}

/// Waits until `delay` has passed since this call.
pub fn sleep(delay: Duration) -> impl Future<Output = ()> {
    let deadline = clock::now().saturating_add(delay);
    poll_fn(move |_| {
        if clock::now() >= deadline {
            return Poll::Ready(());
        }
        NOTE.set(Some(deadline));
        Poll::Pending
    })
}
