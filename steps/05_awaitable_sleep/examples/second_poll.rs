//! A sleep that trusts its second poll, "if I am polled again, my time must
//! be up", works until two of them share a task.

use std::future::poll_fn;
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep as unio;

fn main() {
    shared::start_scene();
    let mut scheduler = unio::Scheduler::default();
    scheduler.add(play());
    scheduler.run();
}

async fn play() {
    say!("one sleep that trusts its second poll");
    nap("three", trusting_sleep(3)).await;

    say!("two of them in one task");
    let three = nap("three", trusting_sleep(3));
    let one = nap("one", trusting_sleep(1));
    join(three, one).await;

    say!("two that look at the clock");
    // In this order. The loop reads the note that was written last: were
    // `one` polled first, the loop would wake both after three seconds.
    let three = nap("three", unio::sleep(Duration::from_secs(3)));
    let one = nap("one", unio::sleep(Duration::from_secs(1)));
    join(three, one).await;
}

async fn nap(name: &str, sleep: impl Future<Output = ()>) {
    sleep.await;
    say!("  {name} is awake");
}

fn trusting_sleep(seconds: u64) -> impl Future<Output = ()> {
    let delay = Duration::from_secs(seconds);
    TrustingSleep { sleep: Box::pin(unio::sleep(delay)), polled: false }
}

struct TrustingSleep {
    sleep: Pin<Box<dyn Future<Output = ()>>>,
    polled: bool,
}

impl Future for TrustingSleep {
    type Output = ();

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        if mem::replace(&mut self.polled, true) {
            return Poll::Ready(());
        }
        // This tells the loop when to poll again.
        self.sleep.as_mut().poll(context)
    }
}

/// Waits for both: at each poll it polls whichever is not done yet.
async fn join(a: impl Future<Output = ()>, b: impl Future<Output = ()>) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut a_done, mut b_done) = (false, false);
    poll_fn(|context| {
        a_done = a_done || a.as_mut().poll(context).is_ready();
        b_done = b_done || b.as_mut().poll(context).is_ready();
        if a_done && b_done {
            return Poll::Ready(());
        }
        Poll::Pending
    })
    .await;
}
