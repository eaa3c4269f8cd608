//! A bell that one can wait for, twice. The first one forgets who waits.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::panic::catch_unwind;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use shared::{clock, say};
use step_07_futures as unio;

#[derive(Default)]
struct Bell {
    forgetful: bool,
    rung: Cell<bool>,
    waiting: RefCell<Option<Waker>>,
}

fn main() {
    shared::start_scene();
    // In real time a loop cannot know that nobody will ever call.
    clock::simulate();
    for forgetful in [true, false] {
        say!("a bell that forgets: {forgetful}");
        let visit = catch_unwind(|| unio::run(visit(forgetful)));
        if let Err(panic) = visit {
            let panic: Box<String> = panic.downcast().expect("a text");
            say!("  {}", panic.split(';').next().expect("a text"));
        }
    }
}

async fn visit(forgetful: bool) {
    let bell = Rc::new(Bell { forgetful, ..Bell::default() });
    let door = bell.clone();
    unio::call_later(Duration::from_secs(3), move || door.ring());
    bell.wait().await;
    say!("  somebody opens the door");
}

impl Bell {
    fn ring(&self) {
        say!("  ding dong");
        self.rung.set(true);
        // The borrow is over before anybody is woken.
        let waiting = self.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }

    /// For one at a time: a second one takes the place of the first.
    async fn wait(&self) {
        poll_fn(|cx| {
            if self.rung.get() {
                return Poll::Ready(());
            }
            if !self.forgetful {
                // The waker of the latest poll, for a future may move.
                let _old = self.waiting.replace(Some(cx.waker().clone()));
            }
            Poll::Pending
        })
        .await;
    }
}
