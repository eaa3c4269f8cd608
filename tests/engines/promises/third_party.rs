//! Code that was written for other loops runs on this one unchanged.

use std::rc::Rc;
use std::sync::Arc;

use futures_util::future::{
    self, AbortHandle, Abortable, Either, FutureExt,
};
use futures_util::stream::{self, FuturesUnordered, StreamExt};
use futures_util::{join, pin_mut, select};
use shared::clock;
use tokio::sync;

use super::{Count, ms, simulated};
use crate::unio;

async fn after<T>(millis: u64, value: T) -> T {
    unio::sleep(ms(millis)).await;
    value
}

#[test]
fn futures_join_all_waits_for_all() {
    simulated(async {
        // Few are polled all, many are polled by their own wakers.
        for count in [3, 100] {
            let start = clock::now();
            let all = (1..=count).map(|n| after(n, n));
            let all = future::join_all(all).await;
            assert_eq!(all, (1..=count).collect::<Vec<_>>());
            assert_eq!(clock::now(), start + ms(count));
        }
        assert_eq!(join!(after(2, "a"), after(1, 5)), ("a", 5));
    });
}

#[test]
fn futures_select_takes_the_first() {
    simulated(async {
        let slow = Box::pin(after(5, "slow"));
        let fast = Box::pin(after(1, "fast"));
        let Either::Right((first, slow)) = future::select(slow, fast).await
        else {
            panic!("the fast one is first");
        };
        assert_eq!((first, clock::now()), ("fast", ms(1)));
        assert_eq!((slow.await, clock::now()), ("slow", ms(5)));
        let (one, two) = (after(2, 1).fuse(), after(1, 2).fuse());
        pin_mut!(one, two);
        let first = select! { n = one => n, n = two => n };
        assert_eq!(first, 2);
    });
}

#[test]
fn futures_unordered_gives_them_as_they_come_and_polls_no_other() {
    simulated(async {
        let polls: Vec<_> = (0..50).map(|_| Count::default()).collect();
        let children = (0..50_u64)
            .zip(&polls)
            .map(|(n, polls)| polls.polls(after(1 + n * 7 % 50, n)));
        let mut all: FuturesUnordered<_> = children.collect();
        let mut times = Vec::new();
        while let Some(n) = all.next().await {
            assert_eq!(clock::now(), ms(1 + n * 7 % 50));
            times.push(clock::now());
        }
        assert!(times.is_sorted() && times.len() == 50);
        assert!(polls.iter().all(|polls| polls.get() == 2));
    });
}

#[test]
fn futures_unordered_may_hold_handles_and_be_dropped() {
    simulated(async {
        let handles = (1..=20).map(|n| unio::create_task(after(n, n)));
        let mut all: FuturesUnordered<_> = handles.collect();
        for expected in 1..=10 {
            let n = all.next().await.unwrap().unwrap();
            assert_eq!(n, expected);
        }
        drop(all);
        unio::sleep(ms(100)).await;
    });
}

#[test]
fn futures_streams_are_mapped_and_buffered() {
    simulated(async {
        let doubled = stream::iter(1..=10)
            .map(|n| after(10 - n, n * 2))
            .buffered(4)
            .filter(|n| future::ready(n % 4 == 0));
        let doubled: Vec<_> = doubled.collect().await;
        assert_eq!(doubled, [4, 8, 12, 16, 20]);
        let unordered = stream::iter([3, 1, 2]);
        let unordered = unordered.map(|n| after(n, n));
        let unordered = unordered.buffer_unordered(3);
        assert_eq!(unordered.collect::<Vec<_>>().await, [1, 2, 3]);
    });
}

#[test]
fn a_shared_future_wakes_all_who_wait() {
    simulated(async {
        let polls = Count::default();
        let shared = polls.polls(after(5, "value")).shared();
        let tasks = (0..10).map(|_| unio::create_task(shared.clone()));
        for task in tasks.collect::<Vec<_>>() {
            assert_eq!(task.await.unwrap(), "value");
        }
        // Once by each who comes while it is pending, and once when woken.
        assert_eq!((polls.get(), clock::now()), (11, ms(5)));
    });
}

