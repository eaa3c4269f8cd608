//! What a loop with wakers promises: who is polled, when, and how often.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;

use super::asking::{pass, poll_once};
use super::counting::{Bell, Count, Dropped, Kept, keep_waker, ms, waker};
use super::promise::{Promise, in_real_time, tell};
use super::unio::{create_task, run, sleep};

pub const NOT_ASKED: Promise = Promise {
    says: "Nobody is asked twice: a task that nobody wakes is polled once.",
    tried: "A waits for what never comes, while B has a hundred turns.",
    should: &["0.100 A has been polled 1 time"],
    play: || {
        let polls = Count::default();
        run(async {
            drop(create_task(polls.polls(pending::<()>())));
            for _ in 0..100 {
                sleep(ms(1)).await;
            }
            let polls = polls.get();
            tell(format_args!("A has been polled {polls} time"));
        });
    },
};

pub const DURING_THE_POLL: Promise = Promise {
    says: "A wake during the poll counts: it gives one more poll, however \
           many wakes there are.",
    tried: "A wakes itself three times in its first poll, and says that it \
            is pending.",
    should: &["0.010 A has been polled 2 times"],
    play: || {
        let polls = Count::default();
        run(async {
            let mut wakes = 3;
            let a = poll_fn(move |cx| {
                for _ in 0..std::mem::take(&mut wakes) {
                    cx.waker().wake_by_ref();
                }
                Poll::<()>::Pending
            });
            drop(create_task(polls.polls(a)));
            sleep(ms(10)).await;
            let polls = polls.get();
            tell(format_args!("A has been polled {polls} times"));
        });
    },
};

pub const MANY_WAKES: Promise = Promise {
    says: "However often a task is woken since its last poll began, it has \
           one turn.",
    tried: "A leaves its waker. Main calls it five times, and then looks \
            how often A was polled; twice over.",
    should: &["0.001 2 polls", "0.002 3 polls"],
    play: || {
        let (polls, kept) = (Count::default(), Kept::default());
        run(async {
            drop(create_task(polls.polls(keep_waker(kept.clone()))));
            pass().await;
            for _ in 0..2 {
                (0..5).for_each(|_| waker(&kept).wake());
                sleep(ms(1)).await;
                tell(format_args!("{} polls", polls.get()));
            }
        });
    },
};

pub const STALE: Promise = Promise {
    says: "The waker of a task that is done wakes nobody, and least of all \
           the next tenant.",
    tried: "A leaves its waker and ends. B, C and D come, and wait for what \
            never comes. Then A's waker is called.",
    should: &["0.002 1, 1 and 1 polls"],
    play: || {
        run(async {
            let kept = Kept::default();
            let leave = kept.clone();
            drop(create_task(poll_fn(move |cx| {
                *leave.borrow_mut() = Some(cx.waker().clone());
                Poll::Ready(())
            })));
            sleep(ms(1)).await;
            let polls = [(); 3].map(|()| Count::default());
            for polls in &polls {
                drop(create_task(polls.polls(pending::<()>())));
            }
            pass().await;
            waker(&kept).wake();
            sleep(ms(1)).await;
            let [b, c, d] = polls.map(|polls| polls.get());
            tell(format_args!("{b}, {c} and {d} polls"));
        });
    },
};

pub const LAST_WHO_ASKED: Promise = Promise {
    says: "A handle wakes whoever asked last, and not whoever asked first.",
    tried: "Main polls a handle once with another waker, and then awaits \
            it. The task takes a second.",
    should: &["1.000 main hears of the end"],
    play: || {
        run(async {
            let mut task = Box::pin(create_task(sleep(ms(1000))));
            let _pending = poll_once(task.as_mut());
            let _ = task.await;
            tell("main hears of the end");
        });
    },
};

pub const SLEEP_MOVES: Promise = Promise {
    says: "A sleep wakes whoever polled it last.",
    tried: "A polls a sleep of a second once and hands it over to B, who \
            awaits it.",
    should: &["0.000 A has polled it", "1.000 B goes on"],
    play: || {
        run(async {
            let hands = Rc::new(RefCell::new(None));
            let give = hands.clone();
            drop(create_task(async move {
                let mut sleep = Box::pin(sleep(ms(1000)));
                poll_fn(|cx| {
                    let _pending = sleep.as_mut().poll(cx);
                    Poll::Ready(())
                })
                .await;
                tell("A has polled it");
                *give.borrow_mut() = Some(sleep);
                sleep_for_ever().await;
            }));
            let b = create_task(async move {
                let sleep = hands.take().expect("A comes first");
                sleep.await;
                tell("B goes on");
            });
            let _ = b.await;
        });
    },
};

async fn sleep_for_ever() {
    pending::<()>().await;
}

