//! An event loop that asks nobody twice: `run`, `create_task` and `sleep`.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use shared::clock;

/// A future: `poll` runs it to its next `await` that has to wait. It is
/// pinned, since it may keep references to its own variables.
type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Default)]
struct Tasks {
    /// A task's key is the number of its slot.
    slots: Vec<Option<Task>>,
    /// The slots of tasks that are done, for those to come.
    vacant: Vec<usize>,
    /// The keys of those who have been woken. The first has its turn.
    ready: VecDeque<usize>,
}

thread_local! {
    static TASKS: RefCell<Tasks> = RefCell::default();

    /// Times and numbers, and whom to wake then.
    static ALARMS: RefCell<BTreeMap<(Duration, u64), Waker>> =
        const { RefCell::new(BTreeMap::new()) };

    static NEXT_NUMBER: Cell<u64> = const { Cell::new(0) };
}

/// Runs `main`, and goes on as long as anybody is ready or asleep. The
/// loops of others end with their main.
pub fn run(main: impl Future<Output = ()> + 'static) {
    TASKS.with_borrow_mut(|tasks| tasks.insert(Box::pin(main)));
    loop {
        while let Some((key, task)) = TASKS.with_borrow_mut(Tasks::next) {
            let task = poll_task(key, task);
            TASKS.with_borrow_mut(|tasks| tasks.put_back(key, task));
        }
        let first = ALARMS.with_borrow_mut(BTreeMap::pop_first);
        let Some(((time, _), waker)) = first else { return };
        clock::wait_until(time);
        waker.wake();
    }
}

/// Returns the task if it is not done. The tasks are not borrowed here: in
/// its poll a task may call `create_task`, or wake others.
fn poll_task(key: usize, mut task: Task) -> Option<Task> {
    let waker = Waker::from(Arc::new(TaskWaker(key)));
    let poll = task.as_mut().poll(&mut Context::from_waker(&waker));
    poll.is_pending().then_some(task)
}

impl Tasks {
    /// Gives a new task a slot, and its first turn after all others.
    fn insert(&mut self, task: Task) {
        let key = self.vacant.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() - 1
        });
        self.slots[key] = Some(task);
        self.wake(key);
    }

    /// Gives a task a turn: one, however often it is woken before that.
    fn wake(&mut self, key: usize) {
        if !self.ready.contains(&key) {
            self.ready.push_back(key);
        }
    }

    /// Takes out the task whose turn it is.
    fn next(&mut self) -> Option<(usize, Task)> {
        loop {
            let key = *self.ready.front()?;
            if let Some(task) = self.slots[key].take() {
                return Some((key, task));
            }
            // It is done, and was woken all the same.
            self.ready.pop_front();
        }
    }

    /// Ends a turn.
    fn put_back(&mut self, key: usize, task: Option<Task>) {
        self.ready.pop_front();
        if task.is_none() {
            self.vacant.push(key);
        }
        self.slots[key] = task;
    }
}

/// All that it takes to wake a task is its key.
struct TaskWaker(usize);

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        TASKS.with_borrow_mut(|tasks| tasks.wake(self.0));
    }
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
    let waiting = Rc::new(Cell::new(None::<Waker>));
    let waits = waiting.clone();
    let task = async move {
        output.set(Some(task.await));
        if let Some(waker) = waiting.take() {
            waker.wake();
        }
    };
    TASKS.with_borrow_mut(|tasks| tasks.insert(Box::pin(task)));
    poll_fn(move |context| match result.take() {
        Some(output) => Poll::Ready(output),
        None => {
            // The task calls it when it is done. Nobody has to ask.
            waits.set(Some(context.waker().clone()));
            Poll::Pending
        }
    })
}

/// Waits until `delay` has passed since this call.
pub fn sleep(delay: Duration) -> impl Future<Output = ()> {
    let deadline = clock::now().saturating_add(delay);
    poll_fn(move |context| {
        if clock::now() >= deadline {
            return Poll::Ready(());
        }
        // A new number each time: of those who are due at the same
        // instant, whoever went to sleep first goes first.
        let number = NEXT_NUMBER.replace(NEXT_NUMBER.get() + 1);
        let waker = context.waker().clone();
        ALARMS.with_borrow_mut(|a| a.insert((deadline, number), waker));
        Poll::Pending
    })
}
