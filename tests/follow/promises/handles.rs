//! What a loop promises about the ends of its tasks.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use super::asking::pass;
use super::counting::{Count, Dropped, ms};
use super::promise::{Promise, message, tell};
use super::unio::{JoinError, JoinHandle, create_task, run, sleep};

/// How a task has ended, in words.
fn ending<T: ToString>(result: Result<T, JoinError>) -> String {
    match result {
        Ok(output) => output.to_string(),
        Err(JoinError::Cancelled) => "cancelled".to_owned(),
        Err(JoinError::Panicked(panic)) => {
            format!("panicked, {}", message(&*panic))
        }
    }
}

pub const OUTPUTS: Promise = Promise {
    says: "Whoever awaits a task gets its output.",
    tried: "A sleeps, and gives a greeting. B gives a number at once.",
    should: &["0.030 hello", "0.030 42"],
    play: || {
        run(async {
            let a = create_task(async {
                sleep(ms(30)).await;
                String::from("hello")
            });
            let b = create_task(async { 42 });
            tell(ending(a.await));
            tell(ending(b.await));
        });
    },
};

pub const ASKED_TWICE: Promise = Promise {
    says: "Whoever awaits a task is polled twice: to be told that it is not \
           done, and when it is.",
    tried: "Main awaits a task of ten seconds, and counts its own polls.",
    should: &["10.000 2 polls"],
    play: || {
        let polls = Count::default();
        run(async {
            let task = create_task(sleep(ms(10_000)));
            let _ = polls.polls(task).await;
            tell(format_args!("{} polls", polls.get()));
        });
    },
};

pub const PANICS: Promise = Promise {
    says: "A panic is the business of whoever awaits the task, and of \
           nobody else.",
    tried: "A panics at second one. B takes two seconds.",
    should: &["1.000 A: panicked, on purpose", "2.000 B: well"],
    play: || {
        run(async {
            let a = create_task(async {
                sleep(ms(1000)).await;
                if true {
                    panic!("on purpose");
                }
            });
            let b = create_task(async {
                sleep(ms(2000)).await;
                "well"
            });
            let a = a.await.map(|()| "well");
            tell(format_args!("A: {}", ending(a)));
            tell(format_args!("B: {}", ending(b.await)));
        });
    },
};

pub const CANCELLED: Promise = Promise {
    says: "To cancel a task is to drop it when it is its turn. Whoever \
           awaits it is told, when it is gone.",
    tried: "A sleeps for five seconds. Main cancels it at second one and \
            awaits it.",
    should: &[
        "1.000 main cancels A",
        "1.000 A is dropped",
        "1.000 cancelled",
    ],
    play: || {
        run(async {
            let a = create_task(async {
                let _a = Dropped("A");
                sleep(ms(5000)).await;
                "done"
            });
            sleep(ms(1000)).await;
            a.cancel();
            tell("main cancels A");
            tell(ending(a.await));
        });
    },
};

pub const CANCELS_ITSELF: Promise = Promise {
    says: "A task that is cancelled while it runs ends at its next await; \
           if it is done before that, its output counts.",
    tried: "A and B cancel themselves. A is done in the same poll, B \
            sleeps.",
    should: &["0.000 A: done", "0.000 B: cancelled"],
    play: || {
        run(async {
            let (a, b) = (Own::default(), Own::default());
            let (own_a, own_b) = (a.clone(), b.clone());
            *a.borrow_mut() = Some(create_task(async move {
                own_a.borrow().as_ref().expect("its own").cancel();
                "done"
            }));
            *b.borrow_mut() = Some(create_task(async move {
                own_b.borrow().as_ref().expect("its own").cancel();
                sleep(ms(5000)).await;
                "done"
            }));
            pass().await;
            pass().await;
            let (a, b) = (a.take().unwrap(), b.take().unwrap());
            tell(format_args!("A: {}", ending(a.await)));
            tell(format_args!("B: {}", ending(b.await)));
        });
    },
};

/// Where a task finds its own handle.
type Own = Rc<RefCell<Option<JoinHandle<&'static str>>>>;

pub const DROPPED_FIRST: Promise = Promise {
    says: "A task is dropped before anybody hears of its end.",
    tried: "A is ready at second one, and holds something that tells when it \
            is dropped. Main awaits A.",
    should: &["1.000 A is dropped", "1.000 main hears of it"],
    play: || {
        run(async {
            let held = Dropped("A");
            let mut sleep = Box::pin(sleep(ms(1000)));
            let task = create_task(poll_fn(move |cx| {
                let _held = &held;
                sleep.as_mut().poll(cx)
            }));
            let _ = task.await;
            tell("main hears of it");
        });
    },
};

pub const PAUSED: Promise = Promise {
    says: "A task that is paused is not polled. What happens meanwhile is \
           remembered as one wake.",
    tried: "A sleeps for a second, twice. It is paused from half a second \
            on, for five.",
    should: &[
        "5.500 A has been polled 1 time",
        "5.500 A goes on",
        "6.500 A ends",
    ],
    play: || {
        run(async {
            let polls = Count::default();
            let a = create_task(polls.polls(async {
                sleep(ms(1000)).await;
                tell("A goes on");
                sleep(ms(1000)).await;
                tell("A ends");
            }));
            sleep(ms(500)).await;
            a.pause();
            sleep(ms(5000)).await;
            let polls = polls.get();
            tell(format_args!("A has been polled {polls} time"));
            a.resume();
            let _ = a.await;
        });
    },
};

