//! A future from another library leaves no note for our loop, which then
//! takes it to be due at once, and polls it without end. See how often.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use shared::{clock, say};
use step_06_create_task as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
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
        _context: &mut Context<'_>,
    ) -> Poll<u64> {
        self.polls += 1;
        if clock::now() >= self.deadline {
            return Poll::Ready(self.polls);
        }
        // A good library would keep `context.waker()` here, to call it at
        // the deadline. But ours is a waker that does nothing.
        let_time_pass();
        Poll::Pending
    }
}

/// Real time passes while we poll. Simulated time passes while somebody
/// waits, and here nobody ever does: so let a poll take 10 microseconds,
/// or the deadline would never come.
fn let_time_pass() {
    if clock::is_simulated() {
        clock::sleep(Duration::from_micros(10));
    }
}