pub const GIVEN_WAKER: Promise = Promise {
    says: "An alarm calls the waker that it was given, which need not be \
           the task's.",
    tried: "Main polls a sleep of a second with a waker of its own, and \
            sleeps for two.",
    should: &["2.000 the waker has been called 1 time"],
    play: || {
        run(async {
            let (bell, waker) = Bell::new();
            let mut nap = Box::pin(sleep(ms(1000)));
            let mut cx = Context::from_waker(&waker);
            let _pending = nap.as_mut().poll(&mut cx);
            sleep(ms(2000)).await;
            let rings = bell.rings();
            tell(format_args!("the waker has been called {rings} time"));
        });
    },
};

pub const FROM_A_THREAD: Promise = Promise {
    says: "A wake from another thread reaches a loop that sleeps.",
    tried: "In real time, a thread calls main's waker after 50 \
            milliseconds; meanwhile the loop has nothing else to do.",
    should: &["main waits", "main goes on"],
    play: || {
        in_real_time(|| {
            let rung = Arc::new(AtomicBool::new(false));
            run(async {
                tell("main waits");
                let mut started = false;
                poll_fn(|cx| {
                    if !std::mem::replace(&mut started, true) {
                        ring_later(rung.clone(), cx.waker().clone());
                    }
                    match rung.load(Ordering::SeqCst) {
                        true => Poll::Ready(()),
                        false => Poll::Pending,
                    }
                })
                .await;
                tell("main goes on");
            });
        });
    },
};

fn ring_later(rung: Arc<AtomicBool>, waker: Waker) {
    thread::spawn(move || {
        thread::sleep(ms(50));
        rung.store(true, Ordering::SeqCst);
        waker.wake();
    });
}

pub const BEFORE_THE_SLEEP: Promise = Promise {
    says: "No wake is lost between the look at the letters and the sleep.",
    tried: "In real time, two thousand times, a thread wakes main at the \
            very moment at which main goes to sleep.",
    should: &["2000 wakes have come"],
    play: || {
        in_real_time(|| {
            let (asks, asked) = std::sync::mpsc::channel::<Waker>();
            let rung = Arc::new(AtomicBool::new(false));
            let ring = rung.clone();
            thread::spawn(move || {
                for waker in asked {
                    ring.store(true, Ordering::SeqCst);
                    waker.wake();
                }
            });
            run(async {
                for _ in 0..2_000 {
                    let mut sent = false;
                    poll_fn(|cx| {
                        if !std::mem::replace(&mut sent, true) {
                            let _ = asks.send(cx.waker().clone());
                            return Poll::Pending;
                        }
                        match rung.swap(false, Ordering::SeqCst) {
                            true => Poll::Ready(()),
                            false => Poll::Pending,
                        }
                    })
                    .await;
                }
            });
            tell("2000 wakes have come");
        });
    },
};

pub const AFTER_THE_LOOP: Promise = Promise {
    says: "A waker that is kept past the end of its loop does nothing, and \
           means nothing to the next.",
    tried: "A leaves its waker, and the loop ends. The waker is called, \
            there and in another loop, where B waits for what never comes.",
    should: &["0.001 B has been polled 1 time"],
    play: || {
        let kept = Kept::default();
        run(async {
            drop(create_task(keep_waker(kept.clone())));
            pass().await;
        });
        waker(&kept).wake();
        run(async {
            let polls = Count::default();
            drop(create_task(polls.polls(pending::<()>())));
            pass().await;
            waker(&kept).wake();
            sleep(ms(1)).await;
            let polls = polls.get();
            tell(format_args!("B has been polled {polls} time"));
        });
    },
};

pub const FAIR: Promise = Promise {
    says: "Whoever is always ready does not keep sleepers from waking.",
    tried: "In real time, A yields again and again until B, who sleeps for \
            20 milliseconds, tells it to stop.",
    should: &["B wakes", "A stops"],
    play: || {
        in_real_time(|| {
            let stop = Count::default();
            run(async {
                let tell_a = stop.clone();
                drop(create_task(async move {
                    sleep(ms(20)).await;
                    tell("B wakes");
                    tell_a.add();
                }));
                while stop.get() == 0 {
                    pass().await;
                }
                tell("A stops");
            });
        });
    },
};

pub const MAIN_ENDS: Promise = Promise {
    says: "The loop ends with main. Then the tasks that are left are \
           dropped, and only then `run` returns.",
    tried: "A would take five seconds. Main takes one.",
    should: &["1.000 main ends", "1.000 A is dropped", "1.000 run returns"],
    play: || {
        run(async {
            drop(create_task(async {
                let _a = Dropped("A");
                sleep(ms(5000)).await;
                tell("A ends");
            }));
            sleep(ms(1000)).await;
            tell("main ends");
        });
        tell("run returns");
    },
};