pub const RESUMED: Promise = Promise {
    says: "To resume a task asks it nothing, if nobody has woken it.",
    tried: "A waits for what never comes. It is paused and resumed three \
            times, and main looks how often it was polled.",
    should: &["0.003 1 poll"],
    play: || {
        run(async {
            let polls = Count::default();
            let a = create_task(polls.polls(pending::<()>()));
            pass().await;
            for _ in 0..3 {
                a.pause();
                sleep(ms(1)).await;
                a.resume();
            }
            pass().await;
            tell(format_args!("{} poll", polls.get()));
        });
    },
};

pub const CANCELLED_PAUSED: Promise = Promise {
    says: "A task that is paused can be cancelled.",
    tried: "A is paused at once. Main cancels and awaits it.",
    should: &["0.001 cancelled"],
    play: || {
        run(async {
            let a = create_task(async { "done" });
            a.pause();
            sleep(ms(1)).await;
            a.cancel();
            tell(ending(a.await));
        });
    },
};

pub const STATUSES: Promise = Promise {
    says: "A handle tells how far its task has come.",
    tried: "A takes two seconds. It is looked at before its first turn, at \
            second one, while it is paused, and at the end; and then it is \
            paused once more.",
    should: &[
        "0.000 Created",
        "1.000 InProgress",
        "1.000 Paused",
        "1.000 InProgress",
        "3.000 Finished, it is over",
        "3.000 Finished, it is over",
    ],
    play: || {
        run(async {
            let a = create_task(sleep(ms(2000)));
            look_at(&a);
            sleep(ms(1000)).await;
            look_at(&a);
            a.pause();
            look_at(&a);
            a.resume();
            look_at(&a);
            sleep(ms(2000)).await;
            look_at(&a);
            a.pause();
            look_at(&a);
        });
    },
};

fn look_at(task: &JoinHandle<()>) {
    let over = if task.is_finished() { ", it is over" } else { "" };
    tell(format_args!("{:?}{over}", task.status()));
}

pub const IN_WORDS: Promise = Promise {
    says: "Whoever gets no output is told why, in words.",
    tried: "A is cancelled, and B panics. Main prints both errors.",
    should: &["0.000 the task was cancelled", "0.000 the task panicked"],
    play: || {
        run(async {
            let a = create_task(pending::<()>());
            a.cancel();
            let b = create_task(async {
                if true {
                    panic!("on purpose");
                }
            });
            for task in [a, b] {
                tell(task.await.expect_err("there is no output"));
            }
        });
    },
};

pub const TOO_LATE: Promise = Promise {
    says: "When the loop is ending, nobody begins: a task that is created \
           then is dropped at once, and its handle says so.",
    tried: "A task is left when main ends. In its drop it creates another \
            one.",
    should: &["0.000 the handle says: cancelled"],
    play: || {
        let handle = Rc::new(RefCell::new(None));
        let late = Late(handle.clone());
        run(async {
            drop(create_task(async move {
                let _late = late;
                pending::<()>().await;
            }));
            pass().await;
        });
        let handle = handle.take().expect("it has been dropped");
        // In another loop it still speaks of that task.
        let said = run(async { ending(handle.await) });
        tell(format_args!("the handle says: {said}"));
    },
};

struct Late(Own);

impl Drop for Late {
    fn drop(&mut self) {
        let task = create_task(async {
            tell("nobody should hear this");
            "done"
        });
        *self.0.borrow_mut() = Some(task);
    }
}

pub const ALL_ARE_DROPPED: Promise = Promise {
    says: "At the end all tasks are dropped, even if one of them panics \
           while it is.",
    tried: "A and B are left when main ends, and A's drop panics.",
    should: &["0.000 B is dropped", "0.000 run panics: on purpose"],
    play: || {
        let ran = catch_unwind(AssertUnwindSafe(|| {
            run(async {
                drop(create_task(async {
                    let _a = PanicsWhenDropped;
                    pending::<()>().await;
                }));
                drop(create_task(async {
                    let _b = Dropped("B");
                    pending::<()>().await;
                }));
                pass().await;
            });
        }));
        let panic = ran.err();
        let said = panic.map_or("nothing".into(), |p| message(&*p));
        tell(format_args!("run panics: {said}"));
    },
};

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

pub const DEADLOCK: Promise = Promise {
    says: "In simulated time, when all wait and nobody is left to wake them, \
           the loop says so.",
    tried: "Main and a task wait for what never comes.",
    should: &["0.000 a deadlock: 2 wait for ever"],
    play: || {
        let ran = catch_unwind(|| {
            run(async {
                drop(create_task(pending::<()>()));
                pending::<()>().await;
            });
        });
        let panic = ran.err();
        let said = panic.map_or("nothing".into(), |p| message(&*p));
        let count = said.split_whitespace().find_map(|w| w.parse().ok());
        let count: usize = count.unwrap_or_default();
        let what = if said.contains("deadlock") { "a" } else { "no" };
        tell(format_args!("{what} deadlock: {count} wait for ever"));
    },
};

pub const NO_LOOP_IN_A_LOOP: Promise = Promise {
    says: "There is one loop on a thread: `run` inside `run` panics, and \
           leaves the outer one as it was.",
    tried: "Main calls `run`, and then sleeps for a second.",
    should: &["0.000 it panics", "1.000 main goes on"],
    play: || {
        run(async {
            let inner = catch_unwind(|| run(async {}));
            let it = if inner.is_err() { "it panics" } else { "it runs" };
            tell(it);
            sleep(ms(1000)).await;
            tell("main goes on");
        });
    },
};
