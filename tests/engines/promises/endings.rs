//! What is dropped when, and what a `Drop` may do.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::task::Poll;

use futures_util::FutureExt;
use shared::clock;

use super::{Count, Log, OnDrop, ending, ms, panic_of, simulated};
use crate::unio;
use crate::unio::Status;

/// A task that waits until it is dropped, and then does something.
fn task_that_drops(f: impl FnMut() + 'static) -> unio::JoinHandle<()> {
    let on_drop = OnDrop(f);
    unio::create_task(async move {
        let _on_drop = on_drop;
        pending().await
    })
}

/// Brings a future to its first await, and drops it at the end of main.
async fn once_polled<F: Future>(future: F) {
    let _ = unio::timeout(ms(1), future).await;
}

#[test]
fn main_is_dropped_first_and_then_the_tasks() {
    let log = Log::new();
    simulated(async {
        for name in ["first task", "second task"] {
            let log = log.clone();
            drop(task_that_drops(move || log.add(name)));
        }
        unio::sleep(ms(1)).await;
        let _note = OnDrop(|| log.add("main's own"));
        unio::sleep(ms(1)).await;
    });
    let order = ["main's own", "first task", "second task"];
    assert_eq!(log.take(), order);
}

/// Slot by slot they are dropped: so the order tells that somebody lives
/// where somebody else has moved out.
#[test]
fn the_slot_of_a_task_that_is_done_has_a_new_tenant() {
    let log = Log::new();
    simulated(async {
        let first = unio::create_task(async {});
        for name in ["second", "third"] {
            let log = log.clone();
            drop(task_that_drops(move || log.add(name)));
        }
        first.await.expect("it ends");
        let in_task = log.clone();
        drop(task_that_drops(move || in_task.add("fourth")));
        unio::sleep(ms(1)).await;
    });
    assert_eq!(log.take(), ["fourth", "second", "third"]);
}

#[test]
fn what_main_holds_when_it_panics_is_dropped_first_too() {
    let log = Log::new();
    let message = panic_of(|| {
        simulated(async {
            let in_task = log.clone();
            drop(task_that_drops(move || in_task.add("task")));
            let _note = OnDrop(|| log.add("main's own"));
            unio::sleep(ms(1)).await;
            panic!("on purpose");
        });
    });
    assert_eq!(message, "on purpose");
    assert_eq!(log.take(), ["main's own", "task"]);
}

/// A future that owns something past its last poll.
fn main_that_drops<T>(
    output: T,
    f: impl FnMut(),
) -> impl Future<Output = T> {
    let (on_drop, mut output) = (OnDrop(f), Some(output));
    poll_fn(move |_| {
        let _owned = &on_drop;
        Poll::Ready(output.take().expect("one poll"))
    })
}

#[test]
fn the_loop_is_still_current_when_main_and_tasks_are_dropped() {
    let count = Count::default();
    let in_loop = |count: Count| {
        move || {
            drop(unio::sleep(ms(1)));
            unio::create_task(async {}).cancel();
            count.add();
        }
    };
    let in_task = in_loop(count.clone());
    simulated(async {
        drop(task_that_drops(in_task));
        main_that_drops((), in_loop(count.clone())).await;
    });
    simulated(main_that_drops((), in_loop(count.clone())));
    assert_eq!(count.get(), 3);
}

#[test]
fn a_task_created_at_the_end_is_dropped_at_once_and_cancelled() {
    let (polls, drops) = (Count::default(), Count::default());
    let handles = Log::new();
    let create = |who: &str| {
        let (polls, drops) = (polls.clone(), drops.clone());
        let (handles, who) = (handles.clone(), who.to_owned());
        move || {
            let before = drops.get();
            let note = drops.drops();
            let task = unio::create_task(polls.polls(async {
                drop(note);
            }));
            assert_eq!(drops.get(), before + 1, "{who}: at once");
            assert_eq!(task.status(), Status::Cancelled, "{who}");
            handles.add(task);
        }
    };
    clock::simulate();
    let in_task = create("a task's drop");
    unio::run(async {
        drop(task_that_drops(in_task));
        unio::yield_now().await;
    });
    unio::run(main_that_drops((), create("main's drop")));
    assert_eq!((polls.get(), drops.get()), (0, 2));
    unio::run(async {
        for handle in handles.take() {
            assert_eq!(ending(handle.await), "cancelled");
        }
    });
}

#[test]
fn a_drop_while_the_loop_runs_may_create_wake_and_cancel() {
    let done = Count::default();
    let created = done.clone();
    simulated(async {
        let (sender, receiver) = unio::oneshot();
        let other = unio::create_task(pending::<()>());
        let (mut sender, other) = (Some(sender), Rc::new(other));
        let seen = other.clone();
        let task = task_that_drops(move || {
            let created = created.clone();
            unio::create_task(async move { created.add() });
            sender.take().expect("one drop").send(7).unwrap();
            other.cancel();
        });
        unio::yield_now().await;
        task.cancel();
        assert_eq!(receiver.await, Some(7));
        unio::yield_now().await;
        assert_eq!(seen.status(), Status::Cancelled);
    });
    assert_eq!(done.get(), 1);
}

