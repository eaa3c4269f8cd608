//! Everybody gets a turn.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use cpu_time::ThreadTime;

use super::{Log, ms, simulated};
use crate::unio;

/// A task that is always ready.
fn greedy() -> unio::JoinHandle<()> {
    unio::create_task(async {
        loop {
            unio::yield_now().await;
        }
    })
}

#[test]
fn who_yields_for_ever_does_not_starve_timers() {
    unio::run(async {
        for _ in 0..100 {
            greedy();
        }
        for _ in 0..10 {
            let worked = ThreadTime::now();
            unio::sleep(ms(5)).await;
            assert!(worked.elapsed() < ms(100));
        }
        assert!(unio::timeout(ms(5), greedy()).await.is_none());
    });
}

#[test]
fn who_yields_for_ever_does_not_starve_other_tasks() {
    simulated(async {
        greedy();
        let task = unio::create_task(async {
            for _ in 0..100 {
                unio::yield_now().await;
            }
            unio::create_task(async { 5 }).await.unwrap()
        });
        assert_eq!(task.await.unwrap(), 5);
    });
}

#[test]
fn who_yields_for_ever_does_not_starve_wakes_from_threads() {
    let flag = Arc::new(AtomicBool::new(false));
    let mut setter = Some(flag.clone());
    let wait = poll_fn(move |cx| {
        if let Some(flag) = setter.take() {
            let waker = cx.waker().clone();
            thread::spawn(move || {
                thread::sleep(ms(10));
                flag.store(true, Ordering::SeqCst);
                waker.wake();
            });
        }
        match flag.load(Ordering::SeqCst) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    });
    unio::run(async {
        for _ in 0..100 {
            greedy();
        }
        wait.await;
    });
}

#[test]
fn who_always_has_a_timer_due_does_not_starve_others() {
    let log = Log::new();
    simulated(async {
        let due = log.clone();
        unio::create_task(async move {
            for _ in 0..3 {
                unio::sleep(Duration::ZERO).await;
                due.add("due");
            }
        });
        for _ in 0..3 {
            unio::yield_now().await;
            log.add("ready");
        }
        unio::sleep(ms(1)).await;
    });
    let log = log.take();
    assert_eq!(log.iter().filter(|who| **who == "due").count(), 3);
    assert_eq!(log.iter().filter(|who| **who == "ready").count(), 3);
}

#[test]
fn a_thousand_ready_tasks_take_turns() {
    const ROUNDS: usize = 5;
    let log = Log::new();
    simulated(async {
        let tasks: Vec<_> = (0..1_000)
            .map(|i| {
                let log = log.clone();
                unio::create_task(async move {
                    for round in 0..ROUNDS {
                        log.add((round, i));
                        unio::yield_now().await;
                    }
                })
            })
            .collect();
        unio::gather(tasks).await;
    });
    let rounds =
        (0..ROUNDS).flat_map(|round| (0..1_000).map(move |i| (round, i)));
    assert_eq!(log.take(), rounds.collect::<Vec<_>>());
}

#[test]
fn main_has_no_more_turns_than_a_task() {
    let log = Log::new();
    simulated(async {
        for name in ["a", "b"] {
            let log = log.clone();
            unio::create_task(async move {
                for _ in 0..3 {
                    log.add(name);
                    unio::yield_now().await;
                }
            });
        }
        for _ in 0..3 {
            log.add("main ");
            unio::yield_now().await;
        }
    });
    assert_eq!(log.take().concat(), "main abmain abmain ab");
}
