//! Three tasks take turns: after each turn, a task gives way to the others.
//! Nobody sleeps, so all of it happens at once.

use std::future::poll_fn;
use std::mem;
use std::task::Poll;

use shared::say;
use step_06_create_task as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let ann = unio::create_task(player("Ann", 3));
    let ben = unio::create_task(player("Ben", 1));
    let cleo = unio::create_task(player("Cleo", 4));
    ann.await;
    ben.await;
    cleo.await;
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