#[test]
fn a_drop_may_lock_and_unlock() {
    let lock = Rc::new(unio::Lock::new(0));
    let inside = lock.clone();
    let add = move || {
        let guard = inside.lock().now_or_never();
        *guard.expect("nobody holds it") += 1;
    };
    simulated(async {
        let task = task_that_drops(add.clone());
        unio::yield_now().await;
        task.cancel();
        unio::yield_now().await;
        assert_eq!(*lock.lock().await, 1);
        drop(task_that_drops(add));
        unio::yield_now().await;
    });
    assert_eq!(lock.lock().now_or_never().map(|guard| *guard), Some(2));
}

#[test]
fn tasks_that_wait_for_one_another_are_dropped_in_peace() {
    let lock = Rc::new(unio::Lock::new(()));
    let queue = Rc::new(unio::Queue::new(1));
    let drops = Count::default();
    simulated(async {
        for _ in 0..5 {
            let (lock, queue) = (lock.clone(), queue.clone());
            let note = drops.drops();
            unio::create_task(async move {
                let _note = note;
                let _guard = lock.lock().await;
                loop {
                    queue.put(1).await.unwrap();
                }
            });
        }
        let first = unio::create_task(pending::<()>());
        let second = unio::create_task(first);
        unio::create_task(second);
        unio::sleep(ms(1)).await;
    });
    assert_eq!(drops.get(), 5);
    assert_eq!(Rc::strong_count(&lock), 1);
}

#[test]
fn a_task_dropped_at_the_end_may_cancel_those_before_and_after() {
    let handles = Log::new();
    simulated(async {
        for _ in 0..3 {
            let all = handles.clone();
            handles.add(task_that_drops(move || {
                let handles: &Log<unio::JoinHandle<()>> = &all;
                for handle in handles.0.borrow().iter() {
                    handle.cancel();
                    handle.status();
                }
            }));
        }
        unio::sleep(ms(1)).await;
    });
    for handle in handles.take() {
        assert_eq!(handle.status(), Status::Cancelled);
    }
}

#[test]
fn a_panic_in_one_drop_does_not_keep_the_others_from_dropping() {
    let drops = Count::default();
    let message = panic_of(|| {
        simulated(async {
            for number in 1..4 {
                let drops = drops.clone();
                drop(task_that_drops(move || {
                    drops.add();
                    panic!("task {number}");
                }));
            }
            unio::sleep(ms(1)).await;
        });
    });
    assert_eq!((message.as_str(), drops.get()), ("task 1", 3));
    simulated(async {});
}

#[test]
fn a_panic_in_mains_drop_comes_before_those_of_tasks() {
    let drops = Count::default();
    let message = panic_of(|| {
        let in_task = drops.clone();
        let mut main = Box::pin(async {
            drop(task_that_drops(move || {
                in_task.add();
                panic!("task");
            }));
            unio::yield_now().await;
        });
        let panics = OnDrop(|| panic!("main"));
        simulated(poll_fn(move |cx| {
            let _owned = &panics;
            main.as_mut().poll(cx)
        }));
    });
    assert_eq!((message.as_str(), drops.get()), ("main", 1));
    simulated(async {});
}

#[test]
fn a_panic_of_mains_poll_comes_before_those_of_all_drops() {
    let message = panic_of(|| {
        let panics = OnDrop(|| panic!("main's drop"));
        let mut main = Box::pin(async {
            drop(task_that_drops(|| panic!("task's drop")));
            unio::yield_now().await;
            panic!("main's poll");
        });
        simulated(poll_fn(move |cx| -> Poll<()> {
            let _owned = &panics;
            main.as_mut().poll(cx)
        }));
    });
    assert_eq!(message, "main's poll");
    simulated(async {});
}

#[test]
fn a_panic_at_the_end_belongs_to_the_handle_if_there_is_one() {
    let task = simulated(async {
        let task = task_that_drops(|| panic!("on purpose"));
        unio::yield_now().await;
        task
    });
    assert_eq!(task.status(), Status::Panicked);
    assert_eq!(ending(simulated(task)), "on purpose");
}

#[test]
fn a_sleep_that_outlives_its_loop_keeps_no_waker() {
    let kept = Rc::new(RefCell::new(None));
    let (bell, waker) = super::Bell::new();
    // A handle keeps the loop, though it has ended.
    let handle = simulated(async {
        let mut sleep = Box::pin(unio::sleep(ms(5)));
        assert!(super::poll_with(sleep.as_mut(), &waker).is_pending());
        *kept.borrow_mut() = Some(sleep);
        unio::create_task(async {})
    });
    drop(waker);
    assert_eq!(std::sync::Arc::strong_count(&bell), 1);
    assert_eq!(bell.rings(), 0);
    drop((kept.take(), handle));
}

#[test]
fn a_waker_dropped_at_the_end_may_drop_and_wake() {
    simulated(async {
        let (sender, receiver) = unio::oneshot::<()>();
        let sender = Rc::new(RefCell::new(Some(sender)));
        let late = sender.clone();
        drop(task_that_drops(move || drop(late.take())));
        unio::create_task(once_polled(receiver));
        unio::yield_now().await;
    });
}
