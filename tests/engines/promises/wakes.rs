//! A task is polled when it has been woken, and only then.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use super::{Count, OnDrop, ms, simulated};
use crate::unio;

/// Where a task leaves its waker.
type Kept = Rc<RefCell<Option<Waker>>>;

/// Leaves its waker at each poll, and is never ready.
async fn keep_waker(kept: Kept) {
    poll_fn(|cx| {
        *kept.borrow_mut() = Some(cx.waker().clone());
        Poll::<()>::Pending
    })
    .await;
}

fn waker(kept: &Kept) -> Waker {
    kept.borrow().clone().expect("it has been polled")
}

/// Wakes itself so many times at its first poll, and is never ready.
async fn wake_myself(times: usize) {
    let mut left = times;
    poll_fn(|cx| {
        for _ in 0..std::mem::take(&mut left) {
            cx.waker().wake_by_ref();
        }
        Poll::<()>::Pending
    })
    .await;
}

#[test]
fn wakes_during_a_poll_give_one_more_poll() {
    for times in [1, 2, 5] {
        let polls = Count::default();
        simulated(async {
            unio::create_task(polls.polls(wake_myself(times)));
            unio::sleep(ms(10)).await;
        });
        assert_eq!(polls.get(), 2, "{times} wakes");
    }
}

#[test]
fn wakes_of_main_during_its_poll_give_one_more_poll() {
    let polls = Count::default();
    simulated(async {
        let main = polls.polls(wake_myself(3));
        assert!(unio::timeout(ms(10), main).await.is_none());
    });
    // The last one is at the timeout.
    assert_eq!(polls.get(), 3);
}

#[test]
fn two_wakes_before_a_poll_give_one_poll() {
    let (polls, kept) = (Count::default(), Kept::default());
    simulated(async {
        unio::create_task(polls.polls(keep_waker(kept.clone())));
        unio::yield_now().await;
        for round in 2..5 {
            waker(&kept).wake_by_ref();
            waker(&kept).wake();
            unio::sleep(ms(1)).await;
            assert_eq!(polls.get(), round);
        }
    });
}

#[test]
fn a_wake_before_the_first_poll_gives_no_second_one() {
    let polls = Count::default();
    simulated(async {
        let task = unio::create_task(polls.polls(pending::<()>()));
        task.resume();
        task.resume();
        unio::sleep(ms(1)).await;
    });
    assert_eq!(polls.get(), 1);
}

#[test]
fn a_wake_after_the_end_of_the_task_does_nothing() {
    let (polls, kept) = (Count::default(), Kept::default());
    simulated(async {
        let keep = keep_waker(kept.clone());
        let done = unio::timeout(ms(1), keep);
        let task = unio::create_task(polls.polls(done));
        unio::sleep(ms(2)).await;
        assert!(task.is_finished());
        waker(&kept).wake();
        unio::sleep(ms(1)).await;
        assert_eq!(task.await.unwrap(), None);
        waker(&kept).wake();
        unio::sleep(ms(1)).await;
    });
    assert_eq!(polls.get(), 2);
}

#[test]
fn a_waker_kept_past_the_end_of_the_loop_does_nothing() {
    let (polls, kept) = (Count::default(), Kept::default());
    let drops = Count::default();
    simulated(async {
        let (keep, note) = (keep_waker(kept.clone()), drops.drops());
        unio::create_task(polls.polls(async move {
            let _note = note;
            keep.await;
        }));
        unio::yield_now().await;
    });
    assert_eq!((polls.get(), drops.get()), (1, 1));
    assert_eq!(Rc::strong_count(&kept), 1, "the task is gone");
    let waker = waker(&kept);
    for _ in 0..100 {
        waker.wake_by_ref();
    }
    let elsewhere = waker.clone();
    thread::spawn(move || elsewhere.wake()).join().unwrap();
    // Nor does it mean anything to the next loop.
    simulated(async {
        let bystander = Count::default();
        unio::create_task(bystander.polls(pending::<()>()));
        unio::sleep(ms(1)).await;
        waker.wake_by_ref();
        unio::sleep(ms(1)).await;
        assert_eq!(bystander.get(), 1);
    });
    assert_eq!((polls.get(), drops.get()), (1, 1));
}

#[test]
fn a_stale_waker_never_polls_the_next_tenant() {
    simulated(async {
        let mut stale = Vec::new();
        for round in 0..10 {
            let (polls, kept) = (Count::default(), Kept::default());
            let task = polls.polls(keep_waker(kept.clone()));
            let task = unio::create_task(task);
            unio::yield_now().await;
            stale.iter().for_each(Waker::wake_by_ref);
            unio::sleep(ms(1)).await;
            assert_eq!(polls.get(), 1, "round {round}");
            stale.push(waker(&kept));
            task.cancel();
            assert!(task.await.is_err());
        }
    });
}

