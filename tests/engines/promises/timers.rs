//! Sleeping, and being woken on time.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Wake, Waker};
use std::time::{Duration, Instant};

use shared::clock;

use super::{Bell, Count, Log, ms, panic_of, poll_with, simulated};
use crate::unio;

#[test]
fn a_simulated_sleep_ends_at_its_deadline_exactly() {
    simulated(async {
        for delay in [1, 7, 1_000, 3_600_000].map(ms) {
            let start = clock::now();
            unio::sleep(delay).await;
            assert_eq!(clock::now(), start + delay);
        }
        let nano = Duration::from_nanos(1);
        let start = clock::now();
        unio::sleep(nano).await;
        assert_eq!(clock::now(), start + nano);
    });
}

#[test]
fn a_real_sleep_is_never_early() {
    unio::run(async {
        let sleeps = (0..200).map(|i| {
            unio::create_task(async move {
                let delay = Duration::from_micros(i * 137);
                let start = Instant::now();
                let deadline = clock::now() + delay;
                unio::sleep(delay).await;
                assert!(start.elapsed() >= delay, "{delay:?}");
                assert!(clock::now() >= deadline, "{delay:?}");
            })
        });
        for task in sleeps.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    });
}

#[test]
fn a_sleep_counts_from_its_call_not_from_its_first_poll() {
    simulated(async {
        let sleep = unio::sleep(ms(10));
        unio::sleep(ms(4)).await;
        sleep.await;
        assert_eq!(clock::now(), ms(10));
    });
}

#[test]
fn sleep_until_waits_for_a_time_of_the_clock() {
    simulated(async {
        unio::sleep_until(ms(10)).await;
        assert_eq!(clock::now(), ms(10));
        // It is over already: nobody waits.
        unio::sleep_until(ms(3)).await;
        assert_eq!(clock::now(), ms(10));
    });
}

#[test]
fn the_longest_sleep_is_never_over_and_overflows_nothing() {
    simulated(async {
        unio::sleep(ms(5)).await;
        let long = unio::create_task(unio::sleep(Duration::MAX));
        let until = unio::sleep_until(Duration::MAX);
        let until = unio::create_task(until);
        let never = pending::<()>();
        let limit = unio::timeout(Duration::MAX, never);
        let limit = unio::create_task(limit);
        unio::sleep(Duration::from_secs(100 * 365 * 24 * 3600)).await;
        assert!(!long.is_finished() && !until.is_finished());
        assert!(!limit.is_finished());
    });
    let alone = || simulated(unio_sleep_max());
    assert!(panic_of(alone).contains("deadlock"));
}

async fn unio_sleep_max() {
    unio::sleep(Duration::MAX).await;
}

#[test]
fn at_one_deadline_whoever_was_polled_first_is_woken_first() {
    let log = Log::new();
    simulated(async {
        let early: Vec<_> = (0..5).map(|_| unio::sleep(ms(10))).collect();
        // Made in one order, polled in another.
        for (i, sleep) in (0..5).zip(early).rev() {
            let log = log.clone();
            unio::create_task(async move {
                sleep.await;
                log.add(i);
            });
        }
        unio::sleep(ms(4)).await;
        let log = log.clone();
        unio::create_task(async move {
            unio::sleep(ms(6)).await;
            log.add(5);
        });
        unio::sleep(ms(10)).await;
    });
    assert_eq!(log.take(), [4, 3, 2, 1, 0, 5]);
}

#[test]
fn a_second_poll_keeps_the_place_among_equals() {
    let log = Log::new();
    simulated(async {
        let mut tasks = Vec::new();
        for i in 0..3 {
            let log = log.clone();
            tasks.push(unio::create_task(async move {
                let mut sleep = pin!(unio::sleep(ms(10)));
                // The first one is polled again, later than the others.
                for _ in i..3 {
                    let poll = futures_util::poll!(&mut sleep);
                    assert!(poll.is_pending());
                    unio::yield_now().await;
                }
                sleep.await;
                log.add(i);
            }));
        }
        unio::gather(tasks).await;
    });
    assert_eq!(log.take(), [0, 1, 2]);
}

#[test]
fn only_the_waker_of_the_last_poll_is_woken() {
    simulated(async {
        let (first, first_waker) = Bell::new();
        let (last, last_waker) = Bell::new();
        let mut sleep = pin!(unio::sleep(ms(5)));
        assert!(poll_with(sleep.as_mut(), &first_waker).is_pending());
        assert!(poll_with(sleep.as_mut(), &last_waker).is_pending());
        drop(first_waker);
        assert_eq!(Arc::strong_count(&first), 1, "it is forgotten");
        unio::sleep(ms(10)).await;
        assert_eq!((first.rings(), last.rings()), (0, 1));
        assert!(poll_with(sleep.as_mut(), &last_waker).is_ready());
        unio::sleep(ms(10)).await;
        assert_eq!(last.rings(), 1);
    });
}

