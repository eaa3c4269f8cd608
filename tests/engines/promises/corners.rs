//! Where loops go wrong that are right everywhere else.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::panic::{self, AssertUnwindSafe, catch_unwind, panic_any};
use std::pin::pin;
use std::rc::Rc;
use std::sync::{Arc, Once};
use std::task::{Poll, Waker};
use std::thread;

use super::{Bell, Count, Log, ms, panic_of, poll_with, simulated};
use crate::unio;

#[test]
fn a_task_that_is_paused_and_resumed_while_it_is_ready_has_one_turn() {
    let log = Log::new();
    let speak = |name: &'static str| {
        let log = log.clone();
        unio::create_task(async move {
            for _ in 0..3 {
                log.add(name);
                unio::yield_now().await;
            }
        })
    };
    simulated(async {
        let tasks = [speak("a"), speak("b")];
        for _ in 0..5 {
            tasks[0].pause();
            tasks[0].resume();
        }
        unio::gather(tasks).await;
    });
    assert_eq!(log.take().concat(), "ababab");
}

#[test]
fn a_task_that_has_missed_its_turn_and_is_woken_again_has_one_turn() {
    let polls = Count::default();
    let kept = Rc::new(RefCell::new(Waker::noop().clone()));
    let keeper = kept.clone();
    simulated(async {
        let waits = poll_fn::<(), _>(move |cx| {
            keeper.replace(cx.waker().clone());
            Poll::Pending
        });
        let task = unio::create_task(polls.polls(waits));
        unio::yield_now().await;
        task.pause();
        for _ in 0..3 {
            kept.borrow().wake_by_ref();
            unio::yield_now().await;
        }
        assert_eq!(polls.get(), 1);
        kept.borrow().wake_by_ref();
        task.resume();
        unio::yield_now().await;
        unio::yield_now().await;
        assert_eq!(polls.get(), 2);
    });
}

#[test]
fn who_waits_after_the_last_notification_waits_behind_nobody() {
    simulated(async {
        let waiter = unio::Waiter::new(1);
        let mut not_polled = pin!(waiter.wait());
        let poll = poll_with(not_polled.as_mut(), Waker::noop());
        assert!(poll.is_pending());
        waiter.notify();
        waiter.wait().await;
    });
}

#[test]
fn who_waits_is_notified_though_the_first_in_line_is_not_polled() {
    simulated(async {
        let waiter = Rc::new(unio::Waiter::new(1));
        let wait = || {
            let waiter = waiter.clone();
            unio::create_task(async move { waiter.wait().await })
        };
        let (paused, behind) = (wait(), wait());
        unio::yield_now().await;
        paused.pause();
        waiter.notify();
        behind.await.unwrap();
    });
}

#[test]
fn who_asks_a_closed_and_empty_queue_waits_behind_nobody() {
    simulated(async {
        let queue = unio::Queue::<()>::new(1);
        let mut not_polled = pin!(queue.get());
        let poll = poll_with(not_polled.as_mut(), Waker::noop());
        assert!(poll.is_pending());
        queue.close();
        assert_eq!(queue.get().await, None);
    });
}

#[test]
fn who_puts_into_a_closed_queue_waits_behind_nobody() {
    simulated(async {
        let queue = unio::Queue::new(1);
        queue.put("tea").await.unwrap();
        let mut not_polled = pin!(queue.put("milk"));
        let poll = poll_with(not_polled.as_mut(), Waker::noop());
        assert!(poll.is_pending());
        let behind = async { queue.put("sugar").await };
        let mut behind = pin!(behind);
        let poll = poll_with(behind.as_mut(), Waker::noop());
        assert!(poll.is_pending());
        queue.close();
        assert_eq!(behind.await, Err("sugar"));
    });
}

#[test]
fn what_lies_in_a_closed_queue_still_goes_to_the_first_in_line() {
    simulated(async {
        let queue = Rc::new(unio::Queue::new(1));
        let get = || {
            let queue = queue.clone();
            unio::create_task(async move { queue.get().await })
        };
        let (first, second) = (get(), get());
        unio::yield_now().await;
        queue.put("tea").await.unwrap();
        queue.close();
        assert_eq!(second.await.unwrap(), None);
        assert_eq!(first.await.unwrap(), Some("tea"));
    });
}

