//! A future from another library keeps the waker and calls it, from a
//! thread of its own: on the small loop, nobody hears that.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use shared::{clock, say, thread};

#[path = "small_loop/unio.rs"]
mod unio;

fn main() {
    shared::start_scene();
    unio::run(play());
    say!("run is over");
}

async fn play() {
    let ticks = unio::create_task(ticks());
    say!("a sleep of ours");
    unio::sleep(Duration::from_secs(1)).await;
    say!("  over");

    say!("a sleep from another library");
    let polls = ForeignSleep::new(Duration::from_secs(1)).await;
    say!("  over, polled {polls} times");
    ticks.await;
}

/// Others still have their turns, when their time comes.
async fn ticks() {
    for _ in 0..4 {
        unio::sleep(Duration::from_millis(500)).await;
        say!("    tick");
    }
}

struct ForeignSleep {
    deadline: Duration,
    polls: u64,
}

impl ForeignSleep {
    fn new(delay: Duration) -> Self {
        let deadline = clock::now() + delay;
        Self { deadline, polls: 0 }
    }
}

impl Future for ForeignSleep {
    type Output = u64;

    fn poll(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<u64> {
        self.polls += 1;
        if clock::now() >= self.deadline {
            return Poll::Ready(self.polls);
        }
        // A good library keeps the waker, to call it at the deadline. This
        // one keeps time in a thread of its own.
        let (deadline, waker) = (self.deadline, context.waker().clone());
        thread::spawn(move || {
            clock::wait_until(deadline);
            waker.wake();
        });
        Poll::Pending
    }
}