/// Whoever polled first goes away: another must be woken in its place.
#[test]
fn a_shared_future_survives_the_cancel_of_one_who_waits() {
    simulated(async {
        let shared = after(5, "value").shared();
        let first = unio::create_task(shared.clone());
        let second = unio::create_task(shared);
        unio::yield_now().await;
        first.cancel();
        assert_eq!(second.await.unwrap(), "value");
    });
}

#[test]
fn an_abortable_future_is_aborted_from_another_task() {
    simulated(async {
        let (handle, registration) = AbortHandle::new_pair();
        let long = Abortable::new(unio::sleep(ms(1_000)), registration);
        unio::call_later(ms(5), move || handle.abort());
        assert!(long.await.is_err());
        assert_eq!(clock::now(), ms(5));
    });
}

#[test]
fn an_async_channel_joins_producers_and_consumers() {
    simulated(async {
        let (sender, receiver) = async_channel::bounded(2);
        for n in 0..5 {
            let sender = sender.clone();
            unio::create_task(async move {
                for i in 0..10 {
                    unio::sleep(ms(n)).await;
                    sender.send(n * 10 + i).await.unwrap();
                }
            });
        }
        drop(sender);
        let consumers = [receiver.clone(), receiver].map(|receiver| {
            unio::create_task(receiver.collect::<Vec<_>>())
        });
        let mut items = Vec::new();
        for consumer in consumers {
            items.extend(consumer.await.unwrap());
        }
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    });
}

#[test]
fn tokios_mutex_and_semaphore_let_one_in_after_another() {
    simulated(async {
        let mutex = Arc::new(sync::Mutex::new(0));
        let permits = Arc::new(sync::Semaphore::new(2));
        let tasks: Vec<_> = (0..10)
            .map(|_| {
                let (mutex, permits) = (mutex.clone(), permits.clone());
                unio::create_task(async move {
                    let permit = permits.acquire().await.unwrap();
                    unio::sleep(ms(1)).await;
                    drop(permit);
                    let mut guard = mutex.lock().await;
                    unio::yield_now().await;
                    *guard += 1;
                })
            })
            .collect();
        unio::gather(tasks).await;
        // Two at a time.
        assert_eq!((*mutex.lock().await, clock::now()), (10, ms(5)));
    });
}

#[test]
fn tokios_channels_bring_everything() {
    simulated(async {
        let (sender, mut receiver) = sync::mpsc::channel(3);
        let (done, is_done) = sync::oneshot::channel();
        unio::create_task(async move {
            for i in 0..100 {
                sender.send(i).await.unwrap();
            }
            done.send("done").unwrap();
        });
        for i in 0..100 {
            assert_eq!(receiver.recv().await, Some(i));
        }
        assert_eq!(receiver.recv().await, None);
        assert_eq!(is_done.await, Ok("done"));
    });
}

#[test]
fn tokios_notify_wakes_one_or_all() {
    simulated(async {
        let notify = Rc::new(sync::Notify::new());
        let woken = Count::default();
        for _ in 0..5 {
            let (notify, woken) = (notify.clone(), woken.clone());
            unio::create_task(async move {
                notify.notified().await;
                woken.add();
            });
        }
        unio::yield_now().await;
        notify.notify_one();
        unio::sleep(ms(1)).await;
        assert_eq!(woken.get(), 1);
        notify.notify_waiters();
        unio::sleep(ms(1)).await;
        assert_eq!(woken.get(), 5);
    });
}

#[test]
fn values_come_from_other_threads_through_other_peoples_channels() {
    let (sender, receiver) = async_channel::bounded(4);
    let (back, mut values) = sync::mpsc::unbounded_channel();
    let thread = std::thread::spawn(move || {
        for n in 0..1_000 {
            sender.send_blocking(n).unwrap();
            back.send(n).unwrap();
        }
    });
    unio::run(async move {
        for n in 0..1_000 {
            assert_eq!(receiver.recv().await, Ok(n));
            assert_eq!(values.recv().await, Some(n));
        }
    });
    thread.join().unwrap();
}
