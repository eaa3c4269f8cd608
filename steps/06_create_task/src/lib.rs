//! An event loop: `run` a main task, `create_task`, `sleep`.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use shared::clock;

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Which task is to run when, the earliest first.
#[derive(Default)]
struct Scheduler {
    /// Time and number; `Reverse` makes the earliest the greatest.
    queue: BinaryHeap<Reverse<(Duration, u64)>>,
    tasks: HashMap<u64, Task>,
    next_number: u64,
}

impl Scheduler {
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
    static SCHEDULER: RefCell<Scheduler> = RefCell::default();

    /// `Poll::Pending` carries no value. So a future that goes to sleep
    /// leaves a note here: the time at which it wants to be polled again.
    static NOTE: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// Runs `main` and every task that it creates, until all are done.
pub fn run<T: 'static>(main: impl Future<Output = T> + 'static) -> T {
    let main = create_task(main);
    let mut context = Context::from_waker(Waker::noop());
    while let Some((time, mut task)) =
        SCHEDULER.with_borrow_mut(Scheduler::take_earliest)
    {
        clock::wait_until(time);
        if task.as_mut().poll(&mut context).is_pending() {
            let time = NOTE.take().unwrap_or_else(clock::now);
            SCHEDULER.with_borrow_mut(|s| s.schedule(time, task));
        }
    }
    main.output.take().expect("main has run to its end")
}

/// Starts a task beside those that are running.
pub fn create_task<T: 'static>(
    future: impl Future<Output = T> + 'static,
) -> JoinHandle<T> {
    let output = Rc::new(Cell::new(None));
    let handle = JoinHandle {
        output: output.clone(),
    };
    let task = Box::pin(async move { output.set(Some(future.await)) });
    SCHEDULER.with_borrow_mut(|s| s.schedule(clock::now(), task));
    handle
}

/// Gives the output of a task once it is done; [`create_task`] makes it.
pub struct JoinHandle<T> {
    output: Rc<Cell<Option<T>>>,
}

/// How often a handle asks whether its task is done.
const ASK_EVERY: Duration = Duration::from_millis(10);

impl<T> Future for JoinHandle<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> {
        if let Some(output) = self.output.take() {
            return Poll::Ready(output);
        }
        // The task cannot tell us that it is done, so we look now and then.
        NOTE.set(Some(clock::now() + ASK_EVERY));
        Poll::Pending
    }
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
