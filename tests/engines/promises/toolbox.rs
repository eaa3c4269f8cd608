//! What tasks use to wait for one another.

use std::cell::Cell;
use std::future::{pending, poll_fn, ready};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use cpu_time::ThreadTime;
use shared::clock;

use super::{Bell, Count, Log, ms, panic_of, poll_with, simulated};
use crate::unio;

#[test]
fn gather_returns_the_outputs_in_order() {
    simulated(async {
        let after = |millis, value| async move {
            unio::sleep(ms(millis)).await;
            value
        };
        let all = [after(3, "a"), after(1, "b"), after(2, "c")];
        assert_eq!(unio::gather(all).await, ["a", "b", "c"]);
        assert_eq!(clock::now(), ms(3));
        let none: [std::future::Ready<()>; 0] = [];
        assert!(unio::gather(none).await.is_empty());
    });
}

#[test]
fn gather_never_polls_a_child_that_is_done() {
    simulated(async {
        let polls = [0; 3].map(|_| Count::default());
        let children = [1, 2, 3]
            .into_iter()
            .zip(&polls)
            .map(|(n, p)| p.polls(unio::sleep(ms(n))));
        unio::gather(children).await;
        // All the unfinished ones are polled at each wake.
        assert_eq!(polls.each_ref().map(Count::get), [2, 3, 4]);
    });
}

#[test]
fn a_dropped_gather_or_race_drops_its_children() {
    simulated(async {
        let drops = Count::default();
        let child = |note| async move {
            let _note = note;
            pending::<()>().await;
        };
        let children = || [0; 3].map(|_| child(drops.drops()));
        let gather = unio::gather(children());
        assert!(unio::timeout(ms(1), gather).await.is_none());
        assert_eq!(drops.get(), 3);
        let race = unio::race(children());
        assert!(unio::timeout(ms(1), race).await.is_none());
        assert_eq!(drops.get(), 6);
    });
}

#[test]
fn a_race_gives_the_first_and_drops_the_others() {
    simulated(async {
        let drops = Count::default();
        let runner = |millis| {
            let note = drops.drops();
            async move {
                let _note = note;
                unio::sleep(ms(millis)).await;
                millis
            }
        };
        let winner = unio::race([3, 1, 2].map(runner)).await;
        assert_eq!((winner, drops.get(), clock::now()), (1, 3, ms(1)));
        assert_eq!(unio::race([5, 5].map(ready)).await, 5);
    });
}

#[test]
fn a_race_of_nobody_panics() {
    let none: [std::future::Ready<()>; 0] = [];
    let message = panic_of(|| simulated(unio::race(none)));
    assert!(message.contains("race"), "{message}");
}

#[test]
fn a_oneshot_brings_one_value_or_none() {
    simulated(async {
        let (sender, receiver) = unio::oneshot();
        unio::call_later(ms(5), || sender.send("late").unwrap());
        assert_eq!(receiver.await, Some("late"));
        assert_eq!(clock::now(), ms(5));

        let (sender, receiver) = unio::oneshot();
        sender.send("early").unwrap();
        assert_eq!(receiver.await, Some("early"));

        let (sender, receiver) = unio::oneshot::<()>();
        unio::call_later(ms(5), || drop(sender));
        assert_eq!(receiver.await, None);

        let (sender, receiver) = unio::oneshot();
        drop(receiver);
        assert_eq!(sender.send("in vain"), Err("in vain"));
    });
}

#[test]
fn a_oneshot_nobody_receives_gives_the_value_back_or_drops_it() {
    simulated(async {
        let (sender, receiver) = unio::oneshot();
        let task = unio::create_task(receiver);
        unio::yield_now().await;
        task.cancel();
        unio::yield_now().await;
        assert_eq!(sender.send(1), Err(1));
        let drops = Count::default();
        let (sender, receiver) = unio::oneshot();
        assert!(sender.send(drops.drops()).is_ok());
        drop(receiver);
        assert_eq!(drops.get(), 1);
    });
}

#[test]
fn a_waiter_waits_for_all_its_notifications() {
    simulated(async {
        let waiter = Rc::new(unio::Waiter::new(3));
        let done = Count::default();
        for _ in 0..5 {
            let (waiter, done) = (waiter.clone(), done.clone());
            unio::create_task(async move {
                waiter.wait().await;
                done.add();
            });
        }
        for missing in [3, 2, 1] {
            unio::sleep(ms(1)).await;
            assert_eq!(done.get(), 0, "{missing} are missing");
            waiter.notify();
        }
        unio::sleep(ms(1)).await;
        assert_eq!(done.get(), 5);
        // It stays open, however often it is notified.
        waiter.notify();
        waiter.wait().await;
        unio::Waiter::new(0).wait().await;
    });
}