#[test]
fn a_sleep_may_move_to_another_task() {
    simulated(async {
        let mut sleep = Box::pin(unio::sleep(ms(5)));
        assert!(futures_util::poll!(&mut sleep).is_pending());
        let polls = Count::default();
        let task = unio::create_task(polls.polls(sleep));
        let me = Count::default();
        me.polls(unio::sleep(ms(10))).await;
        assert!(task.is_finished());
        assert_eq!((polls.get(), me.get()), (2, 2));
    });
}

#[test]
fn a_sleep_of_zero_yields_once() {
    let log = Log::new();
    simulated(async {
        let other = log.clone();
        unio::create_task(async move { other.add("other") });
        let polls = Count::default();
        polls.polls(unio::sleep(Duration::ZERO)).await;
        log.add("me");
        assert_eq!((polls.get(), clock::now()), (2, ms(0)));
        let limit = unio::timeout(Duration::ZERO, pending::<()>());
        assert_eq!(limit.await, None);
    });
    assert_eq!(log.take(), ["other", "me"]);
}

#[test]
fn a_dropped_sleep_is_gone_at_once() {
    simulated(async {
        let (bell, waker) = Bell::new();
        let mut sleep = Box::pin(unio::sleep(ms(5)));
        assert!(poll_with(sleep.as_mut(), &waker).is_pending());
        drop(waker);
        assert_eq!(Arc::strong_count(&bell), 2);
        drop(sleep);
        assert_eq!(Arc::strong_count(&bell), 1);
        unio::sleep(ms(10)).await;
        assert_eq!(bell.rings(), 0);
    });
}

#[test]
fn a_dropped_sleep_does_not_hold_up_a_deadlock() {
    let message = panic_of(|| {
        simulated(async {
            assert!(unio::timeout(ms(1_000), async {}).await.is_some());
            let mut sleep = Box::pin(unio::sleep(ms(2_000)));
            assert!(futures_util::poll!(&mut sleep).is_pending());
            drop(sleep);
            pending::<()>().await;
        });
    });
    assert!(message.contains("deadlock"), "{message}");
    assert_eq!(clock::now(), ms(0));
}

#[test]
fn a_sleep_that_is_over_stays_over() {
    simulated(async {
        let mut sleep = pin!(unio::sleep(ms(5)));
        (&mut sleep).await;
        for _ in 0..3 {
            assert!(futures_util::poll!(&mut sleep).is_ready());
        }
    });
}

type Sleeps = Vec<Pin<Box<unio::Sleep>>>;

thread_local! {
    static OTHERS: RefCell<Sleeps> = const { RefCell::new(Vec::new()) };
}

/// A waker that drops what sleeps beside it.
struct Axe;

impl Wake for Axe {
    fn wake(self: Arc<Self>) {
        drop(OTHERS.take());
    }
}

#[test]
fn a_waker_that_drops_other_timers_keeps_them_from_waking() {
    simulated(async {
        let (bell, waker) = Bell::new();
        let axe = Waker::from(Arc::new(Axe));
        let mut first = pin!(unio::sleep(ms(5)));
        assert!(poll_with(first.as_mut(), &axe).is_pending());
        let mut others: Sleeps = Vec::new();
        for millis in [5, 5, 5, 7] {
            let mut sleep = Box::pin(unio::sleep(ms(millis)));
            assert!(poll_with(sleep.as_mut(), &waker).is_pending());
            others.push(sleep);
        }
        OTHERS.set(others);
        unio::sleep(ms(10)).await;
        assert_eq!(bell.rings(), 0);
        drop(waker);
        assert_eq!(Arc::strong_count(&bell), 1);
    });
}

/// Rings a bell. It is as large as what wakes a task.
struct Cord(Arc<Bell>, #[expect(dead_code)] usize);

impl Wake for Cord {
    fn wake(self: Arc<Self>) {
        self.0.clone().wake();
    }
}

/// A waker that lets others fall asleep, between the turns of tasks.
#[derive(Default)]
struct Lullaby(Mutex<Vec<Arc<Bell>>>);

impl Wake for Lullaby {
    fn wake(self: Arc<Self>) {
        for _ in 0..100 {
            let bell = Arc::new(Bell::default());
            let waker = Arc::new(Cord(bell.clone(), 0)).into();
            let mut sleep = Box::pin(unio::sleep(ms(1)));
            assert!(poll_with(sleep.as_mut(), &waker).is_pending());
            OTHERS.with_borrow_mut(|others| others.push(sleep));
            self.0.lock().unwrap().push(bell);
        }
    }
}

/// The new wakers may lie in memory where that task's waker lay.
#[test]
fn who_falls_asleep_after_a_task_has_ended_is_not_taken_for_it() {
    let lullaby = Arc::new(Lullaby::default());
    simulated(async {
        let waker = Waker::from(lullaby.clone());
        let mut first = pin!(unio::sleep(ms(5)));
        assert!(poll_with(first.as_mut(), &waker).is_pending());
        unio::create_task(unio::sleep(ms(4)));
        unio::sleep(ms(10)).await;
        drop(OTHERS.take());
    });
    let bells = lullaby.0.lock().unwrap();
    let rings: Vec<_> = bells.iter().map(|bell| bell.rings()).collect();
    assert_eq!(rings, [1; 100]);
}

/// A waker that makes a timer when it is dropped, and drops it.
struct Busy;

impl Wake for Busy {
    fn wake(self: Arc<Self>) {}
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut sleep = pin!(unio::sleep(ms(1)));
        assert!(poll_with(sleep.as_mut(), Waker::noop()).is_pending());
        unio::create_task(async {}).cancel();
    }
}