/// A turn that was granted to a tenant who has left meanwhile.
#[test]
fn a_turn_in_the_queue_does_not_go_to_the_next_tenant() {
    let polls = Count::default();
    simulated(async {
        let first = unio::create_task(async {});
        unio::yield_now().await;
        first.cancel();
        drop(first);
        unio::create_task(polls.polls(pending::<()>()));
        unio::sleep(ms(1)).await;
    });
    assert_eq!(polls.get(), 1);
}

/// Ready at the first poll after it has been wanted, which any thread can
/// ask for.
fn wait_for_thread(
    work: impl FnOnce(Waker) + Send + 'static,
) -> impl Future<Output = ()> {
    let done = Arc::new(AtomicUsize::new(0));
    let mut work = Some(work);
    poll_fn(move |cx| {
        if let Some(work) = work.take() {
            let (done, waker) = (done.clone(), cx.waker().clone());
            thread::spawn(move || {
                thread::sleep(ms(20));
                done.store(1, Ordering::SeqCst);
                work(waker);
            });
        }
        match done.load(Ordering::SeqCst) {
            0 => Poll::Pending,
            _ => Poll::Ready(()),
        }
    })
}

#[test]
fn a_thread_wakes_a_loop_that_sleeps() {
    let polls = Count::default();
    unio::run(polls.polls(wait_for_thread(Waker::wake)));
    assert_eq!(polls.get(), 2);
}

#[test]
fn a_thread_wakes_a_loop_that_waits_for_a_timer() {
    unio::run(async {
        let long = unio::create_task(unio::sleep(Duration::MAX));
        let hour = unio::create_task(unio::sleep(ms(3_600_000)));
        wait_for_thread(|waker| waker.wake_by_ref()).await;
        assert!(!long.is_finished() && !hour.is_finished());
    });
}

#[test]
fn a_thread_wakes_a_task_of_a_loop_that_runs() {
    unio::run(async {
        unio::create_task(async {
            loop {
                unio::yield_now().await;
            }
        });
        let task = unio::create_task(wait_for_thread(Waker::wake));
        task.await.unwrap();
    });
}

/// Eight threads wake one task. Now and then a thread waits until its last
/// wake has been heard: if that one is lost, nothing else wakes the task.
#[test]
fn a_million_wakes_from_eight_threads_and_none_is_lost() {
    const THREADS: usize = 8;
    const WAKES: usize = 125_000;
    let asked: Arc<[AtomicUsize; THREADS]> = Arc::default();
    let heard: Arc<[AtomicUsize; THREADS]> = Arc::default();
    let mut hammers = Vec::new();
    let all_heard = poll_fn(|cx| {
        if hammers.is_empty() {
            hammers.extend((0..THREADS).map(|i| {
                let (asked, heard) = (asked.clone(), heard.clone());
                let waker = cx.waker().clone();
                thread::spawn(move || {
                    hammer(&asked[i], &heard[i], WAKES, &waker);
                })
            }));
        }
        let mut missing = false;
        for (asked, heard) in asked.iter().zip(heard.iter()) {
            let asked = asked.load(Ordering::SeqCst);
            heard.store(asked, Ordering::SeqCst);
            missing |= asked < WAKES;
        }
        if missing { Poll::Pending } else { Poll::Ready(()) }
    });
    let limit = Duration::from_secs(60);
    let heard = unio::run(unio::timeout(limit, all_heard));
    assert_eq!(heard, Some(()), "a wake is lost");
    hammers.into_iter().for_each(|hammer| hammer.join().unwrap());
}

fn hammer(
    asked: &AtomicUsize,
    heard: &AtomicUsize,
    wakes: usize,
    waker: &Waker,
) {
    for wake in 1..=wakes {
        asked.store(wake, Ordering::SeqCst);
        waker.wake_by_ref();
        while wake % 500 == 0 && heard.load(Ordering::SeqCst) < wake {
            thread::yield_now();
        }
    }
}

