//! A task can be done and have left a note all the same. If the loop did
//! not take it, whoever is polled next would be put back until then.

use std::future::poll_fn;
use std::mem;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use shared::say;
use step_06_create_task as unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let racer = unio::create_task(racer());
    let yielder = unio::create_task(yielder());
    racer.await;
    yielder.await;
}

async fn racer() {
    let nine = unio::sleep(Duration::from_secs(9));
    let one = unio::sleep(Duration::from_secs(1));
    select(nine, one).await;
    say!("racer: done, and until 9.000 is on the note");
}

async fn yielder() {
    unio::sleep(Duration::from_secs(1)).await;
    say!("yielder: after you");
    yield_now().await;
    say!("yielder: I go on");
}

/// Waits for whichever is done first.
async fn select(a: impl Future<Output = ()>, b: impl Future<Output = ()>) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|context| {
        // Each that is not done writes its deadline on the note.
        if a.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        b.as_mut().poll(context)
    })
    .await;
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
