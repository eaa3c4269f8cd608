//! Pausing a task, and letting it go on.

use std::future::pending;

use shared::clock;

use super::{Count, Log, ending, ms, simulated};
use crate::unio;
use crate::unio::Status;

#[test]
fn a_pause_takes_effect_at_the_next_poll() {
    simulated(async {
        let steps = Count::default();
        let counted = steps.clone();
        let task = unio::create_task(async move {
            loop {
                counted.add();
                unio::yield_now().await;
            }
        });
        unio::yield_now().await;
        assert_eq!(steps.get(), 1);
        task.pause();
        unio::sleep(ms(10)).await;
        assert_eq!((steps.get(), task.status()), (1, Status::Paused));
        task.resume();
        unio::yield_now().await;
        assert_eq!((steps.get(), task.status()), (2, Status::InProgress));
        task.cancel();
    });
}

#[test]
fn a_task_may_be_paused_before_its_first_poll() {
    simulated(async {
        let polls = Count::default();
        let task = unio::create_task(polls.polls(async { 5 }));
        task.pause();
        unio::sleep(ms(10)).await;
        assert_eq!((polls.get(), task.status()), (0, Status::Paused));
        task.resume();
        assert_eq!(task.status(), Status::Created);
        assert_eq!(task.await.unwrap(), 5);
    });
}

#[test]
fn a_task_may_pause_itself() {
    simulated(async {
        let (sender, receiver) = unio::oneshot::<()>();
        let polls = Count::default();
        let task = unio::create_task(polls.polls(async move {
            receiver.await;
        }));
        unio::yield_now().await;
        task.pause();
        sender.send(()).unwrap();
        unio::sleep(ms(1)).await;
        assert!(!task.is_finished());
        task.resume();
        task.await.unwrap();
        assert_eq!(polls.get(), 2);
    });
}

#[test]
fn wakes_and_due_timers_are_remembered_as_one() {
    simulated(async {
        let polls = Count::default();
        let three = unio::gather([1, 2, 3].map(|n| unio::sleep(ms(n))));
        let task = unio::create_task(polls.polls(three));
        unio::yield_now().await;
        task.pause();
        unio::sleep(ms(10)).await;
        assert_eq!(polls.get(), 1);
        task.resume();
        task.await.unwrap();
        assert_eq!((polls.get(), clock::now()), (2, ms(10)));
    });
}

#[test]
fn paused_time_counts_towards_a_sleep() {
    simulated(async {
        let task = unio::create_task(async {
            unio::sleep(ms(10)).await;
            clock::now()
        });
        unio::yield_now().await;
        task.pause();
        unio::sleep(ms(4)).await;
        task.resume();
        assert_eq!(task.await.unwrap(), ms(10));
    });
}

#[test]
fn whoever_resumes_unwoken_is_not_polled() {
    simulated(async {
        let polls = Count::default();
        let task = unio::create_task(polls.polls(pending::<()>()));
        unio::yield_now().await;
        for _ in 0..3 {
            task.pause();
            task.pause();
            unio::yield_now().await;
            task.resume();
            task.resume();
            unio::yield_now().await;
        }
        assert_eq!(polls.get(), 1);
    });
}

#[test]
fn a_resume_without_a_pause_gives_no_second_turn() {
    simulated(async {
        let log = Log::new();
        let tasks = ["a", "b", "c"].map(|name| {
            let log = log.clone();
            unio::create_task(async move {
                for _ in 0..3 {
                    log.add(name);
                    unio::yield_now().await;
                }
            })
        });
        for _ in 0..4 {
            tasks[0].resume();
            tasks[0].resume();
            unio::yield_now().await;
        }
        assert_eq!(log.take().concat(), "abcabcabc");
    });
}

#[test]
fn a_cancel_ends_a_paused_task_and_a_pause_does_not_stop_it() {
    simulated(async {
        let task = unio::create_task(pending::<()>());
        task.pause();
        task.cancel();
        task.pause();
        unio::yield_now().await;
        assert_eq!(task.status(), Status::Cancelled);
        task.pause();
        assert_eq!(task.status(), Status::Cancelled);
        assert_eq!(ending(task.await), "cancelled");
    });
}

#[test]
fn a_task_that_is_over_cannot_be_paused() {
    simulated(async {
        let task = unio::create_task(async { 5 });
        unio::yield_now().await;
        task.pause();
        assert_eq!(task.status(), Status::Finished);
        task.resume();
        assert_eq!(task.await.unwrap(), 5);
    });
}