/// Each of a thousand tasks is woken from elsewhere, once.
#[test]
fn no_task_of_many_is_forgotten() {
    let (send, receive) = mpsc::channel::<(Arc<AtomicUsize>, Waker)>();
    let helper = thread::spawn(move || {
        for (done, waker) in receive {
            done.store(1, Ordering::SeqCst);
            waker.wake();
        }
    });
    unio::run(async move {
        let tasks = (0..1_000).map(|_| {
            let (send, done) = (send.clone(), Arc::default());
            unio::create_task(poll_fn(move |cx| {
                let done: &Arc<AtomicUsize> = &done;
                if done.load(Ordering::SeqCst) == 1 {
                    return Poll::Ready(());
                }
                send.send((done.clone(), cx.waker().clone())).unwrap();
                Poll::Pending
            }))
        });
        let all = unio::gather(tasks);
        let all = unio::timeout(Duration::from_secs(60), all).await;
        assert_eq!(all.expect("nobody is forgotten").len(), 1_000);
    });
    helper.join().unwrap();
}

#[test]
fn the_last_waker_dropped_elsewhere_runs_no_code_of_the_task() {
    let kept = Kept::default();
    let (send, receive) = mpsc::channel();
    let home = thread::current().id();
    simulated(async {
        let note = OnDrop(move || {
            send.send(thread::current().id()).unwrap();
        });
        let keep = keep_waker(kept.clone());
        let task = unio::create_task(async move {
            let _note = note;
            keep.await;
        });
        unio::yield_now().await;
        let last = kept.take().unwrap();
        thread::spawn(move || last.wake_by_ref()).join().unwrap();
        assert!(receive.try_recv().is_err(), "the task lives");
        task.cancel();
        assert!(task.await.is_err());
        assert_eq!(receive.try_recv(), Ok(home));
    });
    assert!(receive.try_recv().is_err(), "it is dropped once");
}

#[test]
fn a_task_that_ended_is_gone_though_its_waker_lives_elsewhere() {
    let kept = Kept::default();
    let drops = Count::default();
    simulated(async {
        let (keep, note) = (keep_waker(kept.clone()), drops.drops());
        unio::create_task(async move {
            let _note = note;
            keep.await;
        });
        unio::yield_now().await;
    });
    assert_eq!(drops.get(), 1);
    let last = kept.take().unwrap();
    thread::spawn(move || drop(last)).join().unwrap();
    assert_eq!(drops.get(), 1);
}

/// How often a future is polled until it is ready.
fn polls_of<F: Future>(future: impl FnOnce() -> F) -> usize {
    let polls = Count::default();
    simulated(async { polls.polls(future()).await });
    polls.get()
}

async fn soon() {
    unio::sleep(ms(1)).await;
}

#[test]
fn no_wait_for_the_clock_is_asked_twice() {
    assert_eq!(polls_of(|| async {}), 1);
    assert_eq!(polls_of(unio::yield_now), 2);
    assert_eq!(polls_of(|| unio::sleep(ms(0))), 2);
    assert_eq!(polls_of(|| unio::sleep(ms(5))), 2);
    assert_eq!(polls_of(|| unio::timeout(ms(5), pending::<()>())), 2);
    assert_eq!(polls_of(|| unio::timeout(ms(5), soon())), 2);
    assert_eq!(polls_of(|| unio::create_task(soon())), 2);
    let sleeps = || [1, 2, 2, 3].map(|millis| unio::sleep(ms(millis)));
    assert_eq!(polls_of(|| unio::race(sleeps())), 2);
    assert_eq!(polls_of(|| unio::gather(sleeps())), 4);
}

#[test]
fn no_wait_for_another_task_is_asked_twice() {
    let oneshot = || {
        let (sender, receiver) = unio::oneshot();
        unio::call_later(ms(1), || sender.send(1).unwrap());
        receiver
    };
    assert_eq!(polls_of(oneshot), 2);
    let waiter = Rc::new(unio::Waiter::new(3));
    let notify = waiter.clone();
    let wait = || async {
        unio::create_task(async move {
            for _ in 0..3 {
                soon().await;
                notify.notify();
            }
        });
        waiter.wait().await;
    };
    assert_eq!(polls_of(wait), 2);
    let lock = Rc::new(unio::Lock::new(0));
    let contended = || async {
        let held = lock.clone();
        unio::create_task(async move {
            let _guard = held.lock().await;
            soon().await;
        });
        unio::yield_now().await;
        drop(lock.lock().await);
    };
    assert_eq!(polls_of(contended), 3);
}

#[test]
fn a_task_that_nobody_wakes_is_polled_once() {
    let polls = Count::default();
    simulated(async {
        let busy = unio::create_task(async {
            for _ in 0..1_000 {
                soon().await;
                unio::yield_now().await;
            }
        });
        unio::create_task(polls.polls(pending::<()>()));
        let mut busy = pin!(busy);
        (&mut busy).await.unwrap();
    });
    assert_eq!(polls.get(), 1);
}
