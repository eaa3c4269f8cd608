//! From `create_task` to the outcome, and from loop to loop.

use std::cell::RefCell;
use std::future::pending;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Barrier;
use std::task::Waker;
use std::thread;

use shared::clock;

use super::{Count, ending, ms, panic_of, simulated};
use crate::unio;
use crate::unio::Status;

#[test]
fn run_returns_what_main_borrows_and_changes() {
    let text = String::from("borrowed");
    let mut changed = Vec::new();
    let word: &str = simulated(async {
        changed.push(1);
        unio::sleep(ms(1)).await;
        changed.push(2);
        &text[..6]
    });
    assert_eq!((word, changed), ("borrow", vec![1, 2]));
}

#[test]
fn a_handle_gives_the_output_whenever_it_is_asked() {
    simulated(async {
        let early = unio::create_task(async {
            unio::sleep(ms(5)).await;
            "early".to_owned()
        });
        let late = unio::create_task(async { vec![1, 2] });
        assert_eq!(early.await.unwrap(), "early");
        assert_eq!(late.await.unwrap(), [1, 2]);
    });
}

#[test]
fn only_the_last_who_polled_a_handle_is_woken() {
    simulated(async {
        let mut task = unio::create_task(unio::sleep(ms(5)));
        let (first, first_waker) = super::Bell::new();
        let (last, last_waker) = super::Bell::new();
        let mut task = std::pin::pin!(&mut task);
        for waker in [&first_waker, &last_waker] {
            assert!(super::poll_with(task.as_mut(), waker).is_pending());
        }
        unio::sleep(ms(10)).await;
        assert_eq!((first.rings(), last.rings()), (0, 1));
        assert!(super::poll_with(task, &last_waker).is_ready());
    });
}

#[test]
fn the_status_of_every_state() {
    simulated(async {
        let sleeper = unio::create_task(unio::sleep(ms(10)));
        assert_eq!(sleeper.status(), Status::Created);
        unio::yield_now().await;
        assert_eq!(sleeper.status(), Status::InProgress);
        sleeper.pause();
        assert_eq!(sleeper.status(), Status::Paused);
        assert!(!sleeper.is_finished());
        sleeper.resume();
        assert_eq!(sleeper.status(), Status::InProgress);
        unio::sleep(ms(20)).await;
        assert_eq!(sleeper.status(), Status::Finished);

        let cancelled = unio::create_task(pending::<()>());
        cancelled.cancel();
        assert_eq!(cancelled.status(), Status::Created);
        let panics = unio::create_task(async { panic!("on purpose") });
        unio::yield_now().await;
        assert_eq!(cancelled.status(), Status::Cancelled);
        assert_eq!(panics.status(), Status::Panicked);
        assert!(cancelled.is_finished() && panics.is_finished());
        assert_eq!(ending(cancelled.await), "cancelled");
        assert_eq!(ending(panics.await), "on purpose");
    });
}

#[test]
fn a_task_sees_itself_in_progress() {
    simulated(async {
        let handle = Rc::new(RefCell::new(None));
        let own = handle.clone();
        let look = async move {
            let own: &Option<unio::JoinHandle<Status>> = &own.borrow();
            own.as_ref().expect("a handle").status()
        };
        *handle.borrow_mut() = Some(unio::create_task(async {
            unio::yield_now().await;
            look.await
        }));
        unio::sleep(ms(1)).await;
        let task = handle.take().unwrap();
        assert_eq!(task.await.unwrap(), Status::InProgress);
    });
}

#[test]
fn a_run_inside_run_panics_and_the_outer_loop_goes_on() {
    simulated(async {
        let sleeper = unio::create_task(unio::sleep(ms(10)));
        let message = panic_of(|| unio::run(async { 1 }));
        assert!(message.contains("run inside run"), "{message}");
        let task = unio::create_task(async { unio::run(async { 1 }) });
        assert_eq!(ending(task.await), message);
        sleeper.await.unwrap();
        assert_eq!(clock::now(), ms(10));
    });
}

