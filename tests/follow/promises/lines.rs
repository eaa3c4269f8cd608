//! What a loop's toolbox promises.

use std::future::pending;
use std::rc::Rc;

use super::counting::{Count, ms};
use super::promise::{Promise, tell};
use super::unio::{
    Lock, Queue, Waiter, arange, call_later, call_soon, create_task,
    gather, oneshot, race, run, sleep, timeout, yield_now,
};

pub const GATHERED: Promise = Promise {
    says: "`gather` runs all at the same time and gives the outputs in \
           order. Each wake polls those who are not done.",
    tried: "Three sleep for three, one and two seconds, and give their \
            numbers.",
    should: &["3.000 [0, 1, 2], 4, 2 and 3 polls"],
    play: || {
        run(async {
            let counts = [(); 3].map(|()| Count::default());
            let sleepers = [3, 1, 2].into_iter().enumerate();
            let sleepers = sleepers.map(|(number, seconds)| {
                let nap = sleep(ms(seconds * 1000));
                let polls = counts[number].clone();
                async move {
                    polls.polls(nap).await;
                    number
                }
            });
            let outputs = gather(sleepers).await;
            let [a, b, c] = counts.map(|count| count.get());
            tell(format_args!("{outputs:?}, {a}, {b} and {c} polls"));
        });
    },
};

pub const RACED: Promise = Promise {
    says: "`race` gives the first output and drops the others.",
    tried: "Three sleep for three, one and two seconds.",
    should: &["1.000 the one of 1 wins, 0 are left"],
    play: || {
        run(async {
            let left = Rc::new(());
            let sleepers = [3, 1, 2].map(|seconds| {
                let left = left.clone();
                async move {
                    sleep(ms(seconds * 1000)).await;
                    drop(left);
                    seconds
                }
            });
            let first = race(sleepers).await;
            let others = Rc::strong_count(&left) - 1;
            tell(format_args!(
                "the one of {first} wins, {others} are left"
            ));
        });
    },
};

pub const TIME_IS_UP: Promise = Promise {
    says: "`timeout` gives up when the time is up; at a tie the future wins.",
    tried: "Main waits a second for what never comes, and then a second for \
            a sleep of one.",
    should: &["1.000 None", "2.000 Some(())"],
    play: || {
        run(async {
            let never = timeout(ms(1000), pending::<()>()).await;
            tell(format_args!("{never:?}"));
            let tie = timeout(ms(1000), sleep(ms(1000))).await;
            tell(format_args!("{tie:?}"));
        });
    },
};

pub const YIELDS: Promise = Promise {
    says: "`yield_now` lets everybody who is ready have a turn, and no time \
           pass.",
    tried: "A and B tell their names and yield, twice.",
    should: &[
        "0.000 A", "0.000 B", "0.000 A", "0.000 B", "0.000 A", "0.000 B",
    ],
    play: || {
        run(async {
            let twice = async |name| {
                tell(name);
                yield_now().await;
                tell(name);
                yield_now().await;
                tell(name);
            };
            gather_tasks(["A", "B"].map(twice)).await;
        });
    },
};

async fn gather_tasks<F: Future<Output = ()> + 'static>(
    tasks: impl IntoIterator<Item = F>,
) {
    let tasks: Vec<_> = tasks.into_iter().map(create_task).collect();
    for task in tasks {
        let _ = task.await;
    }
}

pub const LOCKED: Promise = Promise {
    says: "A lock is for one at a time: first come, first served, and nobody \
           overtakes.",
    tried: "A, B and C want the lock at the same time, each for a second. A \
            wants it again as soon as it has given it back.",
    should: &["0.000 A", "1.000 B", "2.000 C", "3.000 A"],
    play: || {
        run(async {
            let lock = Rc::new(Lock::new(()));
            let tasks = [("A", 2), ("B", 1), ("C", 1)];
            gather_tasks(tasks.map(|(name, times)| {
                let lock = lock.clone();
                async move {
                    for _ in 0..times {
                        let _guard = lock.lock().await;
                        tell(name);
                        sleep(ms(1000)).await;
                    }
                }
            }))
            .await;
        });
    },
};

pub const PASSED_ON: Promise = Promise {
    says: "Whoever gives up waiting passes its turn on.",
    tried: "A holds a lock until second one. B and C wait for it. B is \
            cancelled at the very moment at which it is woken.",
    should: &["1.000 A gives it back", "1.000 C has it"],
    play: || {
        run(async {
            let lock = Rc::new(Lock::new(()));
            let guard = lock.lock().await;
            let wait = |name| {
                let lock = lock.clone();
                create_task(async move {
                    let _guard = lock.lock().await;
                    tell(format_args!("{name} has it"));
                })
            };
            let (b, c) = (wait("B"), wait("C"));
            sleep(ms(1000)).await;
            tell("A gives it back");
            drop(guard);
            b.cancel();
            let _ = c.await;
        });
    },
};

