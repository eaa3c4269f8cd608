//! One task waits until another has counted to three, on the small loop. It
//! leaves its waker, and is called.

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use shared::say;

#[path = "small_loop/unio.rs"]
mod unio;

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let waiter = Rc::new(Waiter::default());
    let waiting = unio::create_task(wait(waiter.clone()));
    let counting = unio::create_task(count(waiter));
    waiting.await;
    counting.await;
}

async fn wait(waiter: Rc<Waiter>) {
    say!("waiting");
    waiter.wait().await;
    say!("done waiting, polled {} times", waiter.polls.get());
}

async fn count(waiter: Rc<Waiter>) {
    for n in 1..=3 {
        unio::sleep(Duration::from_secs(1)).await;
        say!("counting: {n}");
    }
    waiter.notify();
}

#[derive(Default)]
struct Waiter {
    notified: Cell<bool>,
    waiting: Cell<Option<Waker>>,
    polls: Cell<u32>,
}

impl Waiter {
    fn notify(&self) {
        self.notified.set(true);
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    async fn wait(&self) {
        poll_fn(|context| {
            if self.check() {
                return Poll::Ready(());
            }
            self.waiting.set(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }

    /// Each poll of `wait` checks once.
    fn check(&self) -> bool {
        self.polls.set(self.polls.get() + 1);
        self.notified.get()
    }
}
