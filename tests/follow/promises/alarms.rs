//! What a loop promises about its alarms.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::panic::catch_unwind;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::counting::{Bell, ms};
use super::promise::{Promise, tell};
use super::unio::{Sleep, create_task, run, sleep, sleep_until};

pub const UNTIL: Promise = Promise {
    says: "`sleep_until` waits for a time of the show, and if that is over, \
           for no more than everybody's turn.",
    tried: "Main sleeps until second two, and then until second one, while \
            A wants a turn.",
    should: &["2.000 main goes on", "2.000 A", "2.000 main goes on"],
    play: || {
        run(async {
            sleep_until(ms(2000)).await;
            tell("main goes on");
            drop(create_task(async { tell("A") }));
            sleep_until(ms(1000)).await;
            tell("main goes on");
        });
    },
};

pub const NO_TRACE: Promise = Promise {
    says: "A sleep that is dropped leaves no trace: its alarm goes with it.",
    tried: "Main polls a thousand sleeps of an hour with a waker, drops \
            them, and looks who still has the waker.",
    should: &["0.000 main alone"],
    play: || {
        run(async {
            let (bell, waker) = Bell::new();
            for _ in 0..1000 {
                let mut nap = Box::pin(sleep(ms(3_600_000)));
                let mut cx = Context::from_waker(&waker);
                let _pending = nap.as_mut().poll(&mut cx);
            }
            drop(waker);
            let others = Arc::strong_count(&bell) - 1;
            match others {
                0 => tell("main alone"),
                n => tell(format_args!("main and {n} alarms")),
            }
        });
    },
};

pub const NOT_ANY_MORE: Promise = Promise {
    says: "An alarm may drop others that are due at the same instant: then \
           they do not ring any more.",
    tried: "Two sleeps end at second one. The waker of the first drops the \
            second.",
    should: &["1.000 the first rings", "2.000 the second rang 0 times"],
    play: || {
        run(async {
            let (bell, second) = Bell::new();
            let first: Waker = Arc::new(DropsSecond).into();
            let mut nap = Box::pin(sleep(ms(1000)));
            let _ = nap.as_mut().poll(&mut Context::from_waker(&first));
            let mut other = Box::pin(sleep(ms(1000)));
            let _ = other.as_mut().poll(&mut Context::from_waker(&second));
            SECOND.set(Some(other));
            sleep(ms(2000)).await;
            let rings = bell.rings();
            tell(format_args!("the second rang {rings} times"));
        });
    },
};

thread_local! {
    static SECOND: RefCell<Option<std::pin::Pin<Box<Sleep>>>> =
        const { RefCell::new(None) };
}

struct DropsSecond;

impl Wake for DropsSecond {
    fn wake(self: Arc<Self>) {
        tell("the first rings");
        SECOND.take();
    }
}

pub const AT_ONE_INSTANT: Promise = Promise {
    says: "Of sleeps that end at the same instant, the one that was polled \
           first wakes first.",
    tried: "Main makes two sleeps of a second. It gives the second one to \
            A, who is polled first, and the first one to B.",
    should: &["1.000 A", "1.000 B"],
    play: || {
        run(async {
            let (first, second) = (sleep(ms(1000)), sleep(ms(1000)));
            let a = create_task(async {
                second.await;
                tell("A");
            });
            let b = create_task(async {
                first.await;
                tell("B");
            });
            let _ = (a.await, b.await);
        });
    },
};

pub const TWO_IN_ONE: Promise = Promise {
    says: "A task may wait for two sleeps at the same time: the earlier one \
           wakes it.",
    tried: "Main polls a sleep of one second, and then one of three, and \
            goes on when one of them is over.",
    should: &["1.000 the first is over"],
    play: || {
        run(async {
            let mut short = Box::pin(sleep(ms(1000)));
            let mut long = Box::pin(sleep(ms(3000)));
            let over = poll_fn(|cx| {
                let short = short.as_mut().poll(cx).map(|()| "first");
                let long = long.as_mut().poll(cx).map(|()| "second");
                if short.is_ready() { short } else { long }
            });
            tell(format_args!("the {} is over", over.await));
        });
    },
};

pub const MAX_IS_NEVER: Promise = Promise {
    says: "A sleep of `Duration::MAX` is no alarm at all. If there is \
           nothing else, that is a deadlock.",
    tried: "Main sleeps for ever, and so does a task.",
    should: &["0.000 run panics"],
    play: || {
        let ran = catch_unwind(|| {
            run(async {
                drop(create_task(sleep(Duration::MAX)));
                sleep(Duration::MAX).await;
            });
        });
        let what = if ran.is_err() { "panics" } else { "returns" };
        tell(format_args!("run {what}"));
    },
};

pub const NOT_FROM_ELSEWHERE: Promise = Promise {
    says: "A sleep that is over is ready, whoever wakes the task.",
    tried: "Main waits for a sleep of a second, or for what never comes, \
            and is woken three times before.",
    should: &["1.000 over, after 5 polls"],
    play: || {
        run(async {
            let mut nap = Box::pin(sleep(ms(1000)));
            let mut never = Box::pin(pending::<()>());
            let mut polls = 0;
            poll_fn(|cx| {
                polls += 1;
                if polls <= 3 {
                    cx.waker().wake_by_ref();
                }
                let _pending = never.as_mut().poll(cx);
                match nap.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(()),
                    Poll::Pending => Poll::Pending,
                }
            })
            .await;
            tell(format_args!("over, after {polls} polls"));
        });
    },
};