#[test]
fn five_hundred_who_wait_in_one_task_are_told_at_once() {
    simulated(async {
        let waiter = Rc::new(unio::Waiter::new(1));
        let polls = Count::default();
        let mut waits: Vec<_> = (0..500)
            .map(|_| Box::pin(polls.polls(waiter.wait())))
            .collect();
        // They stand in line the other way round than they are polled in.
        for wait in waits.iter_mut().rev() {
            assert!(poll_with(wait.as_mut(), Waker::noop()).is_pending());
        }
        let notifier = waiter.clone();
        unio::create_task(async move { notifier.notify() });
        unio::gather(waits).await;
        assert_eq!(polls.get(), 3 * 500);
    });
}

/// From now on, a panic of this thread wakes somebody, as a hook does that
/// logs into a channel.
fn wake_at_a_panic(waker: Waker) {
    thread_local! {
        static WAKER: RefCell<Option<Waker>> = const { RefCell::new(None) };
    }
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            WAKER.with_borrow(|w| w.iter().for_each(Waker::wake_by_ref));
            report(info);
        }));
    });
    WAKER.set(Some(waker));
}

async fn own_waker() -> Waker {
    poll_fn(|cx| Poll::Ready(cx.waker().clone())).await
}

#[test]
fn a_panic_hook_may_wake_a_task_whatever_the_loop_panics_for() {
    let deadlock = panic_of(|| {
        simulated(async {
            wake_at_a_panic(own_waker().await);
            let message = panic_of(|| unio::run(async {}));
            assert!(message.starts_with("run inside run"), "{message}");
            let mut handle = unio::create_task(async {});
            (&mut handle).await.unwrap();
            let again = catch_unwind(AssertUnwindSafe(|| {
                poll_with(pin!(&mut handle), Waker::noop())
            }));
            assert!(again.is_err());
            pending::<()>().await;
        });
    });
    assert!(deadlock.starts_with("deadlock"), "{deadlock}");
}

/// Panics when it is dropped, with another one of its kind.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic_any(Bomb);
    }
}

#[test]
fn a_panic_that_panics_when_it_is_dropped_does_not_end_the_loop() {
    simulated(async {
        drop(unio::create_task(async { panic_any(Bomb) }));
        drop(unio::create_task(async { Bomb }));
        let cancelled = unio::create_task(async {
            let _bomb = Bomb;
            pending::<()>().await;
        });
        unio::yield_now().await;
        cancelled.cancel();
        drop(cancelled);
        unio::sleep(ms(1)).await;
    });
}

#[test]
fn bombs_that_go_off_at_the_end_leave_a_thread_on_which_a_loop_can_run() {
    let run = || {
        simulated(async {
            for _ in 0..3 {
                unio::create_task(async {
                    let _bomb = Bomb;
                    pending::<()>().await;
                });
            }
            unio::yield_now().await;
            Bomb
        })
    };
    let panic = catch_unwind(run).err().expect("the first of them");
    assert!(panic.is::<Bomb>());
    std::mem::forget(panic);
    assert_eq!(simulated(async { 6 * 7 }), 42);
}

#[test]
fn when_main_panics_its_panic_counts_whatever_goes_off_after_it() {
    let run = || {
        simulated(async {
            unio::create_task(async {
                let _bomb = Bomb;
                pending::<()>().await;
            });
            unio::yield_now().await;
            panic!("main");
        })
    };
    assert_eq!(panic_of(run), "main");
    simulated(async {});
}

#[test]
fn a_sleep_that_is_dropped_in_another_thread_rings_for_nobody() {
    simulated(async {
        let (bell, waker) = Bell::new();
        let mut sleep = Box::pin(unio::sleep(ms(5)));
        assert!(poll_with(sleep.as_mut(), &waker).is_pending());
        thread::spawn(move || drop(sleep)).join().unwrap();
        unio::sleep(ms(10)).await;
        assert_eq!(bell.rings(), 1);
        drop(waker);
        assert_eq!(Arc::strong_count(&bell), 1);
    });
}
