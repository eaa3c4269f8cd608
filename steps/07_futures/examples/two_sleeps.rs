//! A race of two sleeps in one task. Each has a timer of its own, and the
//! task's waker in it: none is forgotten.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use shared::{clock, say};
use step_07_futures as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    race(3, 1).await;
    race(1, 3).await;
}

/// Both sleep. It is over when the first wakes, after one second.
async fn race(a: u64, b: u64) {
    say!("a race of {a} s against {b} s");
    let start = clock::now();
    let a = unio::sleep(Duration::from_secs(a));
    let b = unio::sleep(Duration::from_secs(b));
    select(a, b).await;
    let late = clock::now() - start - Duration::from_secs(1);
    say!("  over, {} ms late", late.as_millis());
}

/// Waits for whichever is done first.
async fn select(a: impl Future<Output = ()>, b: impl Future<Output = ()>) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|context| {
        // Each that is not done keeps the waker.
        if a.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        b.as_mut().poll(context)
    })
    .await;
}
