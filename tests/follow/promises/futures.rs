//! What a loop that runs futures promises, whether it has wakers or not.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use shared::clock;

use super::asking::{pass, poll_once};
use super::order::Sleeper;
use super::promise::{Promise, tell};
use super::unio::sleep;
use super::{Task, run_all};

const SECOND: Duration = Duration::from_secs(1);

/// A sleeper, as a future.
pub async fn sleeper((name, acts): Sleeper) {
    tell(name);
    for act in acts {
        if let Some(delay) = act.begin() {
            sleep(delay).await;
            tell(name);
        }
    }
}

pub fn task(task: impl Future<Output = ()> + 'static) -> Task {
    Box::pin(task)
}

pub const FROM_THE_CALL: Promise = Promise {
    says: "A sleep counts from the call, not from its first poll.",
    tried: "A calls `sleep` for a second, keeps the thread busy for two, and \
            then awaits its sleep.",
    should: &["0.000 A begins", "2.000 A awaits", "2.000 A goes on"],
    play: || {
        run_all(vec![task(async {
            tell("A begins");
            let sleep = sleep(SECOND);
            clock::sleep(SECOND * 2);
            tell("A awaits");
            sleep.await;
            tell("A goes on");
        })]);
    },
};

pub const LOOKS_ITSELF: Promise = Promise {
    says: "A sleep looks at the clock at each poll, whoever polls it, and \
           for whatever reason.",
    tried: "A polls a sleep of a second three times by hand, and then \
            awaits it.",
    should: &[
        "0.000 not yet",
        "0.000 not yet",
        "0.000 not yet",
        "1.000 over",
    ],
    play: || {
        run_all(vec![task(async {
            let mut sleep = Box::pin(sleep(SECOND));
            for _ in 0..3 {
                let poll = poll_once(sleep.as_mut());
                tell(if poll.is_ready() { "over" } else { "not yet" });
            }
            sleep.await;
            tell("over");
        })]);
    },
};

pub const TWO_POLLS: Promise = Promise {
    says: "Nobody is asked before his time, and everybody when it has come.",
    tried: "A sleeps for a second, and counts how often it is polled. B \
            sleeps ten times for a tenth of it.",
    should: &["1.000 A has been polled 2 times"],
    play: || {
        let polls = Rc::new(Cell::new(0));
        let count = polls.clone();
        let a = task(async move {
            let mut sleep = Box::pin(sleep(SECOND));
            poll_fn(|cx| {
                count.set(count.get() + 1);
                sleep.as_mut().poll(cx)
            })
            .await;
            tell(format_args!("A has been polled {} times", count.get()));
        });
        let b = task(async {
            for _ in 0..10 {
                sleep(SECOND / 10).await;
            }
        });
        run_all(vec![b, a]);
    },
};

pub const PASSES: Promise = Promise {
    says: "Whoever waits for nothing that the loop knows of is asked again \
           at once, behind all who are due.",
    tried: "A, B and C sleep for a second. Then they are pending twice \
            without a sleep, and wake themselves.",
    should: &[
        "1.000 A", "1.000 B", "1.000 C", "1.000 A", "1.000 B", "1.000 C",
        "1.000 A", "1.000 B", "1.000 C",
    ],
    play: || {
        let passing = |name| {
            task(async move {
                sleep(SECOND).await;
                tell(name);
                pass().await;
                tell(name);
                pass().await;
                tell(name);
            })
        };
        run_all(["A", "B", "C"].map(passing).into());
    },
};

pub const NO_STALE_NOTE: Promise = Promise {
    says: "Nobody sleeps for somebody else: what a task has asked for is \
           forgotten when the task is done.",
    tried: "A polls a sleep of five seconds, does not wait for it, and ends. \
            B is pending without a sleep.",
    should: &["0.000 A ends", "0.000 B", "0.000 B goes on"],
    play: || {
        let a = task(async {
            let mut sleep = Box::pin(sleep(SECOND * 5));
            let _pending = poll_once(sleep.as_mut());
            tell("A ends");
        });
        let b = task(async {
            tell("B");
            pass().await;
            tell("B goes on");
        });
        run_all(vec![a, b]);
    },
};

pub const NO_OLD_NOTE: Promise = Promise {
    says: "A task's wish is good for one time: at the next poll it asks \
           anew.",
    tried: "A sleeps for a second. Then it is pending without a sleep, and \
            so is B, who has slept as long.",
    should: &["1.000 A", "1.000 B", "1.000 A goes on", "1.000 B goes on"],
    play: || {
        let nap = |name: &'static str| {
            task(async move {
                sleep(SECOND).await;
                tell(name);
                pass().await;
                tell(format_args!("{name} goes on"));
            })
        };
        run_all(vec![nap("A"), nap("B")]);
    },
};

pub const GONE: Promise = Promise {
    says: "A task that is done is not polled again, and dropped at once.",
    tried: "A is done at second one, while B sleeps for two.",
    should: &[
        "1.000 A is done",
        "1.000 A is dropped",
        "2.000 B is done",
        "2.000 B is dropped",
    ],
    play: || {
        let napper = |name, seconds| {
            let sleep = sleep(SECOND * seconds);
            task(Napper { name, sleep: Box::pin(sleep) })
        };
        run_all(vec![napper("A", 1), napper("B", 2)]);
    },
};

/// Sleeps once, and tells when it is done and when it is dropped.
struct Napper {
    name: &'static str,
    sleep: Task,
}

impl Future for Napper {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let poll = self.sleep.as_mut().poll(cx);
        if poll.is_ready() {
            tell(format_args!("{} is done", self.name));
        }
        poll
    }
}

impl Drop for Napper {
    fn drop(&mut self) {
        tell(format_args!("{} is dropped", self.name));
    }
}
