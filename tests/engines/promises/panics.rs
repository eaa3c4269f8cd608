//! A panic is the business of whoever waits for the task.

use std::future::pending;

use super::{Count, OnDrop, ending, message, ms, panic_of, simulated};
use crate::unio;

#[test]
fn only_its_handle_learns_of_a_panic_in_a_task() {
    simulated(async {
        let before = unio::create_task(unio::sleep(ms(5)));
        let panics = unio::create_task(async {
            unio::sleep(ms(1)).await;
            panic!("on purpose");
        });
        let after = unio::create_task(unio::sleep(ms(5)));
        assert_eq!(ending::<()>(panics.await), "on purpose");
        before.await.unwrap();
        after.await.unwrap();
    });
}

#[test]
fn the_loop_goes_on_if_a_task_without_handle_panics() {
    let drops = Count::default();
    simulated(async {
        let note = drops.drops();
        drop(unio::create_task(async move {
            let _note = note;
            unio::yield_now().await;
            panic!("on purpose");
        }));
        unio::sleep(ms(5)).await;
        assert_eq!(drops.get(), 1);
    });
}

#[test]
fn the_payload_arrives_whatever_it_is() {
    simulated(async {
        let task = unio::create_task(async {
            std::panic::panic_any(42_u8);
        });
        let Err(unio::JoinError::Panicked(panic)) = task.await else {
            panic!("it should have panicked");
        };
        assert_eq!(panic.downcast_ref(), Some(&42_u8));
    });
}

#[test]
fn an_error_says_what_happened() {
    simulated(async {
        let panics = unio::create_task(async { panic!("on purpose") });
        let cancelled = unio::create_task(pending::<()>());
        cancelled.cancel();
        let error: Box<dyn std::error::Error> =
            Box::new(panics.await.unwrap_err());
        assert_eq!(error.to_string(), "the task panicked");
        let error = cancelled.await.unwrap_err();
        assert_eq!(error.to_string(), "the task was cancelled");
    });
}

#[test]
fn a_panic_in_a_tasks_drop_is_its_ending() {
    simulated(async {
        let panics = OnDrop(|| panic!("in drop"));
        // The future itself owns it, so it is dropped after the output.
        let mut owned = Some(panics);
        let task = unio::create_task(std::future::poll_fn(move |_| {
            let _owned = &mut owned;
            std::task::Poll::Ready(5)
        }));
        assert_eq!(ending(task.await), "in drop");
        unio::sleep(ms(1)).await;
    });
}

#[test]
fn a_panic_in_the_drop_of_an_output_stays_out_of_the_loop() {
    simulated(async {
        drop(unio::create_task(async { OnDrop(|| panic!("output")) }));
        unio::sleep(ms(1)).await;
        let late = unio::create_task(async { OnDrop(|| panic!("output")) });
        unio::sleep(ms(1)).await;
        assert_eq!(panic_of(|| drop(late)), "output");
        unio::sleep(ms(1)).await;
    });
}

#[test]
fn a_panic_in_main_comes_after_everything_is_dropped() {
    let drops = Count::default();
    let result = std::panic::catch_unwind(|| {});
    assert!(result.is_ok());
    let in_task = drops.drops();
    let seen = panic_of(|| {
        simulated(async {
            let _note = drops.drops();
            unio::create_task(async move {
                let _note = in_task;
                pending::<()>().await;
            });
            unio::sleep(ms(1)).await;
            panic!("on purpose");
        });
    });
    assert_eq!((seen.as_str(), drops.get()), ("on purpose", 2));
}

#[test]
fn the_payload_of_mains_panic_is_kept() {
    let panic = std::panic::catch_unwind(|| {
        simulated(async { std::panic::panic_any(42_u8) });
    });
    assert_eq!(panic.unwrap_err().downcast_ref(), Some(&42_u8));
}

#[test]
fn the_loop_goes_on_after_a_panic_in_a_callback() {
    simulated(async {
        let calls = Count::default();
        let (soon, later) = (calls.clone(), calls.clone());
        unio::call_soon(|| panic!("soon"));
        unio::call_soon(move || soon.add());
        unio::call_later(ms(1), || panic!("later"));
        unio::call_later(ms(1), move || later.add());
        unio::sleep(ms(5)).await;
        assert_eq!(calls.get(), 2);
    });
}

#[test]
fn a_panic_may_be_passed_on_by_whoever_joins() {
    simulated(async {
        let inner = unio::create_task(async { panic!("inner") });
        let outer = unio::create_task(async {
            if let Err(unio::JoinError::Panicked(panic)) = inner.await {
                std::panic::resume_unwind(panic);
            }
        });
        let Err(unio::JoinError::Panicked(panic)) = outer.await else {
            panic!("it should have panicked");
        };
        assert_eq!(message(&*panic), "inner");
    });
}

#[test]
fn a_panic_while_a_lock_is_held_gives_the_lock_free() {
    simulated(async {
        let lock = std::rc::Rc::new(unio::Lock::new(1));
        let held = lock.clone();
        unio::create_task(async move {
            let mut guard = held.lock().await;
            *guard = 2;
            unio::sleep(ms(1)).await;
            panic!("on purpose");
        });
        unio::yield_now().await;
        assert_eq!(*lock.lock().await, 2);
    });
}
