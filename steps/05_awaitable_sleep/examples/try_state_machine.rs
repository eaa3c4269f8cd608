//! What the compiler writes for `async fn countdown`, written by hand. Both
//! run side by side, and say the same.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use shared::say;
use step_05_awaitable_sleep as unio;

fn main() {
    shared::start_scene();
    let mut scheduler = unio::Scheduler::default();
    scheduler.add(countdown(3));
    scheduler.add(Countdown::Start { n: 3 });
    scheduler.run();
}

async fn countdown(start: u32) {
    for n in (1..=start).rev() {
        say!("by the compiler: {n}");
        unio::sleep(Duration::from_secs(1)).await;
    }
}

/// Where it stands, and what it keeps there.
enum Countdown {
    Start { n: u32 },
    Sleeping { n: u32, sleep: Pin<Box<dyn Future<Output = ()>>> },
    End,
}

impl Future for Countdown {
    type Output = ();

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        loop {
            let n = match &mut *self {
                Self::Start { n } => *n,
                Self::Sleeping { n, sleep } => {
                    if sleep.as_mut().poll(context).is_pending() {
                        return Poll::Pending;
                    }
                    *n - 1
                }
                Self::End => panic!("polled after its end"),
            };
            if n == 0 {
                *self = Self::End;
                return Poll::Ready(());
            }
            say!("by hand: {n}");
            // Not polled yet: the next round of this loop does that.
            let sleep = Box::pin(unio::sleep(Duration::from_secs(1)));
            *self = Self::Sleeping { n, sleep };
        }
    }
}
