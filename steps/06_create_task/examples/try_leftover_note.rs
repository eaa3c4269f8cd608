//! The loop with one mistake: it takes the note only from a task that is
//! pending. So one that is done hands its note to whoever is polled next.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use shared::{clock, say};

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static NOTE: Cell<Option<Duration>> = const { Cell::new(None) };
}

fn main() {
    shared::start_scene();
    run([Box::pin(racer()), Box::pin(yielder())]);
}

fn run(tasks: [Task; 2]) {
    let mut context = Context::from_waker(Waker::noop());
    let start = clock::now();
    let tasks = (0..).zip(tasks).map(|(n, task)| ((start, n), task));
    let mut queue: BTreeMap<_, Task> = tasks.collect();
    let mut next_number = 2;
    while let Some(((time, _), mut task)) = queue.pop_first() {
        clock::wait_until(time);
        if task.as_mut().poll(&mut context).is_pending() {
            // This should happen before the `if`.
            let wake_at = NOTE.take().unwrap_or_else(clock::now);
            queue.insert((wake_at, next_number), task);
            next_number += 1;
        }
    }
}

async fn racer() {
    let nine = sleep(Duration::from_secs(9));
    let one = sleep(Duration::from_secs(1));
    select(nine, one).await;
    say!("racer: done, and until 9.000 is on the note");
}

async fn yielder() {
    sleep(Duration::from_secs(1)).await;
    say!("yielder: after you");
    yield_now().await;
    say!("yielder: I go on");
}

async fn select(a: impl Future<Output = ()>, b: impl Future<Output = ()>) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|context| {
        if a.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        b.as_mut().poll(context)
    })
    .await;
}

fn sleep(delay: Duration) -> impl Future<Output = ()> {
    let deadline = clock::now().saturating_add(delay);
    poll_fn(move |_| {
        if clock::now() >= deadline {
            return Poll::Ready(());
        }
        NOTE.set(Some(deadline));
        Poll::Pending
    })
}

fn yield_now() -> impl Future<Output = ()> {
    let mut polled = false;
    poll_fn(move |_| {
        if mem::replace(&mut polled, true) {
            return Poll::Ready(());
        }
        Poll::Pending
    })
}
