//! A task gives way to the others. For that it wakes itself, and then says
//! `Pending`: a wake during the poll.

use std::future::poll_fn;
use std::mem;
use std::task::Poll;

use shared::say;
use step_07_futures as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
    say!("run is over");
}

async fn play() {
    say!("before");
    yield_now().await;
    say!("after");
}

fn yield_now() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |context| {
        if mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
}
