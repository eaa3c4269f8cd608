//! One task waits until another has counted to three. Nobody wakes it, so
//! it has to check again and again.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use shared::say;
use step_06_create_task as unio;

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
    polls: Cell<u32>,
}

impl Waiter {
    fn notify(&self) {
        self.notified.set(true);
    }

    async fn wait(&self) {
        while !self.check() {
            // With a shorter sleep it checks more often. With a longer one
            // it knows later.
            unio::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Each poll of `wait` checks once.
    fn check(&self) -> bool {
        self.polls.set(self.polls.get() + 1);
        self.notified.get()
    }
}
