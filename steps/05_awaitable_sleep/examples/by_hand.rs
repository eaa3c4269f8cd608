//! A future runs when somebody polls it, and not before. Polled by hand, it
//! says `Pending` until it has its output.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use shared::say;

fn main() {
    shared::start_scene();
    say!("a future written by hand: nothing runs yet");
    let ticket = Ticket { before_us: 2 };
    poll_three_times(pin!(ticket));

    say!("an `async fn`: nothing runs yet");
    let visit = visit();
    poll_three_times(pin!(visit));
}

fn poll_three_times(mut future: Pin<&mut impl Future<Output = u32>>) {
    // Whoever returns `Pending` must arrange for this waker to be called
    // when polling again makes sense. We poll anyway, so ours does nothing.
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        say!("poll");
        shared::wait_for_enter();
        let poll = future.as_mut().poll(&mut context);
        say!("got {poll:?}");
    }
}

/// A number drawn at a counter. Each time we look, there is one person
/// fewer in front of us.
struct Ticket {
    before_us: u32,
}

impl Future for Ticket {
    type Output = u32;

    fn poll(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<u32> {
        if self.before_us == 0 {
            say!("  ticket: it is our turn");
            return Poll::Ready(42);
        }
        say!("  ticket: {} before us", self.before_us);
        self.before_us -= 1;
        Poll::Pending
    }
}

/// `await` polls the ticket; while that is pending, this is, too.
async fn visit() -> u32 {
    say!("  visit: I draw a number");
    let number = Ticket { before_us: 2 }.await;
    say!("  visit: and answer with double the number");
    2 * number
}
