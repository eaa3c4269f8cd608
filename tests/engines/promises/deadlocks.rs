//! Everybody waits, and nobody is left to wake them.

use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::task::Poll;
use std::thread;

use super::{Count, ms, number_in, panic_of, simulated};
use crate::unio;

#[test]
fn main_alone_is_one_who_waits() {
    let message = panic_of(|| simulated(pending::<()>()));
    assert_eq!(number_in(&message), 1);
}

#[test]
fn a_deadlock_counts_paused_tasks_and_main_and_drops_everything() {
    let drops = Count::default();
    let message = panic_of(|| {
        simulated(async {
            let _note = drops.drops();
            for _ in 0..3 {
                let note = drops.drops();
                unio::create_task(async move {
                    let _note = note;
                    pending::<()>().await;
                });
            }
            let paused = unio::create_task(unio::sleep(ms(5)));
            unio::create_task(async {}).await.unwrap();
            let cancelled = unio::create_task(pending::<()>());
            cancelled.cancel();
            paused.pause();
            paused.await.unwrap();
        });
    });
    assert_eq!((number_in(&message), drops.get()), (5, 4));
    simulated(unio::sleep(ms(1)));
}

#[test]
fn a_task_that_waits_for_itself_is_a_deadlock() {
    let message = panic_of(|| {
        simulated(async {
            let lock = Rc::new(unio::Lock::new(()));
            let _held = lock.lock().await;
            let _again = lock.lock().await;
        });
    });
    assert_eq!(number_in(&message), 1);
}

#[test]
fn the_clock_reaches_the_last_timer_before_a_deadlock_is_told() {
    let message = panic_of(|| {
        simulated(async {
            unio::create_task(unio::sleep(ms(50)));
            pending::<()>().await;
        });
    });
    assert_eq!(number_in(&message), 1);
    assert_eq!(shared::clock::now(), ms(50));
}

#[test]
fn a_deadlock_tells_where_everybody_was_created_and_who_is_paused() {
    let mut line = line!();
    let message = panic_of(|| {
        simulated(async {
            line = line!() + 1;
            let paused = unio::create_task(async {});
            unio::create_task(pending::<()>());
            paused.pause();
            paused.await.unwrap();
        });
    });
    let told: Vec<_> = message.lines().skip(1).map(str::trim).collect();
    let here = file!().rsplit(['/', '\\']).next().expect("a name");
    let paused = format!("{here}:{line}:26 (paused)");
    let waits = format!("{here}:{}:13", line + 1);
    assert!(told[0].contains("mod.rs"), "main: {message}");
    assert!(told[1].ends_with(&paused), "{message}");
    assert!(told[2].ends_with(&waits), "{message}");
}

#[test]
fn in_real_time_the_loop_waits_for_a_wake_from_elsewhere() {
    let mut polls = 0;
    unio::run(poll_fn(|cx| {
        polls += 1;
        if polls == 2 {
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        thread::spawn(move || {
            thread::sleep(ms(50));
            waker.wake();
        });
        Poll::Pending
    }));
    assert_eq!(polls, 2);
}
