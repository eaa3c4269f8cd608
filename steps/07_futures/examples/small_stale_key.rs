//! Somebody keeps the waker of a task that is done, and calls it when
//! another task lives in its slot.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use shared::say;

#[path = "small_loop/unio.rs"]
mod unio;

const SECOND: Duration = Duration::from_secs(1);

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let kept = Rc::new(Cell::new(None));
    drop(unio::create_task(leave_waker(kept.clone())));
    unio::sleep(SECOND).await;
    drop(unio::create_task(tenant()));
    unio::sleep(SECOND).await;
    say!("the old waker is called");
    kept.take().into_iter().for_each(Waker::wake);
    unio::sleep(SECOND).await;
}

/// Is done at its first poll.
async fn leave_waker(kept: Rc<Cell<Option<Waker>>>) {
    poll_fn(|context| {
        kept.set(Some(context.waker().clone()));
        Poll::Ready(())
    })
    .await;
}

/// Waits for something else, which never comes.
async fn tenant() {
    poll_fn(|_| {
        say!("  the new tenant is polled");
        Poll::Pending
    })
    .await
}