#[test]
fn a_cancelled_wait_does_not_hold_up_the_others() {
    simulated(async {
        let waiter = Rc::new(unio::Waiter::new(1));
        let wait = || {
            let waiter = waiter.clone();
            unio::create_task(async move { waiter.wait().await })
        };
        let [first, second, third] = [wait(), wait(), wait()];
        unio::yield_now().await;
        second.cancel();
        waiter.notify();
        // It has been woken, and will not come.
        first.cancel();
        third.await.unwrap();
    });
}

#[test]
fn a_lock_lets_one_in_at_a_time_in_order() {
    let log = Log::new();
    simulated(async {
        let lock = Rc::new(unio::Lock::new(0));
        let tasks: Vec<_> = (0..10)
            .map(|i| {
                let (lock, log) = (lock.clone(), log.clone());
                unio::create_task(async move {
                    let mut guard = lock.lock().await;
                    let before = *guard;
                    unio::sleep(ms(1)).await;
                    *guard = before + 1;
                    log.add(i);
                })
            })
            .collect();
        unio::gather(tasks).await;
        assert_eq!((*lock.lock().await, clock::now()), (10, ms(10)));
    });
    assert_eq!(log.take(), (0..10).collect::<Vec<_>>());
}

#[test]
fn nobody_overtakes_at_a_lock_that_is_free_for_a_moment() {
    let log = Log::new();
    simulated(async {
        let lock = Rc::new(unio::Lock::new(()));
        let guard = lock.lock().await;
        let (waits, waiting) = (lock.clone(), log.clone());
        unio::create_task(async move {
            let _guard = waits.lock().await;
            waiting.add("who waited");
        });
        unio::yield_now().await;
        drop(guard);
        // The one who waits has not had its turn yet.
        let _guard = lock.lock().await;
        log.add("who came later");
    });
    assert_eq!(log.take(), ["who waited", "who came later"]);
}

#[test]
fn a_cancelled_waiter_passes_its_turn_on() {
    simulated(async {
        let lock = Rc::new(unio::Lock::new(()));
        let guard = lock.lock().await;
        let wait = || {
            let lock = lock.clone();
            unio::create_task(async move { drop(lock.lock().await) })
        };
        let [first, second, third] = [wait(), wait(), wait()];
        unio::yield_now().await;
        second.cancel();
        drop(guard);
        // It has been woken, and will not come.
        first.cancel();
        third.await.unwrap();
        assert!(first.is_finished() && second.is_finished());
    });
}

#[test]
fn a_cancelled_holder_gives_the_lock_free() {
    simulated(async {
        let lock = Rc::new(unio::Lock::new(5));
        let held = lock.clone();
        let holder = unio::create_task(async move {
            let _guard = held.lock().await;
            pending::<()>().await;
        });
        unio::yield_now().await;
        holder.cancel();
        assert_eq!(*lock.lock().await, 5);
    });
}

#[test]
fn the_last_waker_counts_in_a_line() {
    simulated(async {
        let lock = unio::Lock::new(());
        let guard = lock.lock().await;
        let (first, first_waker) = Bell::new();
        let (last, last_waker) = Bell::new();
        let mut wait = pin!(lock.lock());
        assert!(poll_with(wait.as_mut(), &first_waker).is_pending());
        assert!(poll_with(wait.as_mut(), &last_waker).is_pending());
        drop(guard);
        assert_eq!((first.rings(), last.rings()), (0, 1));
        assert!(poll_with(wait.as_mut(), &last_waker).is_ready());
    });
}

const CROWD: usize = 100_000;

type Waits<'a> = Vec<Option<Pin<Box<dyn Future<Output = ()> + 'a>>>>;

/// A crowd at a lock that is held.
fn crowd(lock: &unio::Lock<()>) -> Waits<'_> {
    let (_, waker) = Bell::new();
    let wait = |_| {
        let mut wait = Box::pin(async { drop(lock.lock().await) });
        assert!(poll_with(wait.as_mut(), &waker).is_pending());
        Some(wait as Pin<Box<dyn Future<Output = ()> + '_>>)
    };
    (0..CROWD).map(wait).collect()
}