pub const ROOM: Promise = Promise {
    says: "A queue has room for so many: whoever puts more waits until \
           somebody gets.",
    tried: "A puts three into a queue with room for one. B gets one each \
            second.",
    should: &[
        "0.000 A has put 1",
        "1.000 B has got 1",
        "1.000 A has put 2",
        "2.000 B has got 2",
        "2.000 A has put 3",
        "3.000 B has got 3",
    ],
    play: || {
        run(async {
            let queue = Rc::new(Queue::new(1));
            let room = queue.clone();
            let a = create_task(async move {
                for item in 1..=3 {
                    room.put(item).await.expect("it is open");
                    tell(format_args!("A has put {item}"));
                }
            });
            for _ in 0..3 {
                sleep(ms(1000)).await;
                let item = queue.get().await.expect("it is open");
                tell(format_args!("B has got {item}"));
            }
            let _ = a.await;
        });
    },
};

pub const CLOSED: Promise = Promise {
    says: "When a queue is closed, all who wait are told: gets still take \
           what is there, and puts give their item back.",
    tried: "A queue with room for one holds an item. A and B wait to put, \
            and it is closed at second one. Main gets twice.",
    should: &[
        "1.000 main closes it",
        "1.000 A: Err(2)",
        "1.000 B: Err(3)",
        "1.000 main gets Some(1)",
        "1.000 main gets None",
    ],
    play: || {
        run(async {
            let queue = Rc::new(Queue::new(1));
            queue.put(1).await.expect("it is open");
            let put = |name, item| {
                let queue = queue.clone();
                create_task(async move {
                    let result = queue.put(item).await;
                    tell(format_args!("{name}: {result:?}"));
                })
            };
            let (a, b) = (put("A", 2), put("B", 3));
            sleep(ms(1000)).await;
            tell("main closes it");
            queue.close();
            let _ = (a.await, b.await);
            for _ in 0..2 {
                let item = queue.get().await;
                tell(format_args!("main gets {item:?}"));
            }
        });
    },
};

pub const COUNTED_DOWN: Promise = Promise {
    says: "A waiter lets all who wait go on when it has been notified so \
           many times, and not before.",
    tried: "A and B wait for three notifications. They come a second apart.",
    should: &["3.000 A", "3.000 B"],
    play: || {
        run(async {
            let waiter = Rc::new(Waiter::new(3));
            let wait = |name| {
                let waiter = waiter.clone();
                create_task(async move {
                    waiter.wait().await;
                    tell(name);
                })
            };
            let (a, b) = (wait("A"), wait("B"));
            for _ in 0..3 {
                sleep(ms(1000)).await;
                waiter.notify();
            }
            let _ = (a.await, b.await);
        });
    },
};

pub const SENT: Promise = Promise {
    says: "A oneshot gives one value, or tells that there will be none.",
    tried: "One sender sends after a second, another is dropped after two.",
    should: &["1.000 Some(42)", "2.000 None"],
    play: || {
        run(async {
            let (sender, receiver) = oneshot();
            drop(create_task(async move {
                sleep(ms(1000)).await;
                let _ = sender.send(42);
            }));
            let (dropped, nothing) = oneshot::<u32>();
            drop(create_task(async move {
                let _dropped = dropped;
                sleep(ms(2000)).await;
            }));
            let value = receiver.await;
            tell(format_args!("{value:?}"));
            let value = nothing.await;
            tell(format_args!("{value:?}"));
        });
    },
};

pub const CALLED: Promise = Promise {
    says: "Callbacks are called beside tasks, soon or later; the handle can \
           cancel the call, and dropping it does not.",
    tried: "A is to be called after a second, B soon, and C after two, but \
            C's call is cancelled.",
    should: &["0.000 B", "1.000 A", "3.000 main ends"],
    play: || {
        run(async {
            drop(call_later(ms(1000), || tell("A")));
            drop(call_soon(|| tell("B")));
            let call = call_later(ms(2000), || tell("C"));
            call.cancel();
            sleep(ms(3000)).await;
            tell("main ends");
        });
    },
};

pub const COUNTS: Promise = Promise {
    says: "An async iterator waits before each of its items, and then it is \
           at its end.",
    tried: "Main counts from 7 to 9, half a second each.",
    should: &["0.500 Some(7)", "1.000 Some(8)", "1.000 None"],
    play: || {
        run(async {
            let mut numbers = arange(7..9, ms(500));
            for _ in 0..3 {
                let next = numbers.next().await;
                tell(format_args!("{next:?}"));
            }
        });
    },
};
