//! A selector in twenty lines, before the real one: it keeps the wakers of
//! those who wait for a stream, and asks each stream whether it is ready.
//! These only play at being slow.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use shared::say;
use step_08_sockets as unio;

#[derive(Default)]
struct Selector {
    /// How often a stream is yet to be asked, and who waits for it.
    waiting: RefCell<Vec<(u32, Waker)>>,
}

impl Selector {
    /// Waits for a stream that is ready when it is asked so many times.
    async fn wait_for(&self, times: u32) {
        let mut registered = false;
        poll_fn(|cx| {
            if registered {
                return Poll::Ready(());
            }
            registered = true;
            self.waiting.borrow_mut().push((times, cx.waker().clone()));
            Poll::Pending
        })
        .await;
    }

    /// Asks each stream once. Wakes those who wait for one that is ready.
    fn select(&self) {
        for (times, waker) in self.waiting.take() {
            match times - 1 {
                0 => waker.wake(),
                more => self.waiting.borrow_mut().push((more, waker)),
            }
        }
    }
}

fn main() {
    shared::start_scene();
    unio::run(play());
}

async fn play() {
    let selector = Rc::new(Selector::default());
    unio::create_task(select_again_and_again(selector.clone()));
    let reader = unio::create_task(read(selector.clone()));
    let writer = unio::create_task(write(selector));
    reader.await.unwrap();
    writer.await.unwrap();
}

/// What the loop itself does with real sockets. But those are not asked
/// again and again: the system tells when one of them is ready.
async fn select_again_and_again(selector: Rc<Selector>) {
    loop {
        unio::sleep(Duration::from_millis(100)).await;
        selector.select();
    }
}

async fn read(selector: Rc<Selector>) {
    say!("I want to read stream A");
    selector.wait_for(20).await;
    say!("reading stream A");
}

async fn write(selector: Rc<Selector>) {
    say!("I want to write to stream B");
    selector.wait_for(1).await;
    say!("writing to stream B: Hello World!");
}