#[test]
fn a_crowd_at_a_lock_leaves_in_any_order_quickly() {
    let forwards: fn(usize) -> usize = |i| i;
    let backwards: fn(usize) -> usize = |i| CROWD - 1 - i;
    let mixed: fn(usize) -> usize = |i| i * 7_919 % CROWD;
    for order in [forwards, backwards, mixed] {
        simulated(async {
            let lock = unio::Lock::new(());
            let guard = lock.lock().await;
            let mut waits = crowd(&lock);
            let start = ThreadTime::now();
            for i in (0..CROWD).map(order) {
                assert!(waits[i].take().is_some());
            }
            // A walk along the line for each would take minutes.
            assert!(start.elapsed().as_secs() < 5);
            drop(guard);
            drop(lock.lock().await);
        });
    }
}

#[test]
fn a_crowd_of_tasks_at_a_lock_is_cancelled_quickly() {
    simulated(async {
        let lock = Rc::new(unio::Lock::new(()));
        let guard = lock.lock().await;
        let tasks: Vec<_> = (0..CROWD)
            .map(|_| {
                let lock = lock.clone();
                unio::create_task(async move { drop(lock.lock().await) })
            })
            .collect();
        unio::yield_now().await;
        let start = ThreadTime::now();
        tasks.iter().rev().for_each(unio::JoinHandle::cancel);
        unio::yield_now().await;
        assert!(tasks.iter().all(unio::JoinHandle::is_finished));
        assert!(start.elapsed().as_secs() < 5);
        drop(guard);
        drop(lock.lock().await);
    });
}

#[test]
fn arange_counts_and_sleeps_before_each_number() {
    simulated(async {
        let mut numbers = unio::arange(2..5, ms(10));
        let mut seen = Vec::new();
        while let Some(number) = numbers.next().await {
            seen.push((number, clock::now()));
        }
        assert_eq!(seen, [(2, ms(10)), (3, ms(20)), (4, ms(30))]);
        assert_eq!(numbers.next().await, None);
        assert_eq!(clock::now(), ms(30));
    });
}

#[test]
fn callbacks_and_tasks_run_on_one_loop_in_order() {
    let log = Log::new();
    simulated(async {
        let entry = |name| {
            let log = log.clone();
            move || log.add((name, clock::now().as_millis()))
        };
        unio::call_later(ms(2), entry("later"));
        unio::call_later(ms(1), entry("sooner"));
        unio::call_soon(entry("soon"));
        let task = entry("task");
        unio::create_task(async move { task() });
        unio::call_soon(entry("last"));
        unio::sleep(ms(5)).await;
    });
    let order = [
        ("soon", 0),
        ("task", 0),
        ("last", 0),
        ("sooner", 1),
        ("later", 2),
    ];
    assert_eq!(log.take(), order);
}

#[test]
fn a_callback_is_cancelled_by_its_handle_and_not_by_dropping_it() {
    let calls = Rc::new(Cell::new(0));
    simulated(async {
        let call = |value: i32| {
            let calls = calls.clone();
            move || calls.set(calls.get() + value)
        };
        unio::call_soon(call(1)).cancel();
        unio::call_later(ms(5), call(10)).cancel();
        drop(unio::call_soon(call(100)));
        drop(unio::call_later(ms(5), call(1_000)));
        let later = unio::call_later(ms(5), call(10_000));
        unio::sleep(ms(4)).await;
        later.cancel();
        unio::sleep(ms(10)).await;
    });
    assert_eq!(calls.get(), 1_100);
}

#[test]
fn call_later_counts_from_the_call() {
    let called = Rc::new(Cell::new(ms(0)));
    simulated(async {
        let seen = called.clone();
        unio::call_later(ms(5), move || seen.set(clock::now()));
        // The loop is busy until it can look at the call.
        clock::sleep(ms(3));
        unio::sleep(ms(10)).await;
    });
    assert_eq!(called.get(), ms(5));
}

#[test]
fn a_callback_may_call_again_and_starves_nobody() {
    let calls = Count::default();
    fn again(calls: Count) {
        calls.add();
        unio::call_soon(move || again(calls));
    }
    simulated(async {
        again(calls.clone());
        for _ in 0..10 {
            unio::yield_now().await;
        }
        assert!((9..=11).contains(&calls.get()), "{}", calls.get());
        poll_fn(|_| Poll::Ready(())).await;
    });
}