#[test]
fn a_waker_may_use_the_loop_while_it_is_dropped() {
    let busy = || Waker::from(Arc::new(Busy));
    simulated(async {
        let mut sleep = Box::pin(unio::sleep(ms(5)));
        assert!(poll_with(sleep.as_mut(), &busy()).is_pending());
        assert!(poll_with(sleep.as_mut(), &busy()).is_pending());
        drop(sleep);
        let mut fires = pin!(unio::sleep(ms(1)));
        assert!(poll_with(fires.as_mut(), &busy()).is_pending());
        let mut task = Box::pin(unio::create_task(pending::<()>()));
        assert!(poll_with(task.as_mut(), &busy()).is_pending());
        assert!(poll_with(task.as_mut(), &busy()).is_pending());
        drop(task);
        let lock = unio::Lock::new(());
        let guard = lock.lock().await;
        let mut wait = Box::pin(lock.lock());
        assert!(poll_with(wait.as_mut(), &busy()).is_pending());
        assert!(poll_with(wait.as_mut(), &busy()).is_pending());
        drop((guard, wait));
        unio::sleep(ms(2)).await;
    });
}

#[test]
fn a_million_tasks_sleep_at_once() {
    const MILLION: usize = 1_000_000;
    let awake = Count::default();
    simulated(async {
        for i in 0..MILLION as u64 {
            let awake = awake.clone();
            unio::create_task(async move {
                let delay = ms(1 + i * 7_919 % 10_000);
                unio::sleep(delay).await;
                assert_eq!(clock::now(), delay);
                awake.add();
            });
        }
        unio::sleep(ms(5_001)).await;
        assert_eq!(awake.get(), MILLION / 2);
        unio::sleep(ms(5_000)).await;
        assert_eq!(awake.get(), MILLION);
    });
}

#[test]
fn a_timeout_gives_the_value_or_none_and_drops_the_future() {
    simulated(async {
        assert_eq!(unio::timeout(ms(5), async { 1 }).await, Some(1));
        assert_eq!(clock::now(), ms(0));
        let drops = Count::default();
        let note = drops.drops();
        let slow = async move {
            let _note = note;
            unio::sleep(ms(10)).await;
        };
        assert_eq!(unio::timeout(ms(5), slow).await, None);
        assert_eq!((drops.get(), clock::now()), (1, ms(5)));
    });
}

#[test]
fn at_a_tie_the_future_beats_its_timeout() {
    simulated(async {
        let tie = unio::timeout(ms(5), unio::sleep(ms(5)));
        assert_eq!(tie.await, Some(()));
        let now = clock::now();
        let at_deadline = poll_fn(|_| match clock::now() == now + ms(5) {
            true => Poll::Ready("value"),
            false => Poll::Pending,
        });
        let value = unio::timeout(ms(5), at_deadline).await;
        assert_eq!(value, Some("value"));
    });
}

#[test]
fn the_one_that_is_sooner_fires_though_it_came_later() {
    let log = Log::new();
    simulated(async {
        let tasks = [30, 10, 20, 5].map(|millis| {
            let log = log.clone();
            unio::create_task(async move {
                unio::sleep(ms(millis)).await;
                log.add(millis);
            })
        });
        unio::gather(tasks).await;
    });
    assert_eq!(log.take(), [5, 10, 20, 30]);
}

#[test]
fn real_timers_fire_in_order_though_the_loop_was_late() {
    let log = Log::new();
    unio::run(async {
        let tasks = [3, 1, 2].map(|millis| {
            let log = log.clone();
            unio::create_task(async move {
                unio::sleep(ms(millis)).await;
                log.add(millis);
            })
        });
        unio::yield_now().await;
        std::thread::sleep(ms(10));
        unio::gather(Rc::new(tasks).iter().map(|_| async {})).await;
        unio::sleep(ms(1)).await;
    });
    assert_eq!(log.take(), [1, 2, 3]);
}
