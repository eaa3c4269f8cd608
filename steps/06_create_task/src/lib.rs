//! An event loop: `run`, `create_task` and `sleep`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use shared::clock;

/// A future: `poll` runs it to its next `await` that has to wait. It is
/// pinned, since it may keep references to its own variables.
type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    /// Times and numbers, and the tasks that are due then. A sorted map
    /// is the heap and the map beside it in one.
    static QUEUE: RefCell<BTreeMap<(Duration, u64), Task>> =
        const { RefCell::new(BTreeMap::new()) };

    static NEXT_NUMBER: Cell<u64> = const { Cell::new(0) };

    /// `Poll::Pending` carries no value. So a future that wants to sleep
    /// leaves a note for the loop: until when.
    static NOTE: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// Runs `main`, and goes on until every task is done. Most other loops end
/// with their main.
///
/// The queue is the thread's, not the loop's: a `run` in a task runs all
/// tasks of the thread, and so does one after a panic. Step 07 mends that.
pub fn run(main: impl Future<Output = ()> + 'static) {
    schedule(clock::now(), Box::pin(main));
    let mut context = Context::from_waker(Waker::noop());
    // The task is taken out, and the borrow ends, before the poll: there
    // the task may call `create_task`, which borrows the queue again.
    while let Some(((time, _), mut task)) =
        QUEUE.with_borrow_mut(BTreeMap::pop_first)
    {
        clock::wait_until(time);
        let poll = task.as_mut().poll(&mut context);
        // No note: it waits for something that we know nothing of. So
        // poll it again at once, behind all who are due. The note is
        // taken even if the task is done, or the next one would get it.
        let wake_at = NOTE.take().unwrap_or_else(clock::now);
        if poll.is_pending() {
            schedule(wake_at, task);
        }
    }
}

fn schedule(time: Duration, task: Task) {
    // A new number each time: of those who are due at the same
    // instant, whoever went to sleep first goes first.
    let number = NEXT_NUMBER.get();
    NEXT_NUMBER.set(number + 1);
    QUEUE.with_borrow_mut(|queue| queue.insert((time, number), task));
}

/// Starts a task (elsewhere: spawn). Await what this returns to get the
/// task's output.
///
/// The task runs whether or not this is awaited. To leave it alone, `drop`
/// this, or the compiler warns: it takes every future for a lazy one.
pub fn create_task<T: 'static>(
    task: impl Future<Output = T> + 'static,
) -> impl Future<Output = T> {
    let output = Rc::new(Cell::new(None));
    let result = output.clone();
    let task = async move { output.set(Some(task.await)) };
    schedule(clock::now(), Box::pin(task));
    async move {
        loop {
            match result.take() {
                Some(output) => return output,
                // It cannot tell us when it is done, so we ask and ask.
                None => sleep(Duration::from_millis(10)).await,
            }
        }
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
