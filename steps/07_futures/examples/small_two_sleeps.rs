//! A race of two sleeps in one task, on the small loop. Each has an alarm
//! of its own: none is forgotten.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use shared::{clock, say};

#[path = "small_loop/unio.rs"]
#[allow(dead_code)] // This scene creates no tasks.
mod unio;

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
        // Each that is not done sets an alarm.
        if a.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        b.as_mut().poll(context)
    })
    .await;
}