#[test]
fn outside_a_loop_one_clear_line_says_what_is_missing() {
    clock::simulate();
    let messages = [
        panic_of(|| unio::create_task(async {})),
        panic_of(|| {
            super::poll_with(pin!(unio::sleep(ms(1))), Waker::noop())
        }),
        panic_of(|| unio::call_soon(|| {})),
        panic_of(|| unio::call_later(ms(1), || {})),
    ];
    for message in messages {
        assert!(message.contains("needs a loop"), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

#[test]
fn after_the_loop_is_outside_again() {
    simulated(async {});
    let message = panic_of(|| unio::create_task(async {}));
    assert!(message.contains("create_task needs a loop"), "{message}");
}

#[test]
fn two_loops_run_on_two_threads() {
    let barrier = &Barrier::new(2);
    let play = |rounds| {
        simulated(async move {
            let task = unio::create_task(async move {
                for _ in 0..rounds {
                    unio::sleep(ms(1)).await;
                }
            });
            barrier.wait();
            task.await.unwrap();
            barrier.wait();
            clock::now()
        })
    };
    thread::scope(|scope| {
        let short = scope.spawn(|| play(10));
        let long = scope.spawn(|| play(1_000));
        assert_eq!(short.join().unwrap(), ms(10));
        assert_eq!(long.join().unwrap(), ms(1_000));
    });
}

#[test]
fn a_loop_wakes_a_task_of_another_threads_loop() {
    let (ping, pings) = async_channel::unbounded();
    let (pong, pongs) = async_channel::unbounded();
    let other = thread::spawn(move || {
        unio::run(async move {
            while let Ok(number) = pings.recv().await {
                pong.send(number + 1).await.unwrap();
            }
        });
    });
    unio::run(async move {
        for number in 0..1_000 {
            ping.send(number).await.unwrap();
            assert_eq!(pongs.recv().await, Ok(number + 1));
        }
    });
    other.join().unwrap();
}

#[test]
fn a_loop_runs_after_one_that_panicked() {
    let drops = Count::default();
    for _ in 0..3 {
        let message = panic_of(|| {
            simulated(async {
                let note = drops.drops();
                unio::create_task(async move {
                    let _note = note;
                    pending::<()>().await;
                });
                unio::sleep(ms(1)).await;
                panic!("on purpose");
            });
        });
        assert_eq!(message, "on purpose");
    }
    assert_eq!(drops.get(), 3);
    let sum = simulated(async {
        let tasks = [1, 2, 3].map(|n| unio::create_task(async move { n }));
        let sum: i32 =
            unio::gather(tasks).await.into_iter().flatten().sum();
        unio::sleep(ms(1)).await;
        sum
    });
    assert_eq!((sum, clock::now()), (6, ms(1)));
}

#[test]
fn a_handle_outlives_its_loop_with_the_outcome() {
    let (done, unfinished, unpolled) = simulated(async {
        let done = unio::create_task(async { "done" });
        let unfinished = unio::create_task(pending::<()>());
        unio::sleep(ms(1)).await;
        (done, unfinished, unio::create_task(async {}))
    });
    assert_eq!(done.status(), Status::Finished);
    assert_eq!(unfinished.status(), Status::Cancelled);
    assert!(unpolled.is_finished());
    unfinished.cancel();
    unfinished.pause();
    unfinished.resume();
    simulated(async {
        assert_eq!(done.await.unwrap(), "done");
        assert_eq!(ending(unfinished.await), "cancelled");
        assert_eq!(ending(unpolled.await), "cancelled");
    });
}

#[test]
fn a_handle_never_speaks_of_a_task_of_another_loop() {
    let old = simulated(async { unio::create_task(pending::<()>()) });
    simulated(async {
        let new = unio::create_task(async {
            unio::sleep(ms(1)).await;
            5
        });
        old.pause();
        old.cancel();
        unio::sleep(ms(2)).await;
        assert_eq!(new.status(), Status::Finished);
        assert_eq!(ending(old.await), "cancelled");
        assert_eq!(new.await.unwrap(), 5);
    });
}

#[test]
fn a_handle_never_speaks_of_the_next_task_in_the_slot() {
    simulated(async {
        let old = unio::create_task(async { 1 });
        unio::yield_now().await;
        let new = unio::create_task(async {
            unio::sleep(ms(1)).await;
            2
        });
        old.cancel();
        assert_eq!(old.await.unwrap(), 1);
        let newest = unio::create_task(async { 3 });
        assert_eq!(new.await.unwrap(), 2);
        assert_eq!(newest.await.unwrap(), 3);
    });
}

#[test]
fn the_outcome_that_nobody_asks_for_is_dropped() {
    let drops = Count::default();
    simulated(async {
        let [early, late, kept] = [0; 3].map(|_| {
            let output = drops.drops();
            unio::create_task(async move {
                unio::sleep(ms(1)).await;
                output
            })
        });
        drop(early);
        unio::sleep(ms(2)).await;
        assert_eq!(drops.get(), 1);
        drop(late);
        assert_eq!(drops.get(), 2);
        drop(kept.await.unwrap());
        assert_eq!(drops.get(), 3);
    });
}

#[test]
fn what_a_task_holds_is_gone_when_its_end_is_heard_of() {
    simulated(async {
        let held = Rc::new(());
        let inside = held.clone();
        let task = unio::create_task(async move {
            unio::sleep(ms(1)).await;
            drop(inside);
        });
        task.await.unwrap();
        assert_eq!(Rc::strong_count(&held), 1);
    });
}
