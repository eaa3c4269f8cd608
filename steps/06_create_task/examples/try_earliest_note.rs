//! The race of two sleeps, mended without a waker: whoever writes a note
//! keeps the earlier of the two deadlines.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use shared::{clock, say};

thread_local! {
    static NOTE: Cell<Option<Duration>> = const { Cell::new(None) };
}

fn main() {
    shared::start_scene();
    run(play());
}

/// The smallest loop there is: it has one task.
fn run(main: impl Future<Output = ()>) {
    let mut main = pin!(main);
    let mut context = Context::from_waker(Waker::noop());
    while main.as_mut().poll(&mut context).is_pending() {
        clock::wait_until(NOTE.take().unwrap_or_else(clock::now));
    }
}

fn sleep(delay: Duration) -> impl Future<Output = ()> {
    let deadline = clock::now().saturating_add(delay);
    poll_fn(move |_| {
        if clock::now() >= deadline {
            return Poll::Ready(());
        }
        let earlier = NOTE.take().unwrap_or(deadline).min(deadline);
        NOTE.set(Some(earlier));
        Poll::Pending
    })
}

async fn play() {
    race(3, 1).await;
    race(1, 3).await;
}

async fn race(a: u64, b: u64) {
    say!("a race of {a} s against {b} s");
    let mut a = pin!(sleep(Duration::from_secs(a)));
    let mut b = pin!(sleep(Duration::from_secs(b)));
    poll_fn(|context| {
        if a.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        b.as_mut().poll(context)
    })
    .await;
    say!("  over");
}
