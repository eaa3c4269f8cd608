//! Three tasks take turns: after each turn, a task gives way to the others.
//! Nobody sleeps, so all of it happens at once.

use std::future::poll_fn;
use std::mem;
use std::task::Poll;

use shared::say;
use step_05_awaitable_sleep as unio;

fn main() {
    shared::start_scene();
    let mut scheduler = unio::Scheduler::default();
    scheduler.add(player("Ann", 3));
    scheduler.add(player("Ben", 1));
    scheduler.add(player("Cleo", 4));
    scheduler.run();
}

async fn player(name: &str, turns: u32) {
    for turn in 1..=turns {
        say!("{name}: turn {turn} of {turns}");
        yield_now().await;
    }
}

/// Lets all others that are due go first. It leaves no note, so the loop
/// takes it to be due at once, and puts it behind the others.
fn yield_now() -> impl Future<Output = ()> {
    let mut polled = false;
    poll_fn(move |_| {
        if mem::replace(&mut polled, true) {
            return Poll::Ready(());
        }
        Poll::Pending
    })
}
