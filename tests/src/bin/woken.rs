//! Futures that are watched, polled by hand: woken by all who can do that.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};

use shared::recording::watch;
use shared::say;

/// A loop's waker, as far as a future can see. `Waker::noop()` would not do:
/// it need not be the same as its clone.
struct Loops;

impl Wake for Loops {
    fn wake(self: Arc<Self>) {}
}

fn main() {
    shared::start_scene();
    let kept = RefCell::new(Vec::new());
    let sleeper = poll_fn(|cx| {
        kept.borrow_mut().push(cx.waker().clone());
        Poll::<()>::Pending
    });
    let waker = Arc::new(Loops).into();
    let mut cx = Context::from_waker(&waker);
    let mut sleeper = Box::pin(watch("sleeper", sleeper));
    for _ in 0..2 {
        assert!(sleeper.as_mut().poll(&mut cx).is_pending());
    }
    let mut kept = kept.take();
    let (first, second) = (kept.remove(0), kept.remove(0));
    assert!(first.will_wake(&second), "whoever compares sees no other");

    first.wake_by_ref();
    let reader = async {
        say!("wakes");
        first.wake_by_ref();
    };
    let reader = pin!(watch("reader", reader));
    assert!(reader.poll(&mut cx).is_ready());
    let thread = std::thread::spawn(move || second.wake());
    thread.join().expect("no panic");
    drop(sleeper);
}
