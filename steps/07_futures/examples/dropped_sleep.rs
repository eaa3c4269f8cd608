//! A second races against ten, and wins. What does the other alarm do?

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use shared::say;
use step_07_futures as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    race(1, 10).await;
    say!("the race is over");
    let polls = count_polls(unio::sleep(Duration::from_secs(60))).await;
    say!("a sleep of a minute was polled {polls} times");
}

async fn race(a: u64, b: u64) {
    let mut a = pin!(unio::sleep(Duration::from_secs(a)));
    let mut b = pin!(unio::sleep(Duration::from_secs(b)));
    poll_fn(|context| {
        if a.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        b.as_mut().poll(context)
    })
    .await;
}

/// Waits for `future`. Gives how often it was polled.
async fn count_polls(future: impl Future<Output = ()>) -> u32 {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|context| {
        polls += 1;
        future.as_mut().poll(context)
    })
    .await;
    polls
}
