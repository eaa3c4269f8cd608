//! One task waits until another has counted to three, and is woken then.

use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_07_futures as unio;
use unio::Waiter;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let waiter = Rc::new(Waiter::new(3));
    let waiting = unio::create_task(wait(waiter.clone()));
    let counting = unio::create_task(count(waiter));
    waiting.await.unwrap();
    counting.await.unwrap();
}

async fn wait(waiter: Rc<Waiter>) {
    say!("waiting");
    let polls = count_polls(waiter.wait()).await;
    say!("done waiting, polled {polls} times");
}

async fn count(waiter: Rc<Waiter>) {
    for n in 1..=3 {
        unio::sleep(Duration::from_secs(1)).await;
        say!("counting: {n}");
        waiter.notify();
    }
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
